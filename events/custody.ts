/**
 * Facts about who may still see what the log says: holds, erasures, and what was handed over. The
 * stream `custody-messages`. Numbers 520 to 539.
 *
 * @module
 */
import { z } from "zod";
import { defineEvent, type EventOf, sha256Schema } from "./definition.ts";

/** Streams that one erasure names at most: the transaction that destroys their keys stays short. */
export const MAX_ERASED_STREAMS = 500;
/** Days whose files one erasure names at most. */
export const MAX_ERASED_DAYS = 500;

const pecIdSchema = z.string().min(1).max(1000);
/** What an operator gives as the reason; no place for personal data. */
const reasonSchema = z.string().min(1).max(1000);

/** A message must not be erased, however old it becomes. */
export const held = defineEvent({
  number: 520,
  name: "custody.held",
  version: 1,
  summary: "Nothing about a message is erased until its hold is released.",
  schema: z.strictObject({ pecId: pecIdSchema, reason: reasonSchema }),
});

/** The hold of a message has ended. */
export const released = defineEvent({
  number: 521,
  name: "custody.released",
  version: 1,
  summary: "The hold of a message has ended.",
  schema: z.strictObject({ pecId: pecIdSchema, reason: reasonSchema }),
});

/** The keys of all events of some streams are destroyed. */
export const erased = defineEvent({
  number: 522,
  name: "custody.erased",
  version: 1,
  summary: "The events of some streams are erased: only their commitments are left.",
  schema: z.strictObject({
    /** Every erased event is older than this instant. */
    before: z.int(),
    streams: z.array(z.string().min(1).max(2000)).max(MAX_ERASED_STREAMS),
    /** How many events it was known to concern. */
    events: z.int().min(0),
    /** Days of legal time whose sealed files are destroyed with them. */
    days: z.array(z.iso.date()).max(MAX_ERASED_DAYS),
  }),
  erases: ({ streams, before }) => ({ streams, before }),
});

/** A part of the log, with proofs, has been handed over. */
export const exported = defineEvent({
  number: 523,
  name: "custody.exported",
  version: 1,
  summary: "Somebody has been given a part of the log.",
  schema: z.strictObject({
    /** An extract for a holder or an authority, or the evidence about one message. */
    kind: z.enum(["holder", "authority", "evidence"]),
    /** Who it was made for, as the operator has put it. */
    to: z.string().max(1000),
    /** The mailbox that it is about; null where it is about none. */
    mailbox: z.string().max(512).nullable(),
    /** The message that it is about; null where it is about a period. */
    pecId: pecIdSchema.nullable(),
    /** The period, `until` exclusive; null twice where it is about one message. */
    from: z.int().nullable(),
    until: z.int().nullable(),
    reason: z.string().max(1000),
    /** SHA-256 of what was handed over. */
    digest: sha256Schema,
    /** How many events stand in it. */
    entries: z.int().min(0),
  }),
});

/** The definitions of this stream. */
export const custodyEvents = [held, released, erased, exported] as const;

/** An event of the stream `custody-messages`. */
export type CustodyEvent = EventOf<(typeof custodyEvents)[number]>;
/** An erasure. */
export type Erased = EventOf<typeof erased>;
/** An export. */
export type Exported = EventOf<typeof exported>;
