/**
 * The events of the feed, type by type.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { FEED_TYPES, type FeedType } from "../../../events/projections/feed_facts.ts";
import { namedEvent } from "../../feed/event_ids.ts";
import { schemaText } from "../schema_texts.ts";
import { instantSchema, metadataSchema, namedAddressSchema, referenceSchema } from "../schemas.ts";

const NO_EVENT = schemaText({
  en: "It is no id of an event: those look like evt_48213",
  it: "Non è l'id di un evento: è fatto come evt_48213",
});

/** The id of an event, and the cursor that leads to what comes behind it. */
export const eventIdSchema = z.string()
  .regex(/^evt_([1-9]\d{0,10}-)?(0|[1-9]\d{0,10})(_[1-9]\d{0,4})?$/, NO_EVENT)
  .refine((text) => namedEvent(text) !== null, NO_EVENT).openapi({
    description: "Never given twice. As `after` it leads to what comes behind the event; where " +
      "the event was lost by a restore of the provider, to what has come since the restore.",
    example: "evt_48213",
  });

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

/** The type of an event. */
export const eventTypeSchema = z.enum(FEED_TYPES).openapi("EventType", {
  description: "What has happened. New types may be added: leave alone what you do not know.",
});

/** A recipient and whether its domain belongs to a provider of PEC. */
const recipients = z.array(z.object({
  address: namedAddressSchema,
  certified: z.boolean().openapi({ description: "Whether receipts will come for it." }),
})).openapi({ description: "All recipients." });

const recipient = namedAddressSchema.openapi({ description: "The recipient that it is about." });
const provider = z.string().openapi({ description: "The provider that says so." });
const receipt = z.string().openapi({
  description: "Message-ID of the receipt or notice that proves it.",
  example: "<opec2026112209300001@beta.example>",
});
const reason = z.object({
  code: z.string().openapi({ description: "Stable; for programs.", example: "no-dest" }),
  detail: z.string().openapi({ description: "For people; may be empty." }),
}).openapi("EventReason");
const sendAt = instantSchema.openapi({ description: "When it is to be sent." });

/** Of each type: what it says, and its data. */
const TYPES = {
  "message.scheduled": kind("The message is held, and will be sent later.", {
    send_at: sendAt,
    subject: z.string(),
    recipients,
  }),
  "message.rescheduled": kind("The message will be sent at another instant.", { send_at: sendAt }),
  "message.cancelled": kind("The scheduled message was called off.", {}),
  "message.schedule_failed": kind("The scheduled message could not be sent.", { reason }),
  "message.accepted": kind("The message was accepted; its sending is certain.", { recipients }),
  "message.refused": kind("The message broke a formal rule, and was not sent.", { reason }),
  "message.virus": kind("A virus was found in the message.", {
    recipient: recipient.nullable().openapi({
      description: "For whom another provider has found it; null where it was not sent at all.",
    }),
    provider: provider.nullable(),
    description: z.string().openapi({ description: "What was found." }),
    receipt: receipt.nullable(),
  }),
  "message.taken_in_charge": kind("The recipient's provider answers for the message.", {
    recipient,
    provider,
    receipt,
  }),
  "message.delivered": kind("The message lies in the recipient's mailbox.", {
    recipient,
    provider,
    receipt,
  }),
  "message.overdue_12h": kind("Nothing was heard of the recipient for 12 hours.", { recipient }),
  "message.timed_out": kind(
    "Nothing was heard of the recipient for 24 hours: it counts as not delivered.",
    { recipient },
  ),
  "message.failed": kind("The message was not delivered to the recipient.", {
    recipient,
    provider: provider.nullable().openapi({
      description: "The provider that says so; null where the message could not be handed over.",
    }),
    reason,
    receipt: receipt.nullable().openapi({
      description: "null where the notice is still to be issued: message.receipt_issued follows.",
    }),
  }),
  "message.external_handed_over": kind("A recipient's ordinary mail server took the message.", {
    recipient,
    hop: z.string().openapi({ description: "The host name of that server." }),
  }),
  "message.receipt_issued": kind("A receipt or notice of this provider lies in the mailbox.", {
    recipient: recipient.nullable().openapi({
      description: "null for the receipt that answers the submission.",
    }),
    receipt,
  }),
  "mailbox.message_received": kind("A message has come into the mailbox; not for receipts.", {
    uid: z.int().openapi({ description: "Its number in the mailbox." }),
    kind: z.enum(["certified", "anomaly"]).openapi({
      description: "Certified mail, or ordinary mail in the envelope of an anomaly.",
    }),
    subject: z.string(),
    size: z.int().openapi({ description: "Octets." }),
    message_id: z.string(),
    pec_id: z.string().nullable().openapi({
      description: "The identificativo of the certified message.",
    }),
  }),
} as const satisfies Readonly<Record<FeedType, EventKind>>;

/** An event, in one of its forms. */
export const eventSchema = z.discriminatedUnion("type", [
  ...FEED_TYPES.map(schemaOf),
] as unknown as [EventVariant, ...EventVariant[]]).openapi("Event");

/** The event with which an endpoint is tried out. */
export const testEventSchema = eventObject(
  "webhook.test",
  kind("Sent when somebody asks for a test delivery; nothing has happened.", {
    webhook: z.string().openapi({ description: "The webhook that is tried out." }),
  }),
).openapi("WebhookTestEvent");

/** What each type says, and the schema of its events: for the section `webhooks`. */
export const EVENT_KINDS: readonly {
  readonly type: FeedType;
  readonly summary: string;
  readonly schema: EventVariant;
}[] = FEED_TYPES.map((type) => ({ type, summary: TYPES[type].summary, schema: schemaOf(type) }));

interface EventKind {
  readonly summary: string;
  readonly data: z.ZodObject;
}

/** An event of one type. */
export type EventVariant = ReturnType<typeof eventObject>;

function kind(summary: string, data: z.ZodRawShape): EventKind {
  return { summary, data: z.object(data) };
}

function schemaOf(type: FeedType): EventVariant {
  const words = type.split(/[._]/).map((word) => word[0]!.toUpperCase() + word.slice(1));
  return eventObject(type, TYPES[type]).openapi(`${words.join("")}Event`);
}

function eventObject(type: string, { summary, data }: EventKind) {
  return z.object({
    id: z.string().openapi({
      description: "Never given twice; of an event of the feed it is a cursor, too.",
      example: "evt_48213",
    }),
    type: z.literal(type),
    created_at: instantSchema.openapi({ description: "When it happened." }),
    mailbox: z.string().nullable().openapi({ description: "The mailbox, in lower case." }),
    message: z.string().nullable().openapi({
      description: "The id of the message; null where it is about none that was sent.",
    }),
    sequence: z.int().openapi({
      description: "Of the message, or of the mailbox where `message` is null: 1, 2, 3 … in the " +
        "order of the feed. A gap shows that an event is missing.",
    }),
    reference: referenceSchema.nullable(),
    metadata: metadataSchema,
    data: data.openapi({ description: summary }),
  });
}
