/**
 * When a delivery that has failed is tried again, over three days, and when an endpoint is given up.
 *
 * @module
 */
import { HOUR, type Instant, MINUTE, SECOND } from "../../events/instant.ts";
import type { Outcome } from "./post.ts";

/** Milliseconds before each further attempt. */
const PAUSES = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A pause is longer by a random part of this share: what failed together does not come together. */
const JITTER = 0.1;

/** An endpoint to which nothing could be delivered for so long, in milliseconds, is given up. */
export const GIVEN_UP_AFTER = 72 * HOUR;

/** Whether an endpoint has taken a delivery. Redirects are not followed. */
export function taken({ status }: Pick<Outcome, "status">): boolean {
  return status !== null && status >= 200 && status < 300;
}

/**
 * When to try again after so many attempts; null where it has been tried often enough.
 *
 * @param retryAfter milliseconds that the endpoint has asked for; null for none.
 */
export function nextTry(
  attempts: number,
  now: Instant,
  retryAfter: number | null,
  random: (length: number) => Uint8Array,
): Instant | null {
  const pause = PAUSES[attempts - 1];
  if (pause === undefined) return null;
  const chance = random(1)[0]! / 256;
  return now + Math.max(Math.round(pause * (1 + JITTER * chance)), retryAfter ?? 0);
}
