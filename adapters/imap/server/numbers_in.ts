/**
 * Membership in sequence-sets.
 *
 * @module
 */
import type { SequenceSet } from "./grammar/ast.ts";

/** Whether a set of numbers, whose ranges ascend within themselves, names a number. */
export function numbersIn(set: SequenceSet, number: number): boolean {
  return set !== "$" && set.some(([from, to]) => from <= number && number <= to);
}
