/**
 * Wakes a connection when its deadline may have passed.
 *
 * @module
 */
import type { Clock, Instant } from "../../events/instant.ts";

/**
 * An alarm that is set again and again. Deadlines mostly move on, so that it is left where it
 * stands and set anew when it has rung too early: no timer is made for each byte that comes.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #setting: { readonly at: Instant; readonly cancel: AbortController } | null = null;

  /** Calls `ring` at the instant of {@linkcode Alarm.set}, or earlier. */
  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Makes sure that it rings no later than `deadline`; null asks for nothing. */
  set(deadline: Instant | null): void {
    if (deadline === null || (this.#setting !== null && this.#setting.at <= deadline)) return;
    this.cancel();
    const setting = { at: deadline, cancel: new AbortController() };
    this.#setting = setting;
    this.#clock.until(deadline, setting.cancel.signal).then(() => {
      this.#setting = null;
      this.#ring();
    }, () => {});
  }

  /** Rings no more. */
  cancel(): void {
    this.#setting?.cancel.abort();
    this.#setting = null;
  }
}
