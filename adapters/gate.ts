/**
 * Lets a bounded number of jobs run at a time and a bounded number wait.
 *
 * @module
 */

/** Too many jobs wait already. */
export class GateFull extends Error {
  override readonly name = "GateFull";
}

/** A bounded gate; jobs enter in the order in which they came. */
export class Gate {
  readonly #atOnce: number;
  readonly #queue: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `atOnce` jobs run, `queue` jobs wait at most. */
  constructor(atOnce: number, queue: number) {
    this.#atOnce = atOnce;
    this.#queue = queue;
  }

  /**
   * Runs a job when its turn comes.
   *
   * @throws {GateFull} when the queue is full; whatever the job throws.
   */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else await this.#turn();
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#queue) {
      throw new GateFull(`Cannot queue another job: ${this.#waiting.length} wait already`);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
