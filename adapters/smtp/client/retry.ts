/**
 * When a message that a hop could not take is tried again (RFC 5321 §4.5.4.1).
 *
 * @module
 */
import { type Instant, MINUTE } from "../../../events/instant.ts";

/**
 * Minutes from one attempt to the next. Dense at first: a passing fault must not use up the 12
 * hours after which the sender gets the first notice (RFC 6109 §3.3.3). Not random, so that the
 * same log gives the same schedule; each message has its own phase anyway.
 */
const WAITS = [1, 2, 5, 10, 20, 30] as const;
/** Minutes between all further attempts. */
const LAST_WAIT = 60;

/**
 * The instant of the next attempt.
 *
 * @param attempt How many attempts have been made: 1 after the first.
 * @param now When the last one failed.
 * @param until No attempt after this instant (24 hours, RFC 6109 §2.2.2).
 * @returns null when there is no further attempt.
 */
export function nextAttempt(attempt: number, now: Instant, until: Instant): Instant | null {
  const next = now + (WAITS[attempt - 1] ?? LAST_WAIT) * MINUTE;
  return next <= until ? next : null;
}
