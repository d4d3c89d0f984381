/**
 * Which edition of the directory may follow which.
 *
 * @module
 */
import { type Instant, MINUTE } from "../../events/instant.ts";
import type { Edition } from "./signed_directory.ts";

/** How far ahead of ours the signer's clock may be. */
const CLOCK_TOLERANCE = 10 * MINUTE;

/**
 * Why `next` may not replace `current`, as a sentence; undefined when it may.
 *
 * @param maxShrink The share of providers or of domains that may be missing, from 0 to 1.
 */
export function successionFault(
  next: Edition,
  current: Edition | null,
  maxShrink: number,
  now: Instant,
): string | undefined {
  // An edition of tomorrow would keep out those that are really signed until then.
  if (next.signingTime > now + CLOCK_TOLERANCE) {
    return `it is signed in the future, at ${iso(next.signingTime)}`;
  }
  if (current === null) return undefined;
  if (next.signingTime < current.signingTime) {
    return `it is of ${iso(next.signingTime)}, older than the current one of ` +
      iso(current.signingTime);
  }
  for (const what of ["providers", "domains"] as const) {
    if (next[what] < current[what] * (1 - maxShrink)) {
      return `it has ${next[what]} ${what}, the current one ${current[what]}: ` +
        `more than ${Math.round(maxShrink * 100)} % are missing`;
    }
  }
  return undefined;
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
