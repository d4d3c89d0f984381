/**
 * The feed as server-sent events (HTML Living Standard, §9.2). A stream is a cursor: nothing is read
 * for it before its reader has taken what came before.
 *
 * @module
 */
import { type Clock, type Instant, MINUTE, SECOND } from "../../../events/instant.ts";
import { eventText } from "../../feed/event.ts";
import type { EventIds } from "../../feed/event_ids.ts";
import type { Feed } from "../../feed/feed.ts";
import { Alarm } from "../../net/alarm.ts";
import type { FeedEntry, FeedFilter } from "../../storage/feed.ts";
import { Problem } from "../problem.ts";

/** What a stream is made of. */
export interface StreamParts {
  readonly feed: Feed;
  /** Of the process. */
  readonly clock: Clock;
  readonly filter: FeedFilter;
  /** The entry behind which it begins. */
  readonly after: number;
  /** Whether the caller may still read on. A problem counts as no. */
  readonly holds: () => Promise<boolean>;
  /** Called once, when the stream is over. */
  readonly ended: () => void;
}

/** Entries that a reader is given at once. */
const BATCH = 50;
/** How long a stream is silent at the most. */
const HEARTBEAT = 15 * SECOND;
/** How long credentials are believed while nothing is given away under them. */
const BELIEVED = MINUTE;
/** The same where something is: a thousand readers do not ask for each event. */
const BELIEVED_FOR_EVENTS = SECOND;
/** When a client whose connection is lost is to come again, in milliseconds. */
const RETRY = 5 * SECOND;

/** Batches of which the texts are kept: readers that keep up are all given the same one. */
const KEPT_BATCHES = 8;

/** The batches that were given last, and their texts. */
const batches: { readonly entries: readonly FeedEntry[]; readonly text: Uint8Array }[] = [];

/** A stream. */
export function eventStream(parts: StreamParts): ReadableStream<Uint8Array> {
  const reader = new Reader(parts);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await reader.next();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: () => reader.end(),
  }, { highWaterMark: 0 });
}

class Reader {
  readonly #parts: StreamParts;
  #cursor: number;
  #believed: Instant;
  #begun = false;
  #over = false;
  /** Lets the reader look again. */
  #wake: () => void = () => {};
  readonly #alarm: Alarm;
  readonly #unsubscribe: () => void;

  constructor(parts: StreamParts) {
    const wake = () => this.#wake();
    this.#parts = parts;
    this.#cursor = parts.after;
    this.#believed = parts.clock.now();
    this.#alarm = new Alarm(parts.clock, wake);
    this.#unsubscribe = parts.feed.subscribe(wake);
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#alarm.cancel();
    this.#unsubscribe();
    this.#wake();
    this.#parts.ended();
  }

  /** The next chunk, when there is one; null at the end. */
  async next(): Promise<Uint8Array | null> {
    try {
      const chunk = this.#begun ? await this.#chunk() : encoded(`retry: ${RETRY}\n\n`);
      this.#begun = true;
      if (chunk === null) this.end();
      return chunk;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  async #chunk(): Promise<Uint8Array | null> {
    const { feed, clock, filter } = this.#parts;
    const heartbeat = clock.now() + HEARTBEAT;
    for (;;) {
      if (feed.closed || this.#over) return null;
      const { entries, next, more } = await feed.page(this.#cursor, BATCH, filter);
      this.#cursor = next;
      const allowed = await this.#holds(entries.length > 0 ? BELIEVED_FOR_EVENTS : BELIEVED);
      if (!allowed) return null;
      if (entries.length > 0) return textOf(entries, feed.ids);
      if (clock.now() >= heartbeat) return encoded(`:\nid: ${feed.ids.idOf(next)}\n\n`);
      if (!more) await this.#news(heartbeat);
    }
  }

  /** Resolves when something may be new, at an instant or before, or at the end. */
  async #news(until: Instant): Promise<void> {
    const { feed } = this.#parts;
    // The feed may have gone on while this one was looking.
    if (feed.newest > this.#cursor || feed.closed || this.#over) return;
    this.#alarm.set(until);
    await new Promise<void>((resolve) => this.#wake = resolve);
  }

  async #holds(believed: number): Promise<boolean> {
    const { clock, holds } = this.#parts;
    if (clock.now() - this.#believed < believed) return true;
    this.#believed = clock.now();
    try {
      return await holds();
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }
}

function textOf(entries: readonly FeedEntry[], ids: EventIds): Uint8Array {
  const same = (one: readonly FeedEntry[]) =>
    one.length === entries.length && one.every((entry, index) => entry === entries[index]);
  const known = batches.find((one) => same(one.entries));
  if (known) return known.text;
  const text = encoded(
    entries.map((entry) => {
      const id = ids.idOf(entry.id);
      return `id: ${id}\nevent: ${entry.type}\ndata: ${eventText(entry, id)}\n\n`;
    }).join(""),
  );
  batches.unshift({ entries, text });
  batches.length = Math.min(batches.length, KEPT_BATCHES);
  return text;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
