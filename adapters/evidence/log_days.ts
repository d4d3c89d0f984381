/**
 * What the log remembers of itself, as far as evidence needs it: its closed and sealed days, the
 * time stamps of its heads, and what the provider has signed with.
 *
 * @module
 */
import type { LegalDay } from "../../events/legal_day.ts";
import type { DayClosed, DaySealed, HeadStamped, LogEvent } from "../../events/log.ts";
import type { Position } from "../../events/store.ts";
import type { LogQueries } from "../storage/log.ts";
import { entriesOfStream } from "../storage/whole.ts";
import { type Fact, factOf, factsOf } from "./facts.ts";

/** What the provider signs with from an event on. */
export type SignerEnrolled = Extract<LogEvent, { readonly type: "log.signer-enrolled" }>;

/** The stream `log-days`, by the types of its events, each in the order of the log. */
export interface LogDays {
  readonly closed: readonly Fact<DayClosed>[];
  readonly sealed: readonly Fact<DaySealed>[];
  /** Of the heads that the log has under its present name; a restored log may have got a new one. */
  readonly stamps: readonly HeadStamped[];
  readonly signers: readonly SignerEnrolled[];
}

const STREAM = "log-days";

/** Reads the stream: a handful of events for each day. */
export function readLogDays(log: Pick<LogQueries, "entriesOf">): LogDays {
  const facts: Fact<LogEvent>[] = [];
  for (const entry of entriesOfStream(log, STREAM, 0, Infinity)) {
    const fact = factOf(entry);
    if (fact) facts.push(fact as Fact<LogEvent>);
  }
  const opened = Math.max(0, facts.findLastIndex(({ event }) => event.type === "log.opened"));
  return {
    closed: factsOf(facts, "log.day-closed"),
    sealed: factsOf(facts, "log.day-sealed"),
    stamps: factsOf(facts.slice(opened), "log.head-stamped").map(({ event }) => event),
    signers: factsOf(facts, "log.signer-enrolled").map(({ event }) => event),
  };
}

/**
 * The time stamps that say most about some events: for each event and each authority the first one
 * that covers it, which says that it was there by then, and each authority's last one, which will
 * be believed longest.
 *
 * @param size of the head that the proofs are for: later stamps are left out.
 */
export function stampsFor(
  stamps: readonly HeadStamped[],
  positions: readonly Position[],
  size: number,
): readonly HeadStamped[] {
  const chosen = new Set<HeadStamped>();
  const usable = stamps.filter((stamp) => stamp.size <= size)
    .toSorted((one, other) => one.size - other.size || one.instant - other.instant);
  for (const mine of Map.groupBy(usable, ({ authority }) => authority).values()) {
    // Both ascend: one walk through the two finds the first stamp for each event.
    let at = 0;
    for (const position of positions) {
      while (at < mine.length && mine[at]!.size < position) at++;
      if (at === mine.length) break;
      chosen.add(mine[at]!);
    }
    const last = mine.at(-1)!;
    if (last.size >= (positions[0] ?? Infinity)) chosen.add(last);
  }
  return usable.filter((stamp) => chosen.has(stamp));
}

/** Days of an extract, and what was closed before them. */
export interface ClosedPeriod {
  /** The last close before the period; null where the log began later. */
  readonly before: Fact<DayClosed> | null;
  /** The last close of the period. */
  readonly last: Fact<DayClosed>;
}

/**
 * The closed days between two days, both included.
 *
 * @throws {Error} where none of them is closed.
 */
export function closedPeriod(
  closed: readonly Fact<DayClosed>[],
  from: LegalDay,
  to: LegalDay,
): ClosedPeriod {
  const last = closed.findLast(({ event }) => event.day <= to);
  if (!last || last.event.day < from) {
    throw new Error(
      `Cannot extract ${from} to ${to}: none of these days is closed. A day is closed soon after ` +
        "its end, while the provider serves",
    );
  }
  return { before: closed.findLast(({ event }) => event.day < from) ?? null, last };
}

/** The days that were sealed with what their signatures are judged by, among some. */
export function sealsOf(
  { sealed }: LogDays,
  days: ReadonlySet<LegalDay>,
): readonly DaySealed[] {
  return sealed.map(({ event }) => event).filter(({ day }) => days.has(day));
}
