/**
 * What the API shows of the life of a message.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { instantSchema, namedAddressSchema } from "../schemas.ts";

/** A step. */
export const timelineStepSchema = z.object({
  at: instantSchema,
  event: z.string().openapi({ description: "What happened.", example: "outgoing.delivered" }),
  text: z.string().openapi({
    description: "The same in words, in the language of the request.",
    example: "Delivery receipt came to the sender",
  }),
  recipients: z.array(namedAddressSchema).openapi({
    description: "Whom it concerns in particular.",
  }),
  provider: z.string().nullable().openapi({ description: "Which other provider has said so." }),
  detail: z.string().openapi({ description: "What else there is to know; may be foreign text." }),
  message_id: z.string().nullable().openapi({
    description: "Message-ID of the document that this is about, with its angle brackets.",
  }),
  rule: z.string().nullable().openapi({
    description: "The rule that it follows.",
    example: "RFC 6109 §3.3.2",
  }),
}).openapi("TimelineStep");
/** See {@linkcode timelineStepSchema}. */
export type TimelineStep = z.output<typeof timelineStepSchema>;
