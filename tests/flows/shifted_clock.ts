/**
 * The system's clock, moved on by a test.
 *
 * @module
 */
import { systemClock } from "../../adapters/clock.ts";
import type { Instant } from "../../events/instant.ts";
import type { AdvancingClock } from "./providers.ts";

/** A clock that runs, and that can be moved on besides. */
export class ShiftedClock implements AdvancingClock {
  #shift = 0;
  #shifted = new AbortController();

  now(): Instant {
    return systemClock.now() + this.#shift;
  }

  async until(instant: Instant, signal?: AbortSignal): Promise<void> {
    while (instant > this.now()) {
      signal?.throwIfAborted();
      const shifted = this.#shifted.signal;
      const either = signal ? AbortSignal.any([signal, shifted]) : shifted;
      await systemClock.until(instant - this.#shift, either).catch((error) => {
        if (!shifted.aborted) throw error;
      });
    }
    signal?.throwIfAborted();
  }

  advance(milliseconds: number): void {
    this.#shift += milliseconds;
    const shifted = this.#shifted;
    this.#shifted = new AbortController();
    shifted.abort();
  }
}
