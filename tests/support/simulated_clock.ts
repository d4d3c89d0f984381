/**
 * A clock whose time passes only when a test says so.
 *
 * @module
 */
import type { Clock, Instant } from "../../events/instant.ts";

/** A clock for tests. */
export class SimulatedClock implements Clock {
  #now: Instant;
  #sleepers = new Set<{ instant: Instant; wake: () => void }>();

  constructor(now: Instant = Date.UTC(2026, 10, 21, 9, 30)) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  until(instant: Instant, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (instant <= this.#now) return resolve();
      const sleeper = { instant, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      }, { once: true });
    });
  }

  /** Moves time on and wakes whoever waited for an instant that has come. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.instant > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
