/**
 * Uploads as JSON has them. `Upload-Offset` and `Upload-Length` mean what they mean in tus 1.0 and
 * in draft-ietf-httpbis-resumable-upload.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { schemaText } from "../schema_texts.ts";
import { digestSchema, instantSchema } from "../schemas.ts";

/** What a file is called: a label, never a path. */
export const filenameSchema = z.string().min(1).max(255)
  // Without the flag u, which OpenAPI has no place for.
  .regex(
    // deno-lint-ignore no-control-regex -- control characters are what is forbidden
    /^[^\0-\x1f\x7f-\x9f\u2028\u2029/\\]+$/,
    schemaText({
      en: "Write the name of a file, without / and \\",
      it: "Scrivi il nome di un file, senza / e \\",
    }),
  )
  .openapi({
    description: "What recipients see; it names nothing here.",
    example: "fattura 2026-0042.pdf",
  });

/** A media type without parameters (RFC 6838 §4.2). */
export const contentTypeSchema = z.string().max(127)
  .regex(
    /^[A-Za-z0-9][\w!#$&^.+-]{0,63}\/[A-Za-z0-9][\w!#$&^.+-]{0,63}$/,
    schemaText({
      en: "Write a media type without parameters: application/pdf",
      it: "Scrivi un tipo di contenuto senza parametri: application/pdf",
    }),
  )
  .openapi({ example: "application/pdf" });

/** The id of an upload. */
export const uploadIdSchema = z.string().regex(
  /^[0-9a-f]{32}$/,
  schemaText({
    en: "It is no id of an upload: POST /v1/uploads gives them",
    it: "Non è l'id di un caricamento: li dà POST /v1/uploads",
  }),
).openapi({
  description: "The id of the upload.",
  example: "9f86d081884c7d659a2feaa0c55ad015",
});

const size = z.int().min(1).openapi({ description: "Octets of the whole file.", example: 5242880 });

/** What is said of a file before it comes. */
export const newUploadSchema = z.strictObject({
  filename: filenameSchema,
  content_type: contentTypeSchema,
  size,
  sha256: digestSchema.openapi({
    description: "SHA-256 of the whole file, in lower-case hexadecimal: checked once it is there.",
  }),
}).openapi("NewUpload");

/** A file that is being uploaded, or is there. */
export const uploadSchema = z.object({
  id: uploadIdSchema,
  filename: filenameSchema,
  content_type: contentTypeSchema,
  size,
  sha256: digestSchema,
  offset: z.int().min(0).openapi({ description: "Octets that are there; the next one goes here." }),
  state: z.enum(["open", "complete"]).openapi({
    description: "Messages can attach what is complete.",
  }),
  expires_at: instantSchema.openapi({ description: "When it is removed unless it changes again." }),
}).openapi("Upload");

/** `Upload-Offset` as a request has it. */
export const uploadOffsetSchema = z.string().regex(
  /^\d{1,15}$/,
  schemaText({ en: "Write a number of octets", it: "Scrivi un numero di ottetti" }),
).transform(Number).openapi({
  type: "integer",
  minimum: 0,
  description: "Where the first octet of the body goes: the offset that the upload has now.",
  example: 0,
});
