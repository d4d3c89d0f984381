/**
 * Failures of someone within a while: of a client network, or under a user name.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";

/** Who is remembered at most; beyond it the one whose window began first is forgotten. */
const CAPACITY = 10_000;

/** Counts failures in windows that begin with the first one. */
export class FailureCount {
  readonly #most: number;
  readonly #window: number;
  readonly #windows = new Map<string, { readonly until: Instant; readonly count: number }>();

  /** `most` failures are allowed in a window of so many milliseconds. */
  constructor(most: number, window: number) {
    this.#most = most;
    this.#window = window;
  }

  /** Whether someone has had the share of the current window. */
  exhausted(who: string, now: Instant): boolean {
    const window = this.#windows.get(who);
    return window !== undefined && now < window.until && window.count >= this.#most;
  }

  /** Counts one more. */
  add(who: string, now: Instant): void {
    const window = this.#windows.get(who);
    if (window && now < window.until) {
      this.#windows.set(who, { ...window, count: window.count + 1 });
      return;
    }
    this.#windows.delete(who);
    if (this.#windows.size >= CAPACITY) this.#windows.delete(this.#windows.keys().next().value!);
    this.#windows.set(who, { until: now + this.#window, count: 1 });
  }
}
