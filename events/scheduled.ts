/**
 * Facts of a message that is to be sent later: the stream `scheduled-<local part of the PEC id>`.
 * Numbers 660 to 679. What becomes of it once it is sent stands in `outgoing-<PEC id>`.
 *
 * @module
 */
import { z } from "zod";
import { addressSchema, defineEvent, type EventOf, ropeSchema } from "./definition.ts";
import { receiptTypeSchema, recipientKindSchema, requestSchema } from "./outgoing.ts";
import { blobsOf } from "./rope.ts";

/** Why a message was not sent when its time had come. */
export const scheduleFailureSchema = z.enum([
  /** Its mailbox may not send any more. */
  "mailbox-closed",
  /** It breaks a limit that is stricter now than when it was planned. */
  "content-refused",
  /** Its idempotency key has meanwhile served for another message. */
  "key-reused",
]);
/** See {@linkcode scheduleFailureSchema}. */
export type ScheduleFailure = z.output<typeof scheduleFailureSchema>;

/** Who asks for a change: a credential of the API. */
const by = requestSchema.shape.by;
/** The identificativo that the message has from the beginning. */
const pecId = z.string();

/** The message is held durably, as it will be sent, under the identificativo that it will have. */
export const planned = defineEvent({
  number: 660,
  name: "scheduled.planned",
  version: 1,
  summary: "A message is to be sent at an instant.",
  schema: z.strictObject({
    ...requestSchema.shape,
    pecId,
    /** The mailbox that sends it. */
    account: addressSchema,
    /** In order, each once; as the directory classifies them when it is planned. */
    recipients: z.array(z.strictObject({ address: addressSchema, kind: recipientKindSchema }))
      .min(1),
    content: ropeSchema,
    size: z.int().min(0),
    /** The decoded Subject; empty if there is none. */
    subject: z.string(),
    receipt: receiptTypeSchema,
    /** Not sent before, in milliseconds. */
    sendAt: z.int(),
  }),
  refersTo: (data) => blobsOf(data.content),
});

/** It will not be sent. */
export const cancelled = defineEvent({
  number: 661,
  name: "scheduled.cancelled",
  version: 1,
  summary: "The scheduled message has been called off in time.",
  schema: z.strictObject({ by }),
});

/** It is submitted: `outgoing-<PEC id>` goes on. */
export const sent = defineEvent({
  number: 662,
  name: "scheduled.sent",
  version: 1,
  summary: "The Access Point has taken the scheduled message.",
  schema: z.strictObject({ pecId }),
});

/** It could not be submitted, and never will be. */
export const failed = defineEvent({
  number: 663,
  name: "scheduled.failed",
  version: 1,
  summary: "The scheduled message could not be sent when its time had come.",
  schema: z.strictObject({ reason: scheduleFailureSchema }),
});

/** Its time has come. From here on it can be neither called off nor moved. */
export const released = defineEvent({
  number: 664,
  name: "scheduled.released",
  version: 1,
  summary: "The time of the scheduled message has come; it is being sent.",
  schema: z.strictObject({ pecId }),
});

/** It is to be sent at another instant. */
export const moved = defineEvent({
  number: 665,
  name: "scheduled.moved",
  version: 1,
  summary: "The scheduled message is to be sent at another instant.",
  schema: z.strictObject({ by, sendAt: z.int() }),
});

/** The definitions of this stream. */
export const scheduledEvents = [planned, cancelled, sent, failed, released, moved] as const;

/** An event of a stream `scheduled-…`. */
export type ScheduledEvent = EventOf<(typeof scheduledEvents)[number]>;
