/**
 * The transaction of RFC 6109 §3.5, from the first byte of the client to the last receipt.
 *
 * @module
 */
import { expect } from "expect";
import { Providers } from "./providers.ts";

Deno.test("flow: probe", async () => {
  const t0 = performance.now();
  await using providers = await Providers.start();
  console.log("start", performance.now() - t0);
  const { alfa, beta } = providers;
  const pecId = await alfa.accept({
    account: "anna@alfa.example",
    recipients: ["bruno@beta.example"],
    content:
      "From: anna@alfa.example\r\nTo: bruno@beta.example\r\nMessage-ID: <1@x>\r\nSubject: Ciao\r\n\r\nCiao\r\n",
  });
  console.log("sub", performance.now() - t0);
  await providers.settled();
  console.log("settled", performance.now() - t0);
  expect(await alfa.kinds("anna@alfa.example", pecId)).toEqual([
    "accettazione",
    "avvenuta-consegna",
  ]);
  expect(await beta.kinds("bruno@beta.example", pecId)).toEqual(["posta-certificata"]);
  const [e] = await beta.documents("bruno@beta.example", pecId);
  console.log(
    e!.daticert,
    e!.text,
    e!.original?.toString("latin1"),
    await alfa.history(pecId),
    await beta.history(pecId),
  );
});
