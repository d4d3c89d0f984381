/**
 * Kinds of values that many operations share.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Instant } from "../../events/instant.ts";
import { RECEIPT_TYPES } from "./receipt_types.ts";
import { schemaText } from "./schema_texts.ts";

/** A mail address as it stands in the path or in the body. */
export const addressSchema = z.string().max(320).regex(
  /^[^@\s<>]+@[^@\s<>]+$/,
  schemaText({
    en: "It is no mail address: write name@domain",
    it: "Non è un indirizzo: scrivi nome@dominio",
  }),
).openapi({ example: "fatture@alfa.example" });

/** An address as a message has it: a local part in quotes may hold blanks (RFC 5321 §4.1.2). */
export const namedAddressSchema = z.string().openapi({ example: "bruno@beta.example" });

/** An instant as RFC 3339 has it, in UTC. */
export const instantSchema = z.iso.datetime(schemaText({
  en: "Write an instant in UTC: 2026-11-22T08:00:00Z",
  it: "Scrivi un istante UTC: 2026-11-22T08:00:00Z",
})).openapi({ example: "2026-11-22T08:00:00.000Z" });

/** A SHA-256 digest. */
export const digestSchema = z.string().regex(
  /^[0-9a-f]{64}$/,
  schemaText({
    en: "Write a SHA-256 as 64 digits 0-9 and a-f",
    it: "Scrivi uno SHA-256 con 64 cifre 0-9 e a-f",
  }),
).openapi({
  description: "SHA-256 in lower-case hexadecimal.",
});

// Without the flag u, which OpenAPI has no place for.
// deno-lint-ignore no-control-regex -- they are what may not be there
const LINE = /^(?! )[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+(?<! )$/;

/** For `refine`: half a surrogate pair is no character, and could not be read back from the log. */
export const wellFormed = [
  (text: string): boolean => text.isWellFormed(),
  schemaText({
    en: "It must be Unicode without lone surrogates",
    it: "Deve essere Unicode, senza surrogati isolati",
  }),
] as const;

/** What people call a thing, on a line. */
export const nameSchema = z.string().min(1).max(100).regex(
  LINE,
  schemaText({
    en: "Write one line, without blanks at its ends",
    it: "Scrivi una sola riga, senza spazi ai margini",
  }),
);

/** What a caller wants to find again in every event. */
export const metadataSchema = z.record(z.string().min(1).max(40), z.string().max(500))
  .refine(
    (metadata) => Object.keys(metadata).length <= 20,
    schemaText({ en: "At most 20 entries", it: "Al massimo 20 voci" }),
  )
  .openapi({ description: "Up to 20 texts of the caller's own; they come back in every event." });

/** What a caller calls a message. */
export const referenceSchema = z.string().min(1).max(200).openapi({
  description: "The caller's own name for the message; comes back in every event.",
  example: "fattura-2026-0042",
});

/** What delivery receipts enclose. */
export const receiptTypeSchema = z.enum(Object.values(RECEIPT_TYPES));

/** The schema of problem documents. */
export const problemSchema = z.object({
  type: z.string().openapi({
    description: "Identifies the kind of problem; never changes its meaning.",
    example: "/v1/problems/invalid-content",
  }),
  title: z.string().openapi({ description: "The kind of problem, in the caller's language." }),
  status: z.int().openapi({ description: "The status of the answer." }),
  detail: z.string().openapi({ description: "What is the matter, and the remedy." }),
  instance: z.string().openapi({ description: "The request: urn:uuid:… of its X-Request-Id." }),
  errors: z.array(z.object({
    pointer: z.string().optional().openapi({ description: "A field of the body (RFC 6901)." }),
    parameter: z.string().optional().openapi({ description: "A parameter of path or query." }),
    header: z.string().optional().openapi({ description: "A header field." }),
    detail: z.string().openapi({ description: "What is wrong with it, and the remedy." }),
  })).optional().openapi({ description: "The things that are wrong, one by one." }),
}).openapi("Problem");

/** The query of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50)
    .openapi({ description: "How many at the most." }),
  after: z.string().min(1).max(500).optional()
    .openapi({ description: "The `next` of the page before." }),
});

/** The text of an instant. */
export function textOfInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}
