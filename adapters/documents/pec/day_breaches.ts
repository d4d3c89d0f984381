/**
 * What a day of the log shows to be broken (RFC 6109 §2.3): each breach belongs to one day, that in
 * which it could first be told.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Position } from "../../../events/store.ts";
import type { TraceLine } from "../../../events/trace_line.ts";
import { type TraceFault, traceFaults } from "./trace_invariants.ts";

/** A day of the log. */
export interface DayBounds {
  readonly first: Position;
  readonly last: Position;
  /** When it began. */
  readonly from: Instant;
  /** When it was over. */
  readonly until: Instant;
}

/**
 * The rules that the lines of a message had not broken when the day began, and had when it was over:
 * by a line of that day, or by one that had not come within the time that it may take.
 *
 * @param lines all lines about one identificativo in the order of the log.
 */
export function dayBreaches(lines: readonly TraceLine[], day: DayBounds): readonly TraceFault[] {
  const now = broken(lines, day.last, day.until);
  if (now.length === 0) return [];
  const before = new Set(broken(lines, day.first - 1, day.from).map(identity));
  return now.filter((fault) => !before.has(identity(fault)));
}

function broken(
  lines: readonly TraceLine[],
  last: Position,
  now: Instant,
): readonly TraceFault[] {
  const known = lines.filter(({ position }) => position <= last);
  return traceFaults(known, now).filter(({ underWay }) => !underWay);
}

function identity({ rule, position, reason }: TraceFault): string {
  return `${rule} ${position} ${reason}`;
}
