/**
 * The one place that reads the system's clock.
 *
 * @module
 */
import type { Clock, Instant } from "../events/instant.ts";

/** The longest delay that setTimeout takes: 2^31 - 1 milliseconds, about 24.8 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The system's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),

  async until(instant: Instant, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const delay = instant - Date.now();
      if (delay <= 0) return;
      await sleep(Math.min(delay, LONGEST_TIMER), signal);
    }
  },
};

/**
 * A clock that nobody can set: it counts from the start of the process. Against it a jump of the
 * system's clock shows.
 */
export const steadyClock: Clock = {
  now: () => performance.now(),

  async until(instant: Instant, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const delay = instant - performance.now();
      if (delay <= 0) return;
      await sleep(Math.min(delay, LONGEST_TIMER), signal);
    }
  },
};

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancel);
      resolve();
    }, milliseconds);
    function cancel(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", cancel, { once: true });
  });
}
