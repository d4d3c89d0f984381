/**
 * Places in the feed, as callers name them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { entryOfEventId } from "../../feed/event.ts";
import type { Feed } from "../../feed/feed.ts";
import { schemaText } from "../schema_texts.ts";
import { instantSchema } from "../schemas.ts";
import { eventIdSchema } from "./event_schemas.ts";

/** A place in the feed. */
export const placeSchema = z.union([eventIdSchema, z.literal("latest"), instantSchema], {
  error: schemaText({
    en: "Write the id of an event (evt_48213), an instant in UTC (2026-11-22T08:00:00Z), or latest",
    it: "Scrivi l'id di un evento (evt_48213), un istante UTC (2026-11-22T08:00:00Z), o latest",
  }),
}).openapi({
  description: "The id of an event or the `next` of a page: what comes behind it. An instant: " +
    "what has happened since. `latest`: what is still to come.",
  example: "evt_48213",
});

/** The entry behind which a place begins. */
export function entryAt(place: z.output<typeof placeSchema>, feed: Feed): number {
  if (place === "latest") return feed.last();
  return entryOfEventId(place) ?? feed.lastBefore(Date.parse(place));
}
