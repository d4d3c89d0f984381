/**
 * What the API tells of consumers.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { schemaText } from "../../schema_texts.ts";
import { instantSchema } from "../../schemas.ts";
import {
  folderNameSchema,
  mailboxMessageSchema,
  mailboxParams,
  messageKindSchema,
} from "../schemas.ts";

/** Arrivals that are counted at the most. */
export const MOST_COUNTED = 10_000;

/** The path of a consumer. */
export const consumerParams = mailboxParams.extend({
  name: z.string().regex(
    /^[A-Za-z0-9._-]{1,64}$/,
    schemaText({
      en: "Write 1 to 64 letters, digits, dots, - or _",
      it: "Scrivi da 1 a 64 lettere, cifre, punti, - o _",
    }),
  ).openapi({
    description: "What the client calls it.",
    example: "protocollo",
  }),
});

const cursorSchema = z.string().min(1).max(200).openapi({
  description: "The place of a message among the arrivals. Opaque.",
});

const kindsSchema = z.array(messageKindSchema).min(1).max(20);

/** What a consumer is to take. */
export const consumerWishSchema = z.strictObject({
  folder: folderNameSchema.optional().openapi({
    description: "Only what comes into this folder, also by moving. Absent: what arrives in the " +
      "mailbox, each message once, wherever it is moved.",
  }),
  kinds: kindsSchema.optional().openapi({
    description: "Which kinds of messages; absent: `certified` and `anomaly`.",
  }),
  from: z.enum(["now", "beginning"]).default("now").openapi({
    description: "Where a new consumer begins. One that exists stays where it is.",
  }),
}).openapi("ConsumerWish");

/** A consumer. */
export const consumerSchema = z.object({
  name: consumerParams.shape.name,
  folder: folderNameSchema.nullable().openapi({
    description: "Null for the whole mailbox, and for a folder that is gone.",
  }),
  folder_gone: z.boolean().openapi({
    description: "Whether its folder has been removed: nothing comes any more. PUT another one.",
  }),
  kinds: kindsSchema,
  cursor: cursorSchema,
  lag: z.int().openapi({
    description: `How many messages lie before it; no more than ${MOST_COUNTED} are counted.`,
  }),
  created_at: instantSchema,
  moved_at: instantSchema.nullable().openapi({ description: "When its cursor was last moved." }),
}).openapi("Consumer");

/** All consumers of a client in a mailbox. */
export const consumersSchema = z.object({
  data: z.array(consumerSchema).openapi({ description: "By name; there are 100 at the most." }),
}).openapi("Consumers");

/** The next messages of a consumer. */
export const consumerMessagesSchema = z.object({
  data: z.array(z.object({
    cursor: cursorSchema.openapi({
      description: "Move the consumer there once the message has been processed.",
    }),
    message: mailboxMessageSchema,
  })),
  more: z.boolean().openapi({ description: "Whether there are more behind these." }),
}).openapi("ConsumerMessages");

/** Where a consumer is to go. */
export const consumerMoveSchema = z.strictObject({
  after: cursorSchema.nullable().openapi({
    description: "The cursor of the last message that was processed, or an earlier one to take " +
      "messages again; null for the beginning.",
  }),
}).openapi("ConsumerMove");
