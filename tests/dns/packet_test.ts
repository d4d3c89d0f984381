import { expect } from "expect";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { decodeAnswer, encodeQuery } from "../../adapters/dns/packet.ts";
import { encodeReply } from "./name_server.ts";

const question = { name: "beta.example", type: "MX" } as const;
const query = { ...question, id: 7, transport: "udp", edns: true, port: 53 } as const;
const answer = encodeReply(query, {
  answers: [
    { type: "CNAME", name: "beta.example", ttl: 2 ** 31, data: "c.example" },
    { type: "MX", name: "c.example", ttl: 5, data: { preference: 10, exchange: "mx.c.example" } },
    { type: "TXT", name: "c.example", ttl: 5, data: "text" },
    { type: "MX", class: "CH", name: "c.example", ttl: 5, data: { preference: 1, exchange: "a" } },
  ],
});

Deno.test("packet: a query announces the UDP payload, recursion desired", () => {
  const bytes = Buffer.from(encodeQuery(7, question, "edns"));
  expect(bytes.readUInt16BE(0)).toBe(7);
  expect(bytes.readUInt16BE(2)).toBe(0x0100);
  expect(bytes.includes(Buffer.from([0, 0, 41, 0x04, 0xd0]))).toBe(true);
  expect(encodeQuery(7, question, "plain").length).toBe(bytes.length - 11);
});

Deno.test("packet: records of other types and classes are passed over", () => {
  expect(decodeAnswer(answer, 7, question)?.records).toEqual([
    { name: "beta.example", ttl: 0, value: { type: "CNAME", data: "c.example" } },
    {
      name: "c.example",
      ttl: 5,
      value: { type: "MX", data: { preference: 10, exchange: "mx.c.example" } },
    },
  ]);
});

Deno.test("packet: a query is no answer", () => {
  expect(decodeAnswer(encodeQuery(7, question, "edns"), 7, question)).toBe(undefined);
});

Deno.test("packet: whatever comes off the wire is read or passed over", () => {
  const changed = fc.array(fc.tuple(fc.nat(answer.length - 1), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(changed, fc.nat(answer.length), (changes, length) => {
      const bytes = Buffer.from(answer);
      for (const [at, byte] of changes) bytes[at] = byte;
      for (
        const record
          of decodeAnswer(bytes.subarray(0, length || undefined), 7, question)?.records ?? []
      ) {
        expect(typeof record.name).toBe("string");
        expect(record.ttl).toBeGreaterThanOrEqual(0);
        if (record.value.type === "MX") expect(typeof record.value.data.exchange).toBe("string");
      }
    }),
    { numRuns: 500, seed: 1035 },
  );
});
