/**
 * What partners say of messages that they send, and what they are told before anything is sent.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { isMailbox } from "../../documents/mime/mailbox.ts";
import { IDEMPOTENCY_KEY } from "../../points/pec_id.ts";
import { messageSchema } from "../messages/schemas.ts";
import {
  addressSchema,
  instantSchema,
  metadataSchema,
  namedAddressSchema,
  problemSchema,
  receiptTypeSchema,
  referenceSchema,
} from "../schemas.ts";
import { schemaText } from "../schema_texts.ts";
import { contentTypeSchema, filenameSchema, uploadIdSchema } from "../uploads/schemas.ts";

/** Recipients that a draft may name in `to`, and again in `cc`; the provider may allow fewer. */
const MOST_NAMED = 1000;
/** Characters of a name beside an address. */
const LONGEST_NAME = 200;
/** Characters: as encoded words they stay within what the header of a message may hold. */
const LONGEST_SUBJECT = 1000;
/** Characters of a text. */
const LONGEST_TEXT = 2_000_000;
const MOST_ATTACHMENTS = 100;
/** Characters of an attachment in base64: 8 MiB. What is larger is uploaded first. */
const LONGEST_INLINE = Math.ceil(8 * 1024 * 1024 / 3) * 4;

/** Messages of one batch. */
const MOST_IN_BATCH = 100;

/** Under which key a message is sent. */
export const idempotencyKeySchema = z.string()
  .regex(
    IDEMPOTENCY_KEY,
    schemaText({
      en: "It has 1 to 255 characters of printable ASCII",
      it: "Ha da 1 a 255 caratteri ASCII stampabili",
    }),
  ).openapi({
    description:
      "The caller's own name for this request, 1 to 255 characters of printable ASCII. " +
      "It is remembered for as long as the message is: thirty months.",
    example: "fattura-2026-0042",
  });

const mailAddressSchema = addressSchema.refine(
  isMailbox,
  schemaText({
    en: "It is no mail address (RFC 5321 §4.1.2): write name@domain",
    it: "Non è un indirizzo (RFC 5321 §4.1.2): scrivi nome@dominio",
  }),
);

/** An address, with a name beside it or without. */
const correspondentSchema = z.union([
  mailAddressSchema,
  z.strictObject({
    address: mailAddressSchema,
    name: z.string().max(LONGEST_NAME).optional().openapi({ example: "Bruno Bianchi" }),
  }),
], {
  error: schemaText({
    en: "Write a mail address, or an object with address and name",
    it: "Scrivi un indirizzo, o un oggetto con address e name",
  }),
}).openapi("Correspondent", {
  description: "A mail address, or an object with an address and a name.",
  example: "bruno@beta.example",
});

const enclosedTypeSchema = contentTypeSchema.openapi({
  description: "Of the kinds multipart and message (RFC 2046 §5.2.1) a file goes along as " +
    "application/octet-stream.",
});

const attachmentSchema = z.union([
  z.strictObject({
    filename: filenameSchema,
    content_type: enclosedTypeSchema,
    content: z.string().max(LONGEST_INLINE).openapi({
      format: "byte",
      description: "The file in base64, at most 8 MiB of it: upload what is larger.",
      example: "JVBERi0xLjQK",
    }),
  }),
  z.strictObject({
    filename: filenameSchema.optional(),
    content_type: enclosedTypeSchema.optional(),
    upload: uploadIdSchema,
  }),
], {
  error: schemaText({
    en: "Give either filename, content_type and content, or upload",
    it: "Indica filename, content_type e content, oppure upload",
  }),
}).openapi("Attachment");

/** A message that is to be sent. */
export const messageDraftSchema = z.strictObject({
  /** A mailbox that the credentials are bound to. */
  from: correspondentSchema,
  to: z.array(correspondentSchema).min(1).max(MOST_NAMED),
  cc: z.array(correspondentSchema).max(MOST_NAMED).optional(),
  reply_to: correspondentSchema.optional(),
  subject: z.string().max(LONGEST_SUBJECT).openapi({ example: "Fattura n. 42" }),
  text: z.string().max(LONGEST_TEXT).optional().openapi({
    description: "The text, without any form.",
    example: "In allegato la fattura.",
  }),
  html: z.string().max(LONGEST_TEXT).optional().openapi({
    description: "The text as HTML. With `text` beside it, readers show one of both.",
  }),
  attachments: z.array(attachmentSchema).max(MOST_ATTACHMENTS).optional(),
  receipt_type: receiptTypeSchema.optional().openapi({
    description: "What delivery receipts enclose (RFC 6109 §3.3.2): the whole message, which is " +
      "what there is unless asked otherwise, the digests of its attachments, or nothing of it.",
  }),
  reference: referenceSchema.optional(),
  metadata: metadataSchema.optional(),
  send_at: instantSchema.optional().openapi({
    description:
      "Not before this instant, at most a year ahead. An instant that has passed is now.",
  }),
}).openapi("MessageDraft");
/** See {@linkcode messageDraftSchema}. */
export type MessageDraft = z.output<typeof messageDraftSchema>;

/** The query of `POST /v1/messages`. */
export const sendQuerySchema = z.object({
  dry_run: z.enum(["true", "false"]).optional().openapi({
    description: "Only say what would become of it: nothing is sent, nothing recorded.",
  }),
  mailbox: addressSchema.optional().openapi({
    description: "Of message/rfc822 alone: the mailbox that sends it.",
  }),
  reference: referenceSchema.optional().openapi({
    description: "Of message/rfc822 alone: the caller's own name for the message.",
  }),
  metadata: z.string().max(20_000).optional().openapi({
    description: "Of message/rfc822 alone: the caller's own texts, as a JSON object.",
    example: '{"pratica":"2026/11"}',
  }),
  send_at: instantSchema.optional().openapi({
    description: "Of message/rfc822 alone: not before this instant, at most a year ahead.",
  }),
});

/** What would become of a message. */
export const dryRunSchema = z.object({
  would_be_accepted: z.boolean(),
  faults: z.array(z.object({
    pointer: z.string().optional().openapi({ description: "A field of the draft (RFC 6901)." }),
    header: z.string().optional().openapi({ description: "A header field of the message." }),
    detail: z.string().openapi({ description: "What is wrong, by which rule, and the remedy." }),
  })).openapi({ description: "Why it would be refused." }),
  recipients: z.array(z.object({
    address: namedAddressSchema,
    certified: z.boolean().openapi({ description: "Whether receipts will come of its provider." }),
    provider: z.string().nullable().openapi({ description: "The provider of its domain." }),
  })),
  size: z.int().min(0).openapi({ description: "Octets of the message." }),
  budget: z.object({
    size_times_recipients: z.int().min(0),
    limit: z.int().min(0),
    remaining: z.int().min(0),
  }).openapi({ description: "What RFC 6109 §3.1.1 limits, in octets." }),
  warnings: z.array(z.object({ address: namedAddressSchema, detail: z.string() })).openapi({
    description: "What does not keep the message from being sent.",
  }),
}).openapi("DryRun");
/** See {@linkcode dryRunSchema}. */
export type DryRun = z.output<typeof dryRunSchema>;

/** Many messages at once. */
export const batchSchema = z.strictObject({
  messages: z.array(
    z.strictObject({
      // Not an extension: two schemas that allow no other members allow nothing together.
      ...messageDraftSchema.shape,
      idempotency_key: idempotencyKeySchema.optional().openapi({
        description: "Unless given it is the key of the batch, a slash and the index: `lotto-7/0`.",
      }),
    }).openapi("BatchedDraft"),
  ).min(1).max(MOST_IN_BATCH),
}).openapi("MessageBatch");
/** See {@linkcode batchSchema}. */
export type MessageBatch = z.output<typeof batchSchema>;

/** What became of each message of a batch. */
export const batchResultSchema = z.object({
  results: z.array(z.object({
    status: z.int().openapi({
      description: "As if the message had been sent alone.",
      example: 202,
    }),
    replayed: z.boolean().openapi({ description: "Whether it had been sent before." }),
    message: messageSchema.nullable(),
    problem: problemSchema.nullable(),
  })).openapi({ description: "In the order of the messages." }),
}).openapi("BatchResult");
/** See {@linkcode batchResultSchema}. */
export type BatchResult = z.output<typeof batchResultSchema>;
