/**
 * Membership in sequence-sets.
 *
 * @module
 */
import type { NumberRange, SequenceSet } from "./grammar/ast.ts";

/** Tells of numbers whether a set names them; `$` names none. */
export function membersOf(set: SequenceSet): (number: number) => boolean {
  if (set === "$") return () => false;
  const ranges = mergedRanges(set);
  return (number) => isWithin(ranges, number);
}

/** The same numbers in ranges that ascend and do not overlap. */
export function mergedRanges(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const all: NumberRange[] = [];
  let last = 0;
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    if (to > last) all.push([Math.max(from, last + 1), to]);
    last = Math.max(last, to);
  }
  return all;
}

/** Whether one of some ranges, which ascend and do not overlap, holds a number. */
export function isWithin(ranges: readonly NumberRange[], number: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]![1] < number) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= number;
}
