/**
 * An envelope within an envelope: what is enclosed is never taken for what encloses it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { lines, mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";

Deno.test("flow: a forwarded envelope is the original of a new one, and no more", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const first = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const { bytes: envelope } = await beta.document(BRUNO, first, "posta-certificata");
  const content = lines(
    `From: ${BRUNO}`,
    `To: ${ANNA}`,
    "Subject: I: Prova",
    "X-Trasporto: posta-certificata",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="fw"',
    "",
    "--fw",
    'Content-Type: message/rfc822; name="postacert.eml"',
    "",
    Buffer.from(envelope).toString("latin1"),
    "--fw--",
  );
  const second = await beta.accept({ account: BRUNO, recipients: [ANNA], content });
  await providers.settled();
  expect(second).not.toBe(first);
  expect(await beta.kinds(BRUNO, second)).toEqual(["accettazione", "avvenuta-consegna"]);
  const { daticert, original } = await alfa.document(ANNA, second, "posta-certificata");
  expect(daticert.certified).toMatchObject({ pecId: second, sender: BRUNO, subject: "I: Prova" });
  expect(original?.toString("latin1")).toContain(`Message-ID: <${first}>`);
  expect(await alfa.kinds(ANNA, first)).toEqual(["accettazione", "avvenuta-consegna"]);
});
