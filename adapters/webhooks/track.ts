/**
 * A way through the feed: what is still to be delivered, and up to where everything is settled.
 *
 * @module
 */
import type { Feed } from "../feed/feed.ts";
import type { FeedEntry, FeedFilter } from "../storage/feed.ts";

/** Entries that wait in memory for their delivery. */
const BUFFER = 64;

/** Walks along the feed up to an entry, or for ever. */
export class Track {
  readonly #feed: Feed;
  readonly #until: number;
  /** Read up to here. */
  #read: number;
  #buffer: FeedEntry[] = [];
  readonly #open = new Set<number>();
  #asked = false;

  /** @param until the last entry; Infinity for all that ever come. */
  constructor(feed: Feed, after: number, until: number) {
    this.#feed = feed;
    this.#read = after;
    this.#until = until;
  }

  /** The last entry of the track. */
  get until(): number {
    return this.#until;
  }

  /** Everything up to this entry is settled. */
  get cursor(): number {
    let first = this.#buffer[0]?.id ?? Infinity;
    for (const id of this.#open) first = Math.min(first, id);
    return first === Infinity ? this.#read : Math.min(first - 1, this.#read);
  }

  /** Whether nothing of it is left. */
  get ended(): boolean {
    return this.#read >= this.#until && this.#buffer.length === 0 && this.#open.size === 0;
  }

  /** The next entry that fits, if there is one now. It stays open until it is settled. */
  async next(filter: FeedFilter): Promise<FeedEntry | null> {
    if (this.#buffer.length === 0) await this.#fill(filter);
    const entry = this.#buffer.shift();
    if (!entry) return null;
    this.#open.add(entry.id);
    return entry;
  }

  /** An entry is delivered, given up, or among the retries. */
  settle(id: number): void {
    this.#open.delete(id);
  }

  async #fill(filter: FeedFilter): Promise<void> {
    if (this.#read >= this.#until) return;
    // What readers were not woken for is not there, but for the first time.
    if (this.#asked && this.#feed.newest <= this.#read) return;
    const { entries, next, more } = await this.#feed.page(this.#read, BUFFER, filter);
    this.#asked = !more;
    this.#buffer = entries.filter(({ id }) => id <= this.#until);
    this.#read = Math.min(next, this.#until);
  }
}
