/**
 * An entry of the feed as partners see it: by the API, in streams, and in webhooks.
 *
 * @module
 */
import { localPartOf } from "../../events/address.ts";
import { keyOf } from "../../events/projections/projection.ts";
import type { FeedEntry } from "../storage/feed.ts";

/** The message that an entry is about, as the API calls it; null where it is about none. */
export function messageOfEntry({ stream }: FeedEntry): string | null {
  if (stream.startsWith("mailbox-")) return null;
  const key = keyOf(stream);
  return stream.startsWith("outgoing-") ? localPartOf(key) : key;
}

/** The JSON of an entry. */
export function eventText(entry: FeedEntry, id: string): string {
  const head = JSON.stringify({
    id,
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
