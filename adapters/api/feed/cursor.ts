/**
 * Places in the feed, as callers name them.
 *
 * @module
 */
import { entryOfEventId } from "../../feed/event.ts";
import type { Feed } from "../../feed/feed.ts";

/** The entry behind which a place begins: an event id, an instant, or `latest`. */
export function entryAt(place: string, feed: Feed): number {
  if (place === "latest") return feed.last();
  return entryOfEventId(place) ?? feed.lastBefore(Date.parse(place));
}
