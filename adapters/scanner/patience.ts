/**
 * Waiting for the scanner, but not forever.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import { ScannerUnavailable } from "./scanner.ts";

/** How long a scanner that gives no sign is waited for. */
export interface Patience {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * What `awaited` resolves with, or throws.
 *
 * @param overdue the message of the error when it does neither in time.
 * @throws {ScannerUnavailable} when the time is over.
 */
export async function within<T>(
  { clock, timeout }: Patience,
  awaited: Promise<T>,
  overdue: string,
): Promise<T> {
  const settled = new AbortController();
  const deadline = clock.until(clock.now() + timeout, settled.signal).then(() => {
    throw new ScannerUnavailable(overdue);
  });
  try {
    return await Promise.race([awaited, deadline]);
  } finally {
    settled.abort();
  }
}
