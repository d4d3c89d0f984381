/**
 * A bounded cache that forgets what was not asked for longest.
 *
 * @module
 */

/** Keeps at most a fixed number of values. */
export class RecentlyUsed<Value extends object> {
  readonly #capacity: number;
  /** A Map iterates in insertion order: the first key is the one unused for longest. */
  readonly #values = new Map<string, Value>();

  /** A cache for `capacity` values. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of `key`, which counts as used now; undefined if it is not kept. */
  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** Keeps `value`; the value unused for longest makes room for it. */
  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#capacity) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }
}
