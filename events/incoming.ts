/**
 * Facts of a message on the receiver's side: Incoming Point and Delivery Point. A stream
 * `incoming-…` collects every arrival of one document of one provider.
 * Numbers 200 to 299.
 *
 * @module
 */
import { z } from "zod";
import { addressSchema, defineEvent, type EventOf, ropeSchema } from "./definition.ts";
import { errorKindSchema, receiptTypeSchema, recipientKindSchema } from "./outgoing.ts";
import { blobsOf } from "./rope.ts";
import { sealSchema, withoutSeal } from "./seal.ts";

/** What daticert.xml of the arrived document says; RFC 6109 §4.4. */
export const certifiedDataSchema = z.strictObject({
  pecId: z.string(),
  msgid: z.string().exactOptional(),
  sender: z.string(),
  recipients: z.array(z.strictObject({ address: z.string(), kind: recipientKindSchema })),
  replyTo: z.string(),
  subject: z.string(),
});
/** See {@linkcode certifiedDataSchema}. */
export type CertifiedData = z.output<typeof certifiedDataSchema>;

/** A correct transport envelope has been taken over in one SMTP transaction. */
export const envelopeReceived = defineEvent({
  number: 200,
  name: "incoming.envelope-received",
  version: 1,
  summary: "The Incoming Point holds a correct transport envelope.",
  schema: z.strictObject({
    /** The sending provider, by its name in the directory. */
    provider: z.string(),
    /** Where that provider wants its presa in carico: mailReceipt in the directory. */
    mailReceipt: addressSchema,
    /** MAIL FROM: the sender of the original, who gets the receipts. */
    sender: addressSchema,
    /** The RCPT TO of this transaction that the stream had not seen yet. */
    recipients: z.array(addressSchema).min(1),
    content: ropeSchema,
    size: z.int(),
    certified: certifiedDataSchema,
    receipt: receiptTypeSchema,
    /** No further attempt to send a receipt after this instant. */
    relayUntil: z.int(),
  }),
  refersTo: (data) => blobsOf(data.content),
});

/** The presa in carico of one transaction has been handed over to the sending provider. */
export const chargeNotified = defineEvent({
  number: 201,
  name: "incoming.charge-notified",
  version: 2,
  summary: "The sending provider has the presa in carico.",
  schema: z.strictObject({
    /** Which `incoming.envelope-received` of the stream it answers: 1, 2, 3 … */
    transaction: z.int().min(1),
    messageId: z.string(),
    seal: sealSchema.exactOptional(),
  }),
  upcasters: { 1: withoutSeal },
});

/** The envelope lies in a recipient's mailbox. */
export const envelopeDelivered = defineEvent({
  number: 202,
  name: "incoming.envelope-delivered",
  version: 1,
  summary: "The envelope lies in the recipient's mailbox.",
  schema: z.strictObject({
    recipient: addressSchema,
    /** The instant at which the mailbox took it: the one that the receipt certifies. */
    storedAt: z.int(),
  }),
});

/** The envelope cannot be delivered to a recipient; a notice of non-delivery follows. */
export const envelopeRefused = defineEvent({
  number: 203,
  name: "incoming.envelope-refused",
  version: 1,
  summary: "The envelope cannot be delivered to the recipient.",
  schema: z.strictObject({
    recipient: addressSchema,
    error: errorKindSchema,
    /** Enhanced status code (RFC 3463). */
    code: z.string(),
    detail: z.string(),
  }),
});

/** The delivery receipt or notice of non-delivery has been handed over to the sender's provider. */
export const receiptSent = defineEvent({
  number: 204,
  name: "incoming.receipt-sent",
  version: 2,
  summary: "The sender's provider has the receipt or notice for a recipient.",
  schema: z.strictObject({
    recipient: addressSchema,
    messageId: z.string(),
    seal: sealSchema.exactOptional(),
  }),
  upcasters: { 1: withoutSeal },
});

/** The presa in carico of one transaction could not be handed over in time. */
export const chargeAbandoned = defineEvent({
  number: 205,
  name: "incoming.charge-abandoned",
  version: 1,
  summary: "The presa in carico could not be handed over and will not be tried again.",
  schema: z.strictObject({
    transaction: z.int().min(1),
    code: z.string(),
    detail: z.string(),
  }),
});

/** A delivery receipt or notice of non-delivery could not be handed over in time. */
export const receiptAbandoned = defineEvent({
  number: 210,
  name: "incoming.receipt-abandoned",
  version: 1,
  summary: "The receipt for a recipient could not be handed over and will not be tried again.",
  schema: z.strictObject({
    recipient: addressSchema,
    code: z.string(),
    detail: z.string(),
  }),
});

/** The kinds of receipts and notices that arrive from providers: the values of X-Ricevuta. */
export const noticeKindSchema = z.enum([
  "accettazione",
  "non-accettazione",
  "presa-in-carico",
  "avvenuta-consegna",
  "errore-consegna",
  "preavviso-errore-consegna",
  "rilevazione-virus",
]);
/** See {@linkcode noticeKindSchema}. */
export type NoticeKind = z.output<typeof noticeKindSchema>;

/** A correct receipt or notice of a provider has been taken over. */
export const noticeReceived = defineEvent({
  number: 206,
  name: "incoming.notice-received",
  version: 2,
  summary: "The Incoming Point holds a correct receipt or notice.",
  schema: z.strictObject({
    provider: z.string(),
    kind: noticeKindSchema,
    messageId: z.string(),
    /** The RCPT TO of this transaction that the stream had not seen yet. */
    recipients: z.array(addressSchema).min(1),
    content: ropeSchema,
    size: z.int(),
    certified: certifiedDataSchema,
    /** `ricezione` of a presa in carico, `consegna` of the others; empty where neither stands. */
    concerns: z.array(addressSchema),
    error: errorKindSchema.exactOptional(),
    /** errore-esteso; empty where there is none. */
    description: z.string(),
  }),
  upcasters: { 1: (stored) => ({ ...stored, description: "" }) },
  refersTo: (data) => blobsOf(data.content),
});

/** The receipt or notice lies in a mailbox. */
export const noticeDelivered = defineEvent({
  number: 207,
  name: "incoming.notice-delivered",
  version: 1,
  summary: "The receipt or notice lies in the mailbox it was addressed to.",
  schema: z.strictObject({ recipient: addressSchema }),
});

/** The receipt or notice could not be put into a mailbox (gone or disabled since it came). */
export const noticeUndeliverable = defineEvent({
  number: 208,
  name: "incoming.notice-undeliverable",
  version: 1,
  summary: "The mailbox that the receipt was addressed to cannot take it.",
  schema: z.strictObject({ recipient: addressSchema, detail: z.string() }),
});

/** The receipt or notice has been matched with the outgoing message that it names. */
export const noticeCorrelated = defineEvent({
  number: 209,
  name: "incoming.notice-correlated",
  version: 1,
  summary: "The receipt has advanced the outgoing message it names, or names none of ours.",
  schema: z.strictObject({ matched: z.boolean() }),
});

/** A virus was found in a correct envelope: it is not delivered (RFC 6109 §3.2.3). */
export const virusDetected = defineEvent({
  number: 211,
  name: "incoming.virus-detected",
  version: 1,
  summary: "The envelope holds a virus; it goes to special storage.",
  schema: z.strictObject({
    /** The scanner's name for what it found. */
    signature: z.string(),
  }),
});

/** Something that is no correct document has been taken over (RFC 6109 §3.2.2). */
export const anomalyReceived = defineEvent({
  number: 212,
  name: "incoming.anomaly-received",
  version: 1,
  summary: "The Incoming Point holds a message that will be delivered in an anomaly envelope.",
  schema: z.strictObject({
    /** MAIL FROM; empty for the null path. */
    sender: z.string(),
    recipients: z.array(addressSchema).min(1),
    content: ropeSchema,
    size: z.int(),
    subject: z.string(),
    /** With angle brackets; empty where it has none. */
    messageId: z.string(),
    /** The concise description of the error, in Italian, as it stands in the envelope. */
    reason: z.string(),
  }),
  refersTo: (data) => blobsOf(data.content),
});

/** The anomaly envelope lies in a recipient's mailbox. */
export const anomalyDelivered = defineEvent({
  number: 213,
  name: "incoming.anomaly-delivered",
  version: 2,
  summary: "The anomaly envelope lies in the recipient's mailbox.",
  schema: z.strictObject({
    recipient: addressSchema,
    /** Of the envelope: the same for all recipients of one arrival. */
    seal: sealSchema.exactOptional(),
  }),
  upcasters: { 1: withoutSeal },
});

/** The anomaly envelope could not be put into a mailbox. Nobody is told (RFC 6109 §2.2.3). */
export const anomalyUndeliverable = defineEvent({
  number: 214,
  name: "incoming.anomaly-undeliverable",
  version: 1,
  summary: "The mailbox cannot take the anomaly envelope.",
  schema: z.strictObject({ recipient: addressSchema, detail: z.string() }),
});

/** The definitions of this stream. */
export const incomingEvents = [
  envelopeReceived,
  chargeNotified,
  envelopeDelivered,
  envelopeRefused,
  receiptSent,
  chargeAbandoned,
  noticeReceived,
  noticeDelivered,
  noticeUndeliverable,
  noticeCorrelated,
  receiptAbandoned,
  virusDetected,
  anomalyReceived,
  anomalyDelivered,
  anomalyUndeliverable,
] as const;

/** An event of a stream `incoming-…`. */
export type IncomingEvent = EventOf<(typeof incomingEvents)[number]>;
