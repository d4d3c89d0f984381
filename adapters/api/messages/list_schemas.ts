/**
 * What messages are listed by.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { addressSchema, instantSchema, pageQuery, referenceSchema } from "../schemas.ts";
import { messageStateSchema, recipientStateSchema } from "./schemas.ts";

/** What is listed. */
export const listQuerySchema = pageQuery.extend({
  mailbox: addressSchema.optional().openapi({ description: "Who has sent it." }),
  state: messageStateSchema.optional(),
  recipient: addressSchema.optional().openapi({ description: "One of its recipients." }),
  recipient_state: recipientStateSchema.optional().openapi({
    description: "How it stands for `recipient`, or for any of its recipients.",
  }),
  reference: referenceSchema.optional(),
  subject: z.string().min(1).max(200).optional().openapi({
    description: "Part of the subject, in upper or lower case.",
  }),
  from: instantSchema.optional().openapi({ description: "Not submitted or scheduled before." }),
  until: instantSchema.optional().openapi({ description: "Submitted or scheduled before this." }),
});
