import { expect } from "expect";
import {
  booleanOf,
  DerError,
  DerReader,
  elementAt,
  namedBits,
  oidOf,
  smallIntegerOf,
  TAG,
  timeOf,
} from "../../../adapters/documents/smime/der.ts";
import {
  derElement,
  derInteger,
  derOid,
  derSequence,
  derSet,
  derTime,
} from "../../../adapters/documents/smime/der_writer.ts";

function element(...bytes: number[]) {
  return elementAt(Uint8Array.from(bytes), 0, bytes.length);
}

for (
  const [what, bytes] of [
    ["indefinite length", [0x30, 0x80, 0, 0]],
    ["a length in more octets than needed", [0x04, 0x81, 0x01, 0xff]],
    ["a length with a leading zero", [0x04, 0x82, 0x00, 0x80]],
    ["a length of five octets", [0x04, 0x85, 1, 0, 0, 0, 0]],
    ["a length beyond the end", [0x04, 0x02, 0xff]],
    ["a tag number above 30", [0x1f, 0x81, 0x01, 0x00]],
    ["a missing length", [0x04]],
  ] as const
) {
  Deno.test(`DER: ${what} is refused`, () => {
    expect(() => element(...bytes)).toThrow(DerError);
  });
}

Deno.test("DER: lengths of one, two and three octets are written minimal and read back", () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65535, 65536]) {
    const der = derElement(TAG.octetString, new Uint8Array(length));
    const { contentStart, end } = elementAt(der, 0, der.length);
    expect(end - contentStart).toBe(length);
    expect(end).toBe(der.length);
  }
});

Deno.test("DER: object identifiers keep their arcs", () => {
  for (
    const oid of ["1.2.840.113549.1.7.2", "2.5.29.15", "0.9.2342.19200300.100.1.25", "2.999.1"]
  ) {
    const der = derOid(oid);
    expect(oidOf(elementAt(der, 0, der.length))).toBe(oid);
  }
  expect(() => oidOf(element(0x06, 0x02, 0x55, 0x9d))).toThrow(DerError);
  expect(() => oidOf(element(0x06, 0x00))).toThrow(DerError);
});

Deno.test("DER: times are UTCTime through 2049 and GeneralizedTime from 2050", () => {
  for (
    const [instant, tag] of [
      [Date.UTC(1950, 0, 1), TAG.utcTime],
      [Date.UTC(2049, 11, 31, 23, 59, 59), TAG.utcTime],
      [Date.UTC(2050, 0, 1), TAG.generalizedTime],
    ] as const
  ) {
    const der = derTime(instant);
    expect(der[0]).toBe(tag);
    expect(timeOf(elementAt(der, 0, der.length))).toBe(instant);
  }
  for (const text of ["2601010000Z", "260101000000+0100", "261301000000Z", "260101000000z"]) {
    const der = derElement(TAG.utcTime, new TextEncoder().encode(text));
    expect(() => timeOf(elementAt(der, 0, der.length))).toThrow(DerError);
  }
});

Deno.test("DER: integers carry a sign byte where the first bit is set, and no more", () => {
  expect([...derInteger(Uint8Array.of(0, 0, 0x7f))]).toEqual([0x02, 1, 0x7f]);
  expect([...derInteger(Uint8Array.of(0x80))]).toEqual([0x02, 2, 0, 0x80]);
  expect(smallIntegerOf(element(0x02, 2, 1, 0))).toBe(256);
  expect(() => smallIntegerOf(element(0x02, 1, 0xff))).toThrow(DerError);
});

Deno.test("DER: booleans are 0x00 or 0xff; named bits count from the left", () => {
  expect(booleanOf(element(0x01, 1, 0xff))).toBe(true);
  expect(() => booleanOf(element(0x01, 1, 0x01))).toThrow(DerError);
  expect([...namedBits(element(0x03, 2, 1, 0x06))]).toEqual([5, 6]);
});

Deno.test("DER: a SET OF is written in ascending order of its encodings", () => {
  const [a, b, c] = [Uint8Array.of(4, 1, 9), Uint8Array.of(4, 2, 0, 0), Uint8Array.of(2, 1, 255)];
  expect([...derSet(a, b, c)]).toEqual([0x31, 10, 2, 1, 255, 4, 1, 9, 4, 2, 0, 0]);
});

Deno.test("DER: a reader stays inside its element and says when bytes are left over", () => {
  const reader = new DerReader(derSequence(derInteger(Uint8Array.of(1)))).enter(TAG.sequence);
  expect(reader.optional(TAG.oid)).toBeNull();
  expect(() => reader.finish()).toThrow(DerError);
  reader.expect(TAG.integer);
  reader.finish();
  expect(() => reader.any()).toThrow(DerError);
});
