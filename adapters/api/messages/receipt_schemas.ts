/**
 * What the API shows of receipts and notices.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { noticeKindSchema } from "../../../events/incoming.ts";
import { errorKindSchema } from "../../../events/outgoing.ts";
import { digestSchema, instantSchema, namedAddressSchema } from "../schemas.ts";
import { messageParams } from "./schemas.ts";

/** The path of one receipt. */
export const receiptParams = messageParams.extend({
  receipt: z.string().regex(/^r[1-9][0-9]{0,14}$/).openapi({
    description: "The id of a receipt of this message.",
    example: "r1042",
  }),
});

/** A receipt or notice about a message. */
export const receiptSchema = z.object({
  id: receiptParams.shape.receipt,
  kind: z.enum([
    "acceptance",
    "non_acceptance",
    "taken_in_charge",
    "delivery",
    "non_delivery",
    "overdue_12h",
    "overdue_24h",
    "virus_detection",
    "delivery_status",
  ]).openapi({
    description: "What it says. `delivery_status` is an ordinary notice about a recipient who is " +
      "not certified: nobody has signed it.",
    example: "delivery",
  }),
  ricevuta: noticeKindSchema.nullable().openapi({
    description: "The value of X-Ricevuta; null for an ordinary notice.",
    example: "avvenuta-consegna",
  }),
  message_id: z.string().openapi({
    description: "Message-ID with its angle brackets, as events name it.",
    example: "<opec29.20261122.1042@gestore.beta.example>",
  }),
  issued_at: instantSchema.openapi({ description: "`data` of daticert.xml." }),
  provider: z.string().openapi({ description: "Who has issued it.", example: "Gestore Beta" }),
  recipients: z.array(namedAddressSchema).openapi({
    description: "The recipients that it is about; none where it is about the whole message.",
  }),
  error: errorKindSchema.nullable().openapi({
    description: "`errore` of daticert.xml; null for `nessuno`.",
  }),
  error_detail: z.string().nullable().openapi({ description: "`errore-esteso`, in Italian." }),
  size: z.int().min(0).openapi({ description: "Octets of the document.", example: 5120 }),
  sha256: digestSchema,
  signature: z.object({
    signer: z.string().openapi({
      description: "The address in the certificate.",
      example: "posta-certificata@gestore.beta.example",
    }),
    valid: z.boolean().openapi({
      description: "Whether the bytes that are kept are those that were signed, by a certificate " +
        "that was trusted when they came. The evidence bundle has what proves it.",
    }),
  }).nullable().openapi({ description: "Null where it is not signed." }),
  links: z.object({
    raw: z.string().openapi({ example: "/v1/messages/01KAM5Z8/receipts/r1042/raw" }),
    daticert: z.string().nullable(),
  }).openapi({ description: "Where its bytes are." }),
}).openapi("Receipt");
/** See {@linkcode receiptSchema}. */
export type Receipt = z.output<typeof receiptSchema>;
