/**
 * How many requests a credential or a network may make: the generic cell rate algorithm, which
 * remembers one instant for each. What is remembered is lost with the process.
 *
 * @module
 */
import { type Clock, type Instant, SECOND } from "../../events/instant.ts";

/** So many requests in so many milliseconds, which may all come at once. */
export interface Rate {
  readonly requests: number;
  readonly window: number;
}

/** How somebody stands after a request. */
export interface Standing {
  readonly rate: Rate;
  /** Whether this request was one too many. */
  readonly exceeded: boolean;
  /** Requests that may still come at once. */
  readonly remaining: number;
  /** Milliseconds until all may come again. */
  readonly reset: number;
  /** Milliseconds until one more may come. */
  readonly wait: number;
}

/** Keys of which it is remembered how they stand; those that asked least lately are forgotten. */
const MOST_KEYS = 100_000;

/** Counts the requests of many. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #clock: Clock;
  /** When each would have asked nothing for so long that all may come: the latest to ask is last. */
  readonly #free = new Map<string, Instant>();

  /** Nobody has asked yet. */
  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Counts a request; one too many is not counted. */
  count(key: string): Standing {
    const rate = this.#rate;
    const now = this.#clock.now();
    const each = rate.window / rate.requests;
    const free = this.#free.get(key) ?? now;
    // So far ahead it can only be where the clock was set back.
    const before = free < now || free - now > rate.window ? now : free;
    const exceeded = before + each - now > rate.window;
    const after = exceeded ? before : before + each;
    this.#free.delete(key);
    this.#free.set(key, after);
    this.#forget(now);
    return {
      rate,
      exceeded,
      remaining: Math.floor((rate.window - (after - now)) / each),
      reset: after - now,
      wait: Math.max(0, after + each - rate.window - now),
    };
  }

  /** Two at a time, so that more are forgotten than come. */
  #forget(now: Instant): void {
    let looked = 0;
    for (const [key, free] of this.#free) {
      if (free <= now || this.#free.size > MOST_KEYS) this.#free.delete(key);
      if (++looked === 2) return;
    }
  }
}

/** The header fields that tell a caller how it stands (draft-ietf-httpapi-ratelimit-headers-07). */
export function rateHeaders({ rate, remaining, reset }: Standing): Record<string, string> {
  return {
    "ratelimit-limit": `${rate.requests}`,
    "ratelimit-remaining": `${remaining}`,
    "ratelimit-reset": `${Math.ceil(reset / SECOND)}`,
    "ratelimit-policy": `${rate.requests};w=${Math.ceil(rate.window / SECOND)}`,
  };
}
