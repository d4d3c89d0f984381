import { expect } from "expect";
import { berToDer } from "../../../adapters/documents/smime/ber.ts";
import { DerError } from "../../../adapters/documents/smime/der.ts";

Deno.test("BER: what is DER already comes back itself", () => {
  const der = Uint8Array.of(0x30, 5, 0x31, 3, 0x02, 1, 7);
  expect(berToDer(der)).toEqual(der);
  expect(berToDer(der).buffer).toBe(der.buffer);
});

Deno.test("BER: indefinite lengths, at several levels, become definite", () => {
  const ber = Uint8Array.of(0x30, 0x80, 0x31, 0x80, 2, 1, 7, 0, 0, 4, 1, 9, 0, 0);
  expect([...berToDer(ber)]).toEqual([0x30, 8, 0x31, 3, 2, 1, 7, 4, 1, 9]);
});

Deno.test("BER: an octet string in pieces becomes one, pieces of pieces too", () => {
  const ber = Uint8Array.of(0x24, 0x80, 4, 1, 1, 0x24, 6, 4, 1, 2, 4, 1, 3, 0, 0);
  expect([...berToDer(ber)]).toEqual([4, 3, 1, 2, 3]);
});

Deno.test("BER: long forms of short lengths are shortened", () => {
  expect([...berToDer(Uint8Array.of(0x30, 0x83, 0, 0, 3, 0x04, 0x81, 0))]).toEqual([0x30, 2, 4, 0]);
});

for (
  const [what, bytes] of [
    ["end-of-contents missing", [0x30, 0x80, 2, 1, 7]],
    ["an indefinite primitive", [0x04, 0x80, 0, 0]],
    ["bytes after the end", [0x30, 0, 0]],
    ["an integer inside an octet string", [0x24, 3, 2, 1, 7]],
    ["nothing", []],
    ["a reserved length", [0x30, 0xff, 0]],
  ] as const
) {
  Deno.test(`BER: ${what} is refused`, () => {
    expect(() => berToDer(Uint8Array.from(bytes))).toThrow(DerError);
  });
}

Deno.test("BER: nesting without end is refused, not followed", () => {
  expect(() => berToDer(Uint8Array.from({ length: 100_000 }, (_, i) => i % 2 ? 0x80 : 0x30)))
    .toThrow("nested deeper");
});

Deno.test("BER: elements without number are refused", () => {
  const nulls = Uint8Array.from({ length: 300_000 }, (_, i) => i % 2 ? 0 : 5);
  const header = Uint8Array.of(0x30, 0x83, 0x04, 0x93, 0xe0);
  const ber = new Uint8Array(header.length + nulls.length);
  ber.set(header);
  ber.set(nulls, header.length);
  expect(() => berToDer(ber)).toThrow("too many elements");
});
