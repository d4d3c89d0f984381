/**
 * A deadline that is moved, lifted, and set again.
 *
 * @module
 */
import type { Clock, Instant } from "../../events/instant.ts";
import { Alarm } from "../net/alarm.ts";

/** Something must have happened until then. */
export class Deadline {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #at: Instant | null = null;
  #ended = false;

  /** Calls `missed` once, at the instant that was set last. */
  constructor(clock: Clock, missed: () => void) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock, () => {
      if (this.#at === null) return;
      if (clock.now() >= this.#at) missed();
      else this.#alarm.set(this.#at);
    });
  }

  /** Sets it so many milliseconds from now, unless it has ended. */
  set(milliseconds: number): void {
    // An answer may be given to a connection that has gone.
    if (this.#ended) return;
    this.#at = this.#clock.now() + milliseconds;
    this.#alarm.set(this.#at);
  }

  /** Lifts it. */
  lift(): void {
    this.#at = null;
  }

  /** Lifts it for good. */
  end(): void {
    this.#ended = true;
    this.lift();
    this.#alarm.cancel();
  }
}
