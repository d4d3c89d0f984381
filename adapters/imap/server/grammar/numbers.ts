/**
 * Sets of message numbers and UIDs (RFC 9051 §9, sequence-set).
 *
 * @module
 */
import { type NumberRange, type SequenceSet, STAR } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { malformed, tooMuch } from "./fault.ts";

/** Numbers, `*`, ranges of them; or `$` (RFC 5182). */
export function sequenceSet(cursor: Cursor): SequenceSet {
  if (cursor.takes("$")) return "$";
  const ranges: NumberRange[] = [];
  do {
    if (ranges.length >= cursor.context.limits.ranges) throw tooMuch("too many ranges in a set");
    const one = sequenceNumber(cursor);
    const other = cursor.takes(":") ? sequenceNumber(cursor) : one;
    ranges.push(one <= other ? [one, other] : [other, one]);
  } while (cursor.takes(","));
  return ranges;
}

/** A set in which `*` and `$` have no meaning (RFC 7162 §7, known-uids). */
export function knownSet(cursor: Cursor): SequenceSet {
  const set = sequenceSet(cursor);
  if (set === "$" || set.some(([, to]) => to === STAR)) {
    throw malformed("this set has numbers only");
  }
  return set;
}

/** A number or `*`. */
export function sequenceNumber(cursor: Cursor): number {
  return cursor.takes("*") ? STAR : cursor.positive();
}
