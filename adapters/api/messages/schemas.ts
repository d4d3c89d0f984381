/**
 * What the API shows of a message that a mailbox sends.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { errorKindSchema, formalFaultSchema } from "../../../events/outgoing.ts";
import { MESSAGE_STATES } from "../../../events/projections/sent.ts";
import { RECIPIENT_STATES } from "../../../events/recipient_state.ts";
import { scheduleFailureSchema } from "../../../events/scheduled.ts";
import {
  addressSchema,
  instantSchema,
  metadataSchema,
  namedAddressSchema,
  receiptTypeSchema,
  referenceSchema,
} from "../schemas.ts";

/** The local part of the identificativo. */
const messageIdSchema = z.string().regex(/^[0-9A-Za-z]{1,64}$/).openapi({
  description: "The id of a message: what stands before the @ of its `pec_id`.",
  example: "01KAM5Z8Q0W3N7X2V9T4R6B1C8",
});

/** The path of what belongs to one message. */
export const messageParams = z.object({ id: messageIdSchema });

/** How a message stands. */
export const messageStateSchema = z.enum(MESSAGE_STATES).openapi({
  description:
    "`scheduled`: it will be sent at `send_at`. `cancelled`: it was called off before. " +
    "`failed`: it could not be sent when its time had come. `accepted`: the acceptance receipt " +
    "follows from it. `refused`: it broke a formal rule, or `virus`: it holds one; the notice of " +
    "non-acceptance follows.",
  example: "accepted",
});

/** How a message stands for a recipient. */
export const recipientStateSchema = z.enum(RECIPIENT_STATES).openapi({
  description: "`not_sent`: the message is scheduled, or was never accepted. `external`: the " +
    "recipient is not certified, no receipt will come. A delivery receipt that comes after a " +
    "timeout has the last word.",
  example: "delivered",
});

/** How a message stands for one of its recipients. */
export const recipientSchema = z.object({
  address: namedAddressSchema,
  certified: z.boolean().openapi({ description: "Whether its domain is that of a PEC provider." }),
  state: recipientStateSchema,
  reason: z.object({
    // Cloned: schemas of events may have been made before `openapi` was there.
    code: errorKindSchema.clone().openapi({
      description: "`errore` of daticert.xml (RFC 6109 §4.4).",
    }),
    detail: z.string().openapi({ description: "A status code or words of the other side." }),
  }).nullable().openapi({ description: "Why it is `failed` or `virus`; null otherwise." }),
  updated_at: instantSchema.openapi({ description: "Since when it is in this state." }),
  provider: z.string().nullable().openapi({
    description: "The provider that has issued a receipt for it; null before the first one.",
    example: "Gestore Beta",
  }),
}).openapi("Recipient");
/** See {@linkcode recipientSchema}. */
export type Recipient = z.output<typeof recipientSchema>;

/** A message that a mailbox sends. */
export const messageSchema = z.object({
  id: messageIdSchema,
  pec_id: z.string().openapi({
    description: "The identificativo (RFC 6109 §2.2.1), as it stands in every receipt.",
    example: "01KAM5Z8Q0W3N7X2V9T4R6B1C8@gestore.alfa.example",
  }),
  mailbox: addressSchema,
  state: messageStateSchema,
  refusal: z.object({
    code: z.enum([...formalFaultSchema.options, "virus", ...scheduleFailureSchema.options])
      .openapi({ description: "The rule that was broken.", example: "sender-mismatch" }),
    detail: z.string().openapi({ description: "What it is about: an address, a limit, a virus." }),
  }).nullable().openapi({ description: "Why it is `refused`, `virus` or `failed`." }),
  subject: z.string().openapi({ example: "Fattura n. 42" }),
  size: z.int().min(0).openapi({ description: "Octets, as it was submitted.", example: 4211 }),
  reference: referenceSchema.nullable(),
  metadata: metadataSchema,
  created_at: instantSchema.openapi({ description: "When it was submitted or scheduled." }),
  submitted_at: instantSchema.nullable().openapi({
    description: "Since when the provider answers for it; null before it is sent.",
  }),
  send_at: instantSchema.nullable().openapi({
    description: "When it is, or was, to be sent; null where it was sent at once.",
  }),
  receipt_type: receiptTypeSchema.openapi({
    description: "What delivery receipts enclose (RFC 6109 §3.3.2).",
  }),
  recipients: z.array(recipientSchema),
}).openapi("Message");
/** See {@linkcode messageSchema}. */
export type Message = z.output<typeof messageSchema>;
