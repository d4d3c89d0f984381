/**
 * An entry of the feed as partners see it: by the API, in streams, and in webhooks.
 *
 * @module
 */
import { localPartOf } from "../../events/address.ts";
import { ENTRIES_PER_EVENT } from "../../events/projections/feed.ts";
import { keyOf } from "../../events/projections/projection.ts";
import type { FeedEntry } from "../storage/feed.ts";

/**
 * The id of an entry, `evt_<position>` or `evt_<position>_<part>`: a cursor, too, that leads to what
 * comes behind the entry.
 */
export function eventId(id: number): string {
  const position = Math.floor(id / ENTRIES_PER_EVENT);
  const part = id % ENTRIES_PER_EVENT;
  return part === 0 ? `evt_${position}` : `evt_${position}_${part}`;
}

/** The entry that an id names; null for what is no id. */
export function entryOfEventId(text: string): number | null {
  const [, position, part = "0"] = /^evt_(0|[1-9]\d{0,10})(?:_([1-9]\d{0,4}))?$/.exec(text) ?? [];
  if (position === undefined || Number(part) >= ENTRIES_PER_EVENT) return null;
  return Number(position) * ENTRIES_PER_EVENT + Number(part);
}

/** The message that an entry is about, as the API calls it; null where it is about none. */
export function messageOfEntry({ stream }: FeedEntry): string | null {
  if (stream.startsWith("mailbox-")) return null;
  const key = keyOf(stream);
  return stream.startsWith("outgoing-") ? localPartOf(key) : key;
}

/** The JSON of an entry. */
export function eventText(entry: FeedEntry): string {
  const head = JSON.stringify({
    id: eventId(entry.id),
    type: entry.type,
    created_at: new Date(entry.at).toISOString(),
    mailbox: entry.mailbox,
    message: messageOfEntry(entry),
    sequence: entry.sequence,
    reference: entry.reference,
  });
  // What is JSON already is not parsed to be written again.
  return `${head.slice(0, -1)},"metadata":${entry.metadata ?? "{}"},"data":${entry.data}}`;
}
