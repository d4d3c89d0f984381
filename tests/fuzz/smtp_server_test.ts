import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { receptionLimits, submissionLimits } from "../../adapters/smtp/server/limits.ts";
import { parsePath } from "../../adapters/smtp/server/path.ts";
import { reception, submissions } from "../../adapters/smtp/server/role.ts";
import { SessionWire } from "../smtp/server/session_wire.ts";

const words = fc.constantFrom(
  "EHLO mx.beta.example\r\n",
  "HELO x\r\n",
  "MAIL FROM:<bruno@beta.example> SIZE=10 BODY=8BITMIME SMTPUTF8\r\n",
  "MAIL FROM:<>\r\n",
  "RCPT TO:<anna@alfa.example>\r\n",
  "RCPT TO:<refused@alfa.example>\r\n",
  "RCPT TO:<unwritten@alfa.example>\r\n",
  "DATA\r\n",
  "Subject: uno\r\n\r\n..\r\n",
  "\r\n.\r\n",
  ".\r\n",
  "BDAT 3\r\na\r\n",
  "BDAT 9 LAST\r\n",
  "BDAT 0 LAST\r\n",
  "AUTH PLAIN AGFubmFAYWxmYS5leGFtcGxlAHNlZ3JldGE=\r\n",
  "AUTH LOGIN\r\n",
  "*\r\n",
  "RSET\r\n",
  "NOOP\r\n",
  "\r",
  "\n",
  "\0",
  "\xff",
  '<>@:"\\',
  "x".repeat(600),
);
const noise = fc.uint8Array({ maxLength: 30 }).map((bytes) =>
  Buffer.from(bytes).toString("latin1")
);
const sent = fc.array(fc.oneof({ weight: 9, arbitrary: words }, noise), { maxLength: 30 })
  .map((parts) => Buffer.from(parts.join(""), "latin1"));

/** Everything that server and handler have said. */
async function run(bytes: Buffer, cut: number, role: typeof reception): Promise<string[]> {
  const limits = role === reception ? receptionLimits : submissionLimits;
  const small = { ...limits, messageSize: 200 };
  const wire = new SessionWire(role, small, cut);
  await wire.send(bytes);
  await wire.disconnect();
  const lines: string[] = [];
  for (let line; (line = await wire.line()) !== null;) lines.push(line);
  for (const line of lines) expect(line).toMatch(/^[2-5]\d\d[ -][\x20-\x7e]*$/);
  const { calls } = wire.handler;
  // A sink that was opened is ended or aborted, once.
  expect(calls.filter((call) => call.startsWith("open")).length)
    .toBe(calls.filter((call) => call === "abort" || call.startsWith("end ")).length);
  return [...lines, ...calls];
}

for (const role of [reception, submissions]) {
  Deno.test(`${role.name}: any bytes, cut anywhere, get the same replies`, async () => {
    await fc.assert(
      fc.asyncProperty(sent, async (bytes) => {
        const whole = await run(bytes, Infinity, role);
        for (const cut of [1, 3, 17]) expect(await run(bytes, cut, role)).toEqual(whole);
      }),
      { numRuns: 150, seed: 5321 },
    );
  });
}

Deno.test("any text is a path or has a fault, and a path is a part of the text", () => {
  const text = fc.array(
    fc.constantFrom("<", ">", "@", '"', "\\", ".", "a", "è", ":", ",", "[", "]", " ", "IPv6:", "1"),
    { maxLength: 40 },
  ).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (path) => {
      const parsed = parsePath(`<${path}>`);
      if ("address" in parsed) expect(path).toContain(parsed.address);
    }),
    { numRuns: 500, seed: 5321 },
  );
});
