/**
 * Places in the feed, as callers name them.
 *
 * @module
 */
import { namedEvent } from "../../feed/event_ids.ts";
import type { Feed } from "../../feed/feed.ts";
import { Problem } from "../problem.ts";

/**
 * The entry behind which a place begins: an event id, an instant, or `latest`.
 *
 * @throws {Problem} conflict, where nobody knows any more what came behind an event.
 */
export function entryAt(place: string, feed: Feed): number {
  if (place === "latest") return feed.last();
  const named = namedEvent(place);
  if (named === null) return feed.lastBefore(Date.parse(place));
  const entry = feed.ids.entryOf(named);
  if (entry !== null) return entry;
  throw new Problem("conflict", {
    detail: {
      en: "This cursor is of a time that was lost when the provider was restored from a backup. " +
        "Begin at an instant from which on you may have missed something, as 2026-11-22T08:00:00Z",
      it: "Questo cursore è di un periodo perduto col ripristino del gestore da un backup. " +
        "Riparti da un istante da cui può mancarti qualcosa, come 2026-11-22T08:00:00Z",
    },
  });
}
