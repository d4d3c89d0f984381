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

/** Milliseconds of work on end after which others have their turn. */
const LONGEST_TURN = 10;

/**
 * Lets everything else on this thread have its turn, sockets included. A chain of `setImmediate`
 * does not: Deno goes through it before it looks at sockets. This costs a millisecond.
 */
export function othersTurn(): Promise<void> {
  return sleep(0);
}

/** A long piece of work among others on one thread: it asks now and then whether to interrupt. */
export class Turn {
  #start = performance.now();

  /** Whether it has lasted for so long that others should go on. */
  get over(): boolean {
    return performance.now() - this.#start >= LONGEST_TURN;
  }

  /** Lets others have their turn; then the next one begins. */
  async pass(): Promise<void> {
    await othersTurn();
    this.#start = performance.now();
  }
}

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
