import { expect } from "expect";
import type { TlsPolicy } from "../../../adapters/smtp/client/connect.ts";
import { type TestAuthority, testAuthority } from "./certificates.ts";
import { relayTo, request, verdicts } from "./setup.ts";
import { type Behaviour, TestServer } from "./test_server.ts";

const authority = await testAuthority();
const right = await authority.issue("mx.beta.example");
const wrong = await authority.issue("mx.alfa.example");
const foreign = await (await testAuthority()).issue("mx.beta.example");

/** Relays a message; tells the verdict and whether it went under TLS. */
async function send(tls: TlsPolicy, behaviour: Behaviour, trusted: TestAuthority = authority) {
  await using server = await TestServer.start(behaviour);
  await using to = relayTo(server.port, { authorities: [trusted.pem] });
  const result = await to.relay.relay("beta.example", request("a: b\r\n\r\n", { tls }));
  const [message] = server.messages;
  return [...verdicts(result), message && (message.secure ? "TLS" : "clear")];
}

for (const tls of ["required-verified", "required", "opportunistic"] as const) {
  Deno.test(`TLS ${tls}: goes under TLS to a hop with a valid certificate`, async () => {
    expect(await send(tls, { tls: right })).toEqual(["taken 250 2.0.0", "TLS"]);
  });
}

Deno.test("TLS required-verified: a certificate of another name is not accepted", async () => {
  expect(await send("required-verified", { tls: wrong })).toEqual([
    "deferred 451 4.7.5",
    undefined,
  ]);
});

Deno.test("TLS required-verified: a certificate of another authority is not accepted", async () => {
  expect(await send("required-verified", { tls: foreign })).toEqual([
    "deferred 451 4.7.5",
    undefined,
  ]);
});

for (const tls of ["required", "opportunistic"] as const) {
  Deno.test(`TLS ${tls}: any certificate will do`, async () => {
    expect(await send(tls, { tls: wrong })).toEqual(["taken 250 2.0.0", "TLS"]);
    expect(await send(tls, { tls: foreign })).toEqual(["taken 250 2.0.0", "TLS"]);
  });
}

for (const tls of ["required-verified", "required"] as const) {
  Deno.test(`TLS ${tls}: nothing goes in clear, whatever the hop says`, async () => {
    expect(await send(tls, {})).toEqual(["deferred 502 4.0.0", undefined]);
    const refusing = (verb: string) => verb === "STARTTLS" ? "454 4.7.0 not now" : undefined;
    expect(await send(tls, { tls: right, reply: refusing })).toEqual([
      "deferred 454 4.7.0",
      undefined,
    ]);
    const withoutEhlo = (verb: string) => verb === "EHLO" ? "502 what?" : undefined;
    expect((await send(tls, { reply: withoutEhlo }))[1]).toBe(undefined);
  });
}

Deno.test("TLS opportunistic: goes in clear where TLS is not offered, refused or broken", async () => {
  const inClear = ["taken 250 2.0.0", "clear"];
  expect(await send("opportunistic", {})).toEqual(inClear);
  const reply = (text: string) => (verb: string) => verb === "STARTTLS" ? text : undefined;
  expect(await send("opportunistic", { tls: right, reply: reply("454 4.7.0 no") })).toEqual(
    inClear,
  );
  expect(await send("opportunistic", { tls: "broken" })).toEqual(inClear);
});

Deno.test("TLS required: a broken handshake defers", async () => {
  expect(await send("required", { tls: "broken" })).toEqual(["deferred 451 4.7.5", undefined]);
});
