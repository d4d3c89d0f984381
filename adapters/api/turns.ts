/**
 * Bounded work: so much at once, so much waiting, and a problem for whoever comes after.
 *
 * @module
 */
import { Problem } from "./problem.ts";

/** How much work there may be. */
export interface TurnLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Lets work wait for its turn. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Does the work once its turn has come.
   *
   * @throws {Problem} unavailable where too much waits already.
   */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Whoever waits longest takes the place over.
      if (next) next();
      else this.#busy--;
    }
  }

  async #enter(): Promise<void> {
    if (this.#busy < this.#limits.atOnce) {
      this.#busy++;
      return;
    }
    if (this.#waiting.length >= this.#limits.waiting) throw busy();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function busy(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "Too much work of this kind is under way: try again in some seconds",
      it: "Troppe operazioni di questo tipo sono in corso: riprova tra qualche secondo",
    },
    retryAfter: 10,
  });
}
