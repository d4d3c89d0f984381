/**
 * What was fetched last from each of a kind of sources, and when it is to be fetched again.
 *
 * @module
 */
import { type Clock, type Instant, MINUTE } from "../../events/instant.ts";
import { download } from "../net/download.ts";
import type { RevocationCache } from "./revocation_cache.ts";
import type { Published, Source } from "./revocation_sources.ts";

/** The pause between two rounds, and so before a failed fetch is tried again; milliseconds. */
export const ROUND: number = 10 * MINUTE;

/** The log of operation: what went well, and alarms. */
export interface TrustLog {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What a {@link Shelf} works with. */
export interface ShelfTools {
  readonly cache: RevocationCache;
  readonly clock: Clock;
  readonly log: TrustLog;
  /** Milliseconds after which a source is asked again, though its last word still holds. */
  readonly refresh: number;
}

/** Lists, or answers. */
export class Shelf<Value extends Published> {
  readonly #tools: ShelfTools;
  readonly #held = new Map<string, Value>();
  /** When a source is asked again; at once where it was not asked yet. */
  readonly #due = new Map<string, Instant>();

  /** An empty shelf. */
  constructor(tools: ShelfTools) {
    this.#tools = tools;
  }

  /** What was fetched last from a source; undefined where nothing was. */
  get(source: Source<Value>): Value | undefined {
    return this.#held.get(source.key);
  }

  /** Everything on the shelf. */
  values(): readonly Value[] {
    return [...this.#held.values()];
  }

  /** Forgets all but the given sources. */
  keepOnly(sources: readonly Source<Value>[]): void {
    const kept = new Set(sources.map(({ key }) => key));
    for (const map of [this.#held, this.#due]) {
      for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
    }
  }

  /** Takes from the disk what was fetched by an earlier process. */
  async load(source: Source<Value>): Promise<void> {
    const { cache, clock } = this.#tools;
    if (this.#held.has(source.key)) return;
    try {
      const bytes = await cache.read(source.key);
      if (bytes !== null) this.#held.set(source.key, source.read(bytes, clock.now()));
    } catch (error) {
      this.#failed(source, error);
    }
  }

  /**
   * Fetches from a source if it is time. What cannot be fetched, or does not count, leaves the
   * former list or answer in its place, with an alarm.
   *
   * @throws the reason of `signal` when it aborts.
   */
  async refresh(source: Source<Value>, signal: AbortSignal): Promise<void> {
    const { cache, clock, log } = this.#tools;
    const now = clock.now();
    if (now < (this.#due.get(source.key) ?? -Infinity)) return;
    this.#due.set(source.key, now + ROUND);
    try {
      const bytes = await download(source.request, clock, signal);
      const value = this.#newest(source, bytes);
      await cache.write(source.key, bytes);
      this.#held.set(source.key, value);
      this.#due.set(source.key, this.#nextAfter(value, now));
      const thisUpdate = iso(value.thisUpdate);
      const nextUpdate = iso(value.nextUpdate);
      log.info("revocation.refreshed", { url: source.request.url, thisUpdate, nextUpdate });
    } catch (error) {
      signal.throwIfAborted();
      this.#failed(source, error);
    }
  }

  /** A server, or whoever stands before it, must not take back what was said later. */
  #newest(source: Source<Value>, bytes: Uint8Array): Value {
    const value = source.read(bytes, this.#tools.clock.now());
    const held = this.#held.get(source.key);
    if (held === undefined || held.thisUpdate <= value.thisUpdate) return value;
    throw new Error(
      `Cannot use what came: it is of ${iso(value.thisUpdate)}, older than what is here`,
    );
  }

  /** In time before nextUpdate, and when `refresh` has passed; never more than once in a round. */
  #nextAfter({ thisUpdate, nextUpdate }: Value, now: Instant): Instant {
    const ahead = Math.max((nextUpdate - thisUpdate) / 10, ROUND);
    return Math.max(now + ROUND, Math.min(now + this.#tools.refresh, nextUpdate - ahead));
  }

  #failed(source: Source<Value>, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#tools.log.warn("revocation.failed", { url: source.request.url, reason });
  }
}

/** An instant for people. */
export function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
