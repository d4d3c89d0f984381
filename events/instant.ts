/**
 * Time as the engine records it. Only `adapters/clock.ts` reads the system's clock.
 *
 * @module
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** One second, in milliseconds. */
export const SECOND = 1000;
/** One minute, in milliseconds. */
export const MINUTE = 60 * SECOND;
/** One hour, in milliseconds. */
export const HOUR = 60 * MINUTE;

/** The passing of time, as a port: the runtime gets it handed in, tests hand in a simulated one. */
export interface Clock {
  /** The instant now. */
  now(): Instant;
  /**
   * Resolves once `instant` has been reached; at once if it lies in the past.
   * Rejects with the signal's reason when `signal` aborts first.
   */
  until(instant: Instant, signal?: AbortSignal): Promise<void>;
}
