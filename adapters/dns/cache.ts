/**
 * Answers, kept as long as their TTL allows.
 *
 * @module
 */
import { type Clock, HOUR, type Instant, SECOND } from "../../events/instant.ts";

/** Longer TTLs are cut: a domain that moves its mail is followed within a day (RFC 8767 §4). */
const LONGEST = 24 * HOUR;

/** A bounded cache; the entry that was stored first goes first. */
export class TtlCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly until: Instant }>();
  readonly #clock: Clock;
  readonly #capacity: number;

  /** `capacity` is the largest number of entries kept. */
  constructor(clock: Clock, capacity: number) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** The value kept under `key`, unless its time is over. */
  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (this.#clock.now() < entry.until) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Keeps a value for `ttl` seconds; a TTL of zero is not kept (RFC 1035 §3.2.1). */
  set(key: string, value: Value, ttl: number): void {
    if (ttl <= 0) return;
    this.#entries.delete(key);
    const first = this.#entries.keys().next();
    if (this.#entries.size >= this.#capacity && !first.done) this.#entries.delete(first.value);
    const until = this.#clock.now() + Math.min(ttl * SECOND, LONGEST);
    this.#entries.set(key, { value, until });
  }
}
