/**
 * A bounded number of scans at a time, and a bounded line of those that wait for their turn.
 *
 * @module
 */
import { type Patience, within } from "./patience.ts";
import { ScannerUnavailable } from "./scanner.ts";

/** Bounds of {@linkcode Turns}. */
export interface TurnLimits extends Patience {
  /** Scans at a time. */
  readonly atOnce: number;
  /** Scans that wait, for the time that `timeout` gives each. */
  readonly waiting: number;
}

/** Gives turns in the order in which they were asked for. */
export class Turns {
  readonly #limits: TurnLimits;
  /** Each hands a turn to one that waits, the longest waiting first. */
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` when its turn has come.
   *
   * @throws {ScannerUnavailable} when the line is full or moves too slowly; whatever `work` throws.
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    const { atOnce, waiting } = this.#limits;
    if (this.#taken < atOnce) {
      this.#taken++;
      return;
    }
    if (this.#waiting.size >= waiting) {
      throw new ScannerUnavailable(`Cannot scan: ${waiting} messages wait for a scan already`);
    }
    const { promise: turn, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    try {
      const overdue = `Cannot scan: no turn came within ${this.#limits.timeout} ms`;
      await within(this.#limits, turn, overdue);
    } catch (error) {
      // The turn may have come at the very moment at which the time was over.
      if (!this.#waiting.delete(resolve)) this.#leave();
      throw error;
    }
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#taken--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
