/**
 * Facts of a message on the sender's side: the Access Point's stream `outgoing-<PEC id>`.
 * Numbers 100 to 199.
 *
 * @module
 */
import { z } from "zod";
import {
  addressSchema,
  defineEvent,
  type EventOf,
  ropeSchema,
  sha256Schema,
} from "./definition.ts";
import { blobsOf } from "./rope.ts";
import { sealSchema, withoutSeal } from "./seal.ts";

/** Which delivery receipt the sender asked for with X-TipoRicevuta (RFC 6109 §3.3.2). */
export const receiptTypeSchema = z.enum(["completa", "breve", "sintetica"]);
/** See {@linkcode receiptTypeSchema}. */
export type ReceiptType = z.output<typeof receiptTypeSchema>;

/** Whether a recipient's domain belongs to a PEC provider (RFC 6109 §2.2.1, §4.4). */
export const recipientKindSchema = z.enum(["certificato", "esterno"]);
/** See {@linkcode recipientKindSchema}. */
export type RecipientKind = z.output<typeof recipientKindSchema>;

/** The attribute `errore` of daticert.xml (RFC 6109 §4.4), but for `nessuno`. */
export const errorKindSchema = z.enum(["no-dest", "no-dominio", "virus", "altro"]);
/** See {@linkcode errorKindSchema}. */
export type ErrorKind = z.output<typeof errorKindSchema>;

/** The rule of RFC 6109 §3.1.1 that a message broke. */
export const formalFaultSchema = z.enum([
  "from-missing",
  "from-invalid",
  "to-missing",
  "to-invalid",
  "sender-mismatch",
  "recipient-mismatch",
  "bcc-present",
  "too-large",
]);
/** See {@linkcode formalFaultSchema}. */
export type FormalFault = z.output<typeof formalFaultSchema>;

/** The Access Point holds the message durably; the client gets its 250. */
export const submitted = defineEvent({
  number: 100,
  name: "outgoing.submitted",
  version: 1,
  summary: "A holder's message is durably held by the Access Point.",
  schema: z.strictObject({
    /** The identificativo, `[alphanumeric]@[provider mail domain]` (RFC 6109 §2.2.1). */
    pecId: z.string(),
    /** The account that logged in. */
    account: addressSchema,
    /** MAIL FROM, as received. */
    sender: addressSchema,
    /** RCPT TO, as received, in order, each once. */
    recipients: z.array(addressSchema).min(1),
    /** The message exactly as submitted. */
    content: ropeSchema,
    size: z.int().min(0),
    /** The client's Message-ID with its angle brackets; absent if it had set none. */
    msgid: z.string().exactOptional(),
    /** The decoded Subject; empty if there was none. */
    subject: z.string(),
    /** The addresses of Reply-To, or of From where there is no Reply-To, separated by `, `. */
    replyTo: z.string(),
    receipt: receiptTypeSchema,
  }),
  refersTo: (data) => blobsOf(data.content),
});

/** The message has passed every check; acceptance receipt and envelope follow from this fact. */
export const accepted = defineEvent({
  number: 101,
  name: "outgoing.accepted",
  version: 1,
  summary: "The message has been accepted; its recipients are classified.",
  schema: z.strictObject({
    recipients: z.array(z.strictObject({ address: addressSchema, kind: recipientKindSchema })),
    /** No further attempt to relay after this instant (RFC 6109 §2.2.2: 24 hours). */
    relayUntil: z.int(),
  }),
});

/** The message broke a formal rule; the notice of non-acceptance follows from this fact. */
export const refused = defineEvent({
  number: 102,
  name: "outgoing.refused",
  version: 1,
  summary: "The message has been refused for a formal fault.",
  schema: z.strictObject({
    recipients: z.array(z.strictObject({ address: addressSchema, kind: recipientKindSchema })),
    fault: formalFaultSchema,
    /** What the fault is about: an address, a limit in bytes; may be empty. */
    about: z.string(),
  }),
});

/** The acceptance receipt or the notice of non-acceptance lies in the sender's mailbox. */
export const answered = defineEvent({
  number: 103,
  name: "outgoing.answered",
  version: 2,
  summary: "The sender's mailbox holds the acceptance receipt or the notice of non-acceptance.",
  schema: z.strictObject({ messageId: z.string(), seal: sealSchema.exactOptional() }),
  upcasters: { 1: withoutSeal },
});

/** A next hop has taken the envelope for some recipients. */
export const dispatched = defineEvent({
  number: 104,
  name: "outgoing.dispatched",
  version: 2,
  summary: "The next hop has taken responsibility for the envelope.",
  schema: z.strictObject({
    recipients: z.array(addressSchema).min(1),
    /** Host name of the next hop; the provider's own name for its own recipients. */
    hop: z.string(),
    /** The reply with which the hop took it. */
    reply: z.string(),
    /** Of the envelope: the same at every hop. */
    seal: sealSchema.exactOptional(),
  }),
  upcasters: { 1: withoutSeal },
});

/** The envelope cannot be handed over for a recipient; a notice of non-delivery follows. */
export const relayFailed = defineEvent({
  number: 105,
  name: "outgoing.relay-failed",
  version: 1,
  summary: "The envelope could not be handed over for a recipient.",
  schema: z.strictObject({
    recipient: addressSchema,
    error: errorKindSchema,
    /** Enhanced status code (RFC 3463). */
    code: z.string(),
    /** The remote reply or the engine's own words. */
    detail: z.string(),
  }),
});

/** The notice of non-delivery for a recipient lies in the sender's mailbox. */
export const failureNotified = defineEvent({
  number: 106,
  name: "outgoing.failure-notified",
  version: 2,
  summary: "The sender's mailbox holds the provider's own notice of non-delivery.",
  schema: z.strictObject({
    recipient: addressSchema,
    messageId: z.string(),
    /** Absent where the notice is an ordinary delivery status notification. */
    seal: sealSchema.exactOptional(),
  }),
  upcasters: { 1: withoutSeal },
});

/** Another provider (or this one) has taken the envelope in charge. */
export const takenInCharge = defineEvent({
  number: 107,
  name: "outgoing.taken-in-charge",
  version: 1,
  summary: "A receiving provider has issued its presa in carico.",
  schema: z.strictObject({
    recipients: z.array(addressSchema).min(1),
    provider: z.string(),
    /** Message-ID of the presa in carico. */
    messageId: z.string(),
  }),
});

/** A delivery receipt has come for a recipient. */
export const delivered = defineEvent({
  number: 108,
  name: "outgoing.delivered",
  version: 1,
  summary: "The delivery receipt for a recipient lies in the sender's mailbox.",
  schema: z.strictObject({
    recipient: addressSchema,
    provider: z.string(),
    /** Message-ID of the avvenuta consegna. */
    messageId: z.string(),
  }),
});

/** A notice of non-delivery has come for a recipient. */
export const failed = defineEvent({
  number: 109,
  name: "outgoing.failed",
  version: 1,
  summary: "Another provider's notice of non-delivery lies in the sender's mailbox.",
  schema: z.strictObject({
    recipient: addressSchema,
    provider: z.string(),
    error: errorKindSchema,
    /** Message-ID of the mancata consegna. */
    messageId: z.string(),
  }),
});

/** A virus was found; the notice of non-acceptance follows, the message goes to special storage. */
export const infected = defineEvent({
  number: 110,
  name: "outgoing.infected",
  version: 1,
  summary: "The message has been refused because it holds a virus.",
  schema: z.strictObject({
    recipients: z.array(z.strictObject({ address: addressSchema, kind: recipientKindSchema })),
    /** The scanner's name for what it found. */
    signature: z.string(),
  }),
});

/** Nothing has been heard of a recipient in time; a notice follows (RFC 6109 §3.1.6). */
export const overdue = defineEvent({
  number: 111,
  name: "outgoing.overdue",
  version: 1,
  summary: "No receipt has come for a recipient within 12 or 24 hours.",
  schema: z.strictObject({
    recipient: addressSchema,
    hours: z.union([z.literal(12), z.literal(24)]),
  }),
});

/** The notice of a delay lies in the sender's mailbox. */
export const overdueNotified = defineEvent({
  number: 112,
  name: "outgoing.overdue-notified",
  version: 2,
  summary: "The sender's mailbox holds the notice of the 12th or 24th hour.",
  schema: z.strictObject({
    recipient: addressSchema,
    hours: z.union([z.literal(12), z.literal(24)]),
    messageId: z.string(),
    seal: sealSchema.exactOptional(),
  }),
  upcasters: { 1: withoutSeal },
});

/** Another provider found a virus in the envelope (RFC 6109 §3.2.4). */
export const virusReported = defineEvent({
  number: 113,
  name: "outgoing.virus-reported",
  version: 1,
  summary: "A receiving provider has found a virus; the sender is to be told.",
  schema: z.strictObject({
    recipient: addressSchema,
    provider: z.string(),
    /** Message-ID of the rilevazione virus. */
    messageId: z.string(),
    /** What that provider says it found. */
    description: z.string(),
  }),
});

/** What a partner's program has said of a message that it sends, and under which key. */
export const requestSchema = z.strictObject({
  /** The credential of the API, or the account that logged in by SMTP. */
  by: z.string().min(1).max(512),
  /** Of all that makes the request what it is: another one under the same key is refused. */
  fingerprint: sha256Schema,
  /** What the caller calls the message. */
  reference: z.string().min(1).max(200).exactOptional(),
  /** What the caller wants to find again in every event. */
  metadata: z.record(z.string().min(1).max(40), z.string().max(500)).exactOptional(),
});
/** See {@linkcode requestSchema}. */
export type MessageRequest = z.output<typeof requestSchema>;

/** The message was submitted under an idempotency key: its identificativo follows from the key. */
export const requested = defineEvent({
  number: 114,
  name: "outgoing.requested",
  version: 1,
  summary: "The message was submitted under an idempotency key.",
  schema: requestSchema,
});

/** The definitions of this stream. */
export const outgoingEvents = [
  submitted,
  requested,
  accepted,
  refused,
  answered,
  dispatched,
  relayFailed,
  failureNotified,
  takenInCharge,
  delivered,
  failed,
  infected,
  overdue,
  overdueNotified,
  virusReported,
] as const;

/** An event of a stream `outgoing-…`. */
export type OutgoingEvent = EventOf<(typeof outgoingEvents)[number]>;
