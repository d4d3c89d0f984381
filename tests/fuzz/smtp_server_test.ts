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

const atom = fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^`{|}~_-]{1,12}$/);
const quoted = fc.array(fc.constantFrom("a", " ", "@", "<", ">", ",", '\\"', "\\\\", "è"), {
  maxLength: 6,
})
  .map((parts) => `"${parts.join("")}"`);
const localPart = fc.oneof(
  fc.array(fc.oneof(atom, fc.constant("perché")), { minLength: 1, maxLength: 3 })
    .map((atoms) => atoms.join(".")),
  quoted,
);
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const domain = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(label, { minLength: 1, maxLength: 4 }).map((all) => all.join(".")),
  },
  fc.ipV4().map((address) => `[${address}]`),
  fc.ipV6().map((address) => `[IPv6:${address}]`),
);
const route = fc.oneof({ weight: 3, arbitrary: fc.constant("") }, domainRoute());
/** Paths by the grammar of RFC 5321 §4.1.2: what stands before the address, and the address. */
const paths = fc.tuple(route, localPart, domain)
  .map(([before, local, host]) => ({ before, address: `${local}@${host}` }));

function domainRoute(): fc.Arbitrary<string> {
  return fc.array(label, { minLength: 1, maxLength: 2 })
    .map((hosts) => `${hosts.map((host) => `@${host}.example`).join(",")}:`);
}

Deno.test("a path by the grammar is read, its source route stripped, and its rest left", () => {
  fc.assert(
    fc.property(paths, fc.constantFrom("", " SIZE=10"), ({ before, address }, rest) => {
      expect(parsePath(`<${before}${address}>${rest}`)).toEqual({ address, rest });
    }),
    { numRuns: 500, seed: 5321 },
  );
});

Deno.test("any text is a path or has a fault, and a path is a part of the text", () => {
  const pieces = fc.array(
    fc.constantFrom("<", ">", "@", '"', "\\", ".", "a", "è", ":", ",", "[", "]", " ", "IPv6:", "1"),
    { maxLength: 40 },
  ).map((parts) => parts.join(""));
  // One character too many, or one too few, somewhere in a path.
  const almost = fc.tuple(
    paths,
    fc.nat(),
    fc.constantFrom("", "@", "..", "\0", "\n", '"', "<", "["),
  )
    .map(([{ before, address }, place, piece]) => {
      const path = `${before}${address}`;
      const at = place % path.length;
      return path.slice(0, at) + piece + path.slice(at + (piece === "" ? 1 : 0));
    });
  const counts = { addresses: 0, faults: 0 };
  fc.assert(
    fc.property(fc.oneof(pieces, almost, almost), (path) => {
      const parsed = parsePath(`<${path}>`);
      if ("fault" in parsed) {
        // It goes into a reply.
        expect(parsed.fault).toMatch(/^[\x20-\x7e]+$/);
        counts.faults++;
        return;
      }
      const { address, rest } = parsed;
      expect(`<${path}>`.endsWith(`${address}>${rest}`)).toBe(true);
      // Nothing that could end a command or a header line gets through.
      // deno-lint-ignore no-control-regex -- control characters are what is looked for
      expect(address).not.toMatch(/[\x00-\x1f\x7f]/);
      if (address !== "") {
        expect(address).toMatch(/^.{1,64}@[^@]+$/u);
        counts.addresses++;
      }
    }),
    { numRuns: 1000, seed: 5321 },
  );
  expect(counts.addresses).toBeGreaterThan(100);
  expect(counts.faults).toBeGreaterThan(300);
});
