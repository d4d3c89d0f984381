/**
 * The feed of a world, for however many readers: one of them follows the log for all, and what is
 * new is read once.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { othersTurn, systemClock } from "../clock.ts";
import type { FeedEntry, FeedFilter, FeedStretch } from "../storage/feed.ts";
import type { Storage } from "../storage/storage.ts";
import { EventIds } from "./event_ids.ts";
import { fitsFilter } from "./filter.ts";

/** Entries that are kept in memory, about a kilobyte each: readers that keep up need no others. */
const KEPT = 2000;
/** Entries that are read at once. */
const PAGE = 500;
/** Stretches of some thousands of entries that one page goes through where a filter fits none. */
const STRETCHES = 40;
/** Milliseconds until the projection is asked again whether it has taken in what the log has. */
const STEP = 100;

/** The streams of which the feed tells. */
const TOLD = /^(?:outgoing|scheduled|mailbox)-/;

/** What a feed is made of. */
export interface FeedParts {
  readonly storage: Pick<Storage, "events" | "feed">;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** The feed of a world. Without `run` it answers, and nobody is woken. */
export class Feed {
  /** What its entries are called. */
  readonly ids: EventIds;
  readonly #parts: FeedParts;
  /** The latest entries, all that there are behind `#from`, up to `#last`. */
  #latest: FeedEntry[] = [];
  #from: number;
  #last: number;
  readonly #readers = new Set<() => void>();
  #following = false;
  #noticed = false;
  #closed = false;

  private constructor(parts: FeedParts, ids: EventIds) {
    this.ids = ids;
    this.#parts = parts;
    this.#from = this.#last = parts.storage.feed.lastFeedEntry();
  }

  /** Opens the feed of a log. */
  static async open(parts: FeedParts): Promise<Feed> {
    return new Feed(parts, await EventIds.of(parts.storage.events));
  }

  /** Whether it follows the log no more: readers are to go. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The id of the last entry that readers were woken for. */
  get newest(): number {
    return this.#last;
  }

  /** Follows the log and wakes readers, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { events } = this.#parts.storage;
    try {
      const head = await events.head();
      // What came between the start and now.
      this.#notice(signal);
      for await (const stream of events.followStreams(head, signal)) {
        if (TOLD.test(stream)) this.#notice(signal);
      }
    } finally {
      this.#closed = true;
      this.#wake();
    }
  }

  /** Calls whenever there is something new, and when the feed is closed; until the result is called. */
  subscribe(wake: () => void): () => void {
    this.#readers.add(wake);
    return () => this.#readers.delete(wake);
  }

  /** Resolves when there may be something new, or `signal` aborts, or the feed is closed. */
  changed(signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        unsubscribe();
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const unsubscribe = this.subscribe(wake);
      signal.addEventListener("abort", wake);
    });
  }

  /**
   * The first entries behind an id that fit a filter. A page may be empty though more follow: where
   * the filter leaves nothing of very many.
   */
  async page(after: number, limit: number, filter: FeedFilter): Promise<FeedStretch> {
    const { feed } = this.#parts.storage;
    const entries: FeedEntry[] = [];
    let next = after;
    for (let stretches = 0; stretches < STRETCHES; stretches++) {
      // At the very end the tables are asked: nobody may be following the log.
      if (next >= this.#from && next < this.#last) {
        const rest = this.#remembered(next, limit - entries.length, filter);
        return { ...rest, entries: [...entries, ...rest.entries] };
      }
      if (stretches > 0) await othersTurn();
      const found = feed.feedAfter(next, limit - entries.length, filter);
      entries.push(...found.entries);
      next = found.next;
      if (!found.more || entries.length === limit) return { ...found, entries };
    }
    return { entries, next, more: true };
  }

  /** One entry, or null. */
  entry(id: number): FeedEntry | null {
    return this.#parts.storage.feed.feedEntry(id);
  }

  /** The id of the last entry; 0 where there is none. */
  last(): number {
    return this.#parts.storage.feed.lastFeedEntry();
  }

  /** The id of the last entry before an instant; 0 where there is none. */
  lastBefore(instant: Instant): number {
    return this.#parts.storage.feed.lastFeedEntryBefore(instant);
  }

  #notice(signal: AbortSignal): void {
    this.#noticed = true;
    if (this.#following) return;
    void this.#takeIn(signal);
  }

  async #takeIn(signal: AbortSignal): Promise<void> {
    const { storage: { events, feed }, log } = this.#parts;
    this.#following = true;
    try {
      while (this.#noticed && !signal.aborted) {
        this.#noticed = false;
        const head = await events.head();
        // The projection is another thread's, which has the system's time, whatever time it is here.
        while (feed.feedTakenIn() < head) await systemClock.until(systemClock.now() + STEP, signal);
        const before = this.#last;
        await this.#read();
        if (this.#last > before) this.#wake();
      }
    } catch (error) {
      if (!signal.aborted) log("feed.failed", { error: String(error) });
    } finally {
      // At once: what is noticed from here on begins anew, and is not taken for being looked after.
      this.#following = false;
    }
  }

  async #read(): Promise<void> {
    for (;;) {
      const { entries, next, more } = this.#parts.storage.feed.feedAfter(this.#last, PAGE, {});
      this.#latest.push(...entries);
      this.#last = next;
      const tooMany = this.#latest.length - KEPT;
      if (tooMany > 0) this.#from = this.#latest.splice(0, tooMany).at(-1)!.id;
      if (!more) return;
      await othersTurn();
    }
  }

  #remembered(after: number, limit: number, filter: FeedFilter): FeedStretch {
    const fits = fitsFilter(filter);
    const entries: FeedEntry[] = [];
    for (let index = this.#indexBehind(after); index < this.#latest.length; index++) {
      const entry = this.#latest[index]!;
      if (!fits(entry)) continue;
      entries.push(entry);
      if (entries.length === limit) return { entries, next: entry.id, more: true };
    }
    return { entries, next: Math.max(after, this.#last), more: false };
  }

  /** Where the entries behind an id begin, found by halves. */
  #indexBehind(after: number): number {
    let [low, high] = [0, this.#latest.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#latest[middle]!.id <= after) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #wake(): void {
    for (const wake of this.#readers) wake();
  }
}
