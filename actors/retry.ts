/**
 * When something that a remote system would not take is offered again.
 *
 * @module
 */
import { type Instant, MINUTE, SECOND } from "../events/instant.ts";

const SHORTEST = 30 * SECOND;
const LONGEST = 30 * MINUTE;

/**
 * The next attempt for work that began at `since`: the pause is half of the work's age, so that it
 * doubles the intervals without anyone counting attempts, also across restarts.
 */
export function nextAttempt(since: Instant, now: Instant): Instant {
  return now + Math.min(Math.max((now - since) / 2, SHORTEST), LONGEST);
}
