/**
 * The check of content that arrives.
 *
 * @module
 */
import { expect } from "expect";
import { WireCheck, type WireFault } from "../../../adapters/documents/mime/wire_check.ts";
import { octetsOf } from "./support.ts";

function check(content: string, size: number): [WireFault | null, boolean] {
  const wire = new WireCheck(10);
  const octets = octetsOf(content);
  for (let at = 0; at < octets.length; at += size) wire.push(octets.subarray(at, at + size));
  return [wire.end(), wire.eightBit];
}

/** Content, and the fault that it has with lines of at most 10 octets. */
const CONTENTS: [string, WireFault["kind"] | null, number?][] = [
  ["", null],
  ["a\r\n\r\nb", null],
  ["0123456789\r\n0123456789\r\n0123456789", null],
  ["0123456789\r\n01234567890\r\n", "line-too-long", 22],
  ["01234567890", "line-too-long", 10],
  ["0123456789\r", "bare-cr", 10],
  ["0123456789\rx", "bare-cr", 10],
  ["01234567890\0", "line-too-long", 10],
  ["01234567890\n", "line-too-long", 10],
  ["012345678\0x", "nul", 9],
  ["a\r\nb\nc\rd", "bare-lf", 4],
  ["a\r\nb\rc\nd", "bare-cr", 4],
  ["\n", "bare-lf", 0],
  ["\r\r\n", "bare-cr", 0],
  ["\r\n\n", "bare-lf", 2],
  ["a\r\0", "bare-cr", 1],
  ["a\r", "bare-cr", 1],
  ["a\t\x01\x7f\r\n", null],
];

for (const [content, kind, offset = 0] of CONTENTS) {
  Deno.test(`wire check: ${JSON.stringify(content)}`, () => {
    const fault = kind === null ? null : { kind, offset };
    for (const size of [1, 2, 3, 17]) expect(check(content, size)).toEqual([fault, false]);
  });
}

Deno.test("8-bit content is noticed, wherever it stands", () => {
  for (const content of ["\x80", "a\r\n\xff\r\n", "\r\xe0", "a\nb\xe0"]) {
    for (const size of [1, 3]) expect(check(content, size)[1]).toBe(true);
  }
});

Deno.test("a CR at the end of a piece is no fault until something else follows", () => {
  const wire = new WireCheck(998);
  wire.push(octetsOf("a\r"));
  expect(wire.fault()).toBe(null);
  wire.push(octetsOf("\n"));
  expect(wire.fault()).toBe(null);
  wire.push(octetsOf("b\r"));
  wire.push(octetsOf("c"));
  expect(wire.fault()).toEqual({ kind: "bare-cr", offset: 4 });
});
