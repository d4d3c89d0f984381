/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { isModest } from "../../adapters/documents/json_extent.ts";

const modest = (text: string) => isModest(new TextEncoder().encode(text), 300_000);
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

Deno.test("json extent: not too deep, and not too many values", () => {
  expect([modest(nested(64)), modest(nested(65))]).toEqual([true, false]);
  expect([modest('{"a":'.repeat(64)), modest('{"a":'.repeat(65))]).toEqual([true, false]);
  const many = (count: number) => `[${"1,".repeat(count)}1]`;
  expect([modest(many(299_999)), modest(many(300_000))]).toEqual([true, false]);
  expect(modest("[],".repeat(150_001))).toBe(false);
});

Deno.test("json extent: what stands in texts does not count, however it is escaped", () => {
  for (const text of [nested(100), "\\", '\\"', '"', '[\\\\"[', ",".repeat(300_001)]) {
    expect(modest(JSON.stringify([text, text]))).toBe(true);
    expect(modest(JSON.stringify([text]) + nested(65))).toBe(false);
  }
  fc.assert(fc.property(fc.json({ maxDepth: 10 }), modest));
});

Deno.test("json extent: what breaks off within a text is looked at to its end", () => {
  for (const text of ['"', '"\\', '["a\\"', ""]) expect(modest(text)).toBe(true);
});
