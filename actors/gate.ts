/**
 * Lets a limited number of tasks proceed at the same time; the others wait in order.
 *
 * @module
 */

/** A counting gate. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param places how many may be inside at the same time. */
  constructor(places: number) {
    this.#free = places;
  }

  /** How many stand before the gate. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when there is a place, with the function that gives it back. */
  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }
}
