/**
 * The log of operations (RFC 6109 §2.3) as the operator reads and checks it.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { traceFaults } from "../documents/pec/trace_invariants.ts";
import { escapeText, renderTraceLine } from "../documents/pec/trace_line.ts";
import type { TraceQueries } from "../storage/trace.ts";

/** From an instant to another one, which is no part of it. */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** The lines of a period as text; with a PEC id, those about that message alone. */
export function* traceText(
  trace: TraceQueries,
  period: Period,
  pecId: string | undefined,
): Generator<string> {
  const { from, until } = period;
  const lines = pecId === undefined
    ? trace.traceOf(period)
    : trace.linesOf(pecId).filter(({ at }) => at >= from && at < until);
  for (const line of lines) yield renderTraceLine(line);
}

/** What a check has found. */
export interface TraceReport {
  /** How many messages have a line in the period. */
  readonly messages: number;
  /** How many of them wait for something that may still come. */
  readonly underWay: number;
  /** How many times a rule is broken. */
  readonly breaches: number;
}

/**
 * Checks every message that has a line in a period, by all of its lines, also those of other days.
 *
 * @param tell is told of each breach.
 */
export function checkTrace(
  trace: TraceQueries,
  { from, until }: Period,
  now: Instant,
  tell: (line: string) => void,
): TraceReport {
  let [messages, underWay, breaches] = [0, 0, 0];
  for (const pecId of trace.messagesOf(from, until)) {
    const faults = traceFaults(trace.linesOf(pecId), now);
    const broken = faults.filter((fault) => !fault.underWay);
    for (const { rule, position, reason } of broken) {
      // The identificativo may be another provider's, the text may be anyone's.
      tell(escapeText(`${pecId} line ${position}: ${rule}: ${reason}`));
    }
    messages += 1;
    underWay += faults.length > broken.length ? 1 : 0;
    breaches += broken.length;
  }
  return { messages, underWay, breaches };
}
