/**
 * Lanes in which a limited number of tasks proceed at the same time; the others wait in order.
 *
 * @module
 */

interface Lane {
  inside: number;
  readonly waiting: (() => void)[];
}

/** Lanes by name; a lane exists while somebody is in it. */
export class Lanes {
  readonly #width: number;
  readonly #lanes = new Map<string, Lane>();
  #waiting = 0;

  /** @param width how many may be inside of one lane at the same time. */
  constructor(width: number) {
    this.#width = width;
  }

  /** How many wait, in all lanes together. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when there is a place in the lane, with the function that gives it back. */
  async enter(name: string): Promise<() => void> {
    const lane = this.#lanes.get(name) ?? { inside: 0, waiting: [] };
    this.#lanes.set(name, lane);
    if (lane.inside < this.#width) lane.inside++;
    else await this.#queue(lane);
    return () => this.#leave(name, lane);
  }

  async #queue(lane: Lane): Promise<void> {
    this.#waiting++;
    await new Promise<void>((resolve) => lane.waiting.push(resolve));
    this.#waiting--;
  }

  /** Whoever leaves gives the place to the next, or closes the lane behind the last. */
  #leave(name: string, lane: Lane): void {
    const next = lane.waiting.shift();
    if (next) next();
    else if (--lane.inside === 0) this.#lanes.delete(name);
  }
}
