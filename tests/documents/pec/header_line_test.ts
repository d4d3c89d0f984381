import { expect } from "expect";
import fc from "fast-check";
import { headerLine } from "../../../adapters/documents/pec/header_line.ts";

const unfolded = (line: string) => line.replace(/\r\n(?=[ \t])/g, "").replace(/^X: *|\r\n$/g, "");

Deno.test("a short value stands beside its name, on one line whatever it holds", () => {
  expect(headerLine("X", "a b")).toBe("X: a b\r\n");
  expect(headerLine("X", "a\r\nY: b")).toBe("X: a Y: b\r\n");
  expect(headerLine("X", "\u00e0")).toBe("X: \u00c3\u00a0\r\n");
});

Deno.test("a long word stands on a line of its own, one beyond 998 octets nowhere", () => {
  expect(headerLine("X", "a".repeat(997))).toBe(`X:\r\n ${"a".repeat(997)}\r\n`);
  expect(headerLine("X", "a".repeat(998))).toBe("");
  expect(headerLine("X", `b ${"a".repeat(998)}`)).toBe("");
  expect(headerLine("X", "\u00e0".repeat(499))).toBe("");
  expect(headerLine("X", "a".repeat(150_000))).toBe("");
});

Deno.test("a long value of many words is folded at its blanks", () => {
  const words = (length: number) => "a".repeat(length);
  expect(headerLine("X", `${words(500)} ${words(496)} b`)).toBe(
    `X:\r\n ${words(500)} ${words(496)}\r\n b\r\n`,
  );
  expect(headerLine("X", `${words(500)}  ${words(497)}`)).toBe(
    `X:\r\n ${words(500)}\r\n  ${words(497)}\r\n`,
  );
});

Deno.test("any value: one field whose lines fit, and nothing but the folding added", () => {
  const word = fc.integer({ min: 1, max: 900 }).map((length) => "a".repeat(length));
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.constant("")), { maxLength: 12 }), (words) => {
      const value = words.join(" ").trim();
      const line = headerLine("X", value);
      expect(unfolded(line)).toBe(value);
      for (const one of line.split("\r\n").slice(0, -1)) {
        expect(one.length).toBeLessThanOrEqual(998);
        expect(one).toMatch(/^X:| +[^ ]/);
      }
    }),
    { numRuns: 200, seed: 6109 },
  );
});
