/**
 * Wrong credentials per network, over all connections.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { SmtpLimits } from "./limits.ts";

/** How many networks are remembered; beyond it the one that began first is forgotten. */
const CAPACITY = 10_000;

/** Counts wrong credentials in windows that begin with a network's first one. */
export class FailureCount {
  readonly #limits: SmtpLimits;
  readonly #windows = new Map<string, { readonly until: Instant; readonly count: number }>();

  /** Starts with no failures. */
  constructor(limits: SmtpLimits) {
    this.#limits = limits;
  }

  /** Whether a network has had its share of the current window. */
  exhausted(network: string, now: Instant): boolean {
    const window = this.#windows.get(network);
    return window !== undefined && now < window.until &&
      window.count >= this.#limits.authenticationFailuresPerAddress;
  }

  /** Counts one more. */
  add(network: string, now: Instant): void {
    const window = this.#windows.get(network);
    if (window && now < window.until) {
      this.#windows.set(network, { ...window, count: window.count + 1 });
      return;
    }
    this.#windows.delete(network);
    if (this.#windows.size >= CAPACITY) this.#windows.delete(this.#windows.keys().next().value!);
    this.#windows.set(network, { until: now + this.#limits.failureWindow, count: 1 });
  }
}
