/**
 * What happened to the storage as a whole: the stream `storage-restores`. Numbers 540 to 559.
 *
 * @module
 */
import { z } from "zod";
import { defineEvent, type EventOf } from "./definition.ts";
import type { StreamId } from "./store.ts";

/** The stream of these facts. */
export const RESTORES: StreamId = "storage-restores";

/** The provider goes on from a backup, and what it had recorded afterwards is lost. */
export const restored = defineEvent({
  number: 540,
  name: "storage.restored",
  version: 1,
  summary: "The provider goes on from a backup; what it had recorded afterwards is lost.",
  schema: z.strictObject({
    /** Position of the last event that the backup holds. */
    last: z.int().min(1),
    /** The name of the log in its checkpoints from here on: heads of the old one may have grown. */
    origin: z.string().min(1).max(255),
  }),
});

/** The definitions of this stream. */
export const restorationEvents = [restored] as const;

/** An event of the stream {@linkcode RESTORES}. */
export type RestorationEvent = EventOf<(typeof restorationEvents)[number]>;
