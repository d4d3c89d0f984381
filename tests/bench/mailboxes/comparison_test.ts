import { expect } from "expect";
import { type Compared, ratioOf, reached } from "./comparison.ts";
import { median, type Target } from "./measures.ts";
import { messageOf, RARE_SUBJECT, RARE_TEXT } from "./messages.ts";
import { markdownOf } from "./report.ts";

function compared(ours: number, theirs: number | null, target: Target): Compared {
  return { name: "SELECT", unit: "ms", ours, theirs, target };
}

Deno.test("a target is reached or missed, as such or as a part of the other's figure", () => {
  expect(reached(compared(15, 10, { ratioAtMost: 1.5 }))).toBe(true);
  expect(reached(compared(15.1, 10, { ratioAtMost: 1.5 }))).toBe(false);
  expect(reached(compared(67, 100, { ratioAtLeast: 2 / 3 }))).toBe(true);
  expect(reached(compared(66, 100, { ratioAtLeast: 2 / 3 }))).toBe(false);
  expect(reached(compared(20, 1, { atMost: 20 }))).toBe(true);
  expect(reached(compared(21, 400, { atMost: 20 }))).toBe(false);
});

Deno.test("without another server there is no ratio, and what needs one is not judged", () => {
  expect(ratioOf(compared(15, null, { ratioAtMost: 1.5 }))).toBe(null);
  expect(reached(compared(15, null, { ratioAtMost: 1.5 }))).toBe(null);
  expect(reached(compared(15, null, { atMost: 20 }))).toBe(true);
});

Deno.test("the median of an even number of figures lies between the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

Deno.test("messages are of their size, the same each time, and rare words are rare", () => {
  const texts = Array.from({ length: 1000 }, (_, number) => text(number));
  expect(texts.every(({ length }) => length >= 2048 && length < 2200)).toBe(true);
  expect(text(5)).toBe(texts[5]);
  expect(new Set(texts).size).toBe(1000);
  expect(texts.flatMap((each, number) => each.includes(RARE_SUBJECT) ? [number] : [])).toEqual([7]);
  expect(texts.flatMap((each, number) => each.includes(RARE_TEXT) ? [number] : [])).toEqual([13]);
});

Deno.test("the table has both figures, their ratio, the target and whether it is met", () => {
  expect(markdownOf(["Somewhere, once."], [compared(15, 10, { ratioAtMost: 1.5 })]))
    .toContain("| SELECT | 15.0 ms | 10.0 ms | 1.50 | <= 1.5 times | met |");
});

function text(number: number): string {
  return new TextDecoder().decode(messageOf(number, 2048));
}
