import { expect } from "expect";
import { createHash } from "node:crypto";
import { RelaxedBodyHash, relaxedField } from "../../../adapters/documents/dkim/relaxed.ts";
import { octetsOf } from "../../../adapters/documents/mime/octets.ts";

function hashOf(body: string, size = Infinity): string {
  const hash = new RelaxedBodyHash();
  const octets = octetsOf(body);
  const step = Math.min(size, octets.length) || 1;
  for (let at = 0; at < octets.length; at += step) hash.update(octets.subarray(at, at + step));
  return hash.digest().toBase64();
}

function sha256(text: string): string {
  return createHash("sha256").update(octetsOf(text)).digest("base64");
}

Deno.test("dkim relaxed: the example of RFC 6376 §3.4.5", () => {
  expect(relaxedField("A", " X")).toBe("a:X");
  expect(relaxedField("B ", " Y\t\r\n\tZ  ")).toBe("b:Y Z");
  expect(hashOf(" C \r\nD \t E\r\n\r\n\r\n")).toBe(sha256(" C\r\nD E\r\n"));
});

Deno.test("dkim relaxed: the SHA-256 of an empty body (RFC 6376 §3.4.4)", () => {
  const empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  for (const body of ["", "\r\n", "\r\n\r\n\r\n", " \t\r\n", "  "]) {
    expect(hashOf(body)).toBe(empty);
  }
});

Deno.test("dkim relaxed: wherever the body is cut", () => {
  const body = "\r\n\r\na  \t b \r\n \t\r\n\r\nc\r\r\nd\re\nf\t\r\n\r\n \r\n";
  const canonical = "\r\n\r\na b\r\n\r\n\r\nc\r\r\nd\re\nf\r\n";
  for (let size = 1; size <= body.length; size++) {
    expect([size, hashOf(body, size)]).toEqual([size, sha256(canonical)]);
  }
  expect(hashOf("x\r")).toBe(sha256("x\r\r\n"));
});

Deno.test("dkim relaxed: more line ends than fit a block", () => {
  const lines = "\r\n".repeat(100_000);
  expect(hashOf(`a${lines}b${lines}`, 65_536)).toBe(sha256(`a${lines}b\r\n`));
});
