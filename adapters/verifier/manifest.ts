/**
 * The files of an evidence bundle as data, read without trust (docs/evidence.md has the format).
 *
 * @module
 */
import { z } from "zod";
import { decodeBase64 } from "../merkle/note_text.ts";

const text = z.string().max(1000);
const count = z.int().min(0);

/** Octets in base64, in the one way to write them. */
const octets = z.string().max(100_000).transform((value, context) => {
  const bytes = decodeBase64(value);
  if (bytes) return bytes;
  context.issues.push({ code: "custom", message: "no base64", input: value });
  return z.NEVER;
});

/** A path from the root, or a consistency proof: the longest has two hashes a level. */
const proof = z.array(octets).max(128);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `manifest.json`. */
export const manifestSchema = z.object({
  format: z.literal("ceralacca/evidence/1"),
  kind: z.enum(["message", "extract"]),
  pecId: text.exactOptional(),
  mailbox: text.exactOptional(),
  for: text,
  /** Days of legal time, both included. */
  period: z.object({ from: text, to: text }).exactOptional(),
  made: text,
  provider: z.object({ name: text, domain: text, address: text }),
  origin: text,
  logKey: text,
  files: z.array(z.object({ path: text, size: count, sha256 })).max(10_000),
});
/** See {@linkcode manifestSchema}. */
export type Manifest = z.output<typeof manifestSchema>;

/** `log/events.json`. */
export const eventsSchema = z.array(z.object({
  position: z.int().min(1),
  stream: text,
  version: z.int().min(1),
  number: count,
  form: count,
  at: z.int(),
  name: text,
  data: z.string().nullable(),
  key: octets.nullable(),
  /** Of an erased event: what is left of it. */
  commitment: octets.exactOptional(),
  proof,
})).max(1_000_000);
/** One of them. */
export type ListedEvent = z.output<typeof eventsSchema>[number];

/** `documents/index.json`. */
export const indexSchema = z.array(z.object({
  path: text,
  kind: text,
  messageId: text,
  position: z.int().min(1),
})).max(10_000);
/** One of them. */
export type ListedDocument = z.output<typeof indexSchema>[number];

/** A proof by itself: `log/stamps/NN.consistency.json`. */
export const proofSchema = proof;

const length = z.object({
  /** Null at the log's beginning, where every stream is empty. */
  closed: z.int().min(1).nullable(),
  /** 0 where there was no such stream yet. */
  version: count,
  leafKey: octets.nullish(),
  other: z.object({ index: octets, value: octets }).nullish(),
  siblings: z.array(octets).max(256),
});
/** The length of a stream at one day's close. */
export type ListedLength = z.output<typeof length>;

/** `log/lengths.json`. */
export const lengthsSchema = z.object({ from: length, to: length });

const recipient = z.union([z.string(), z.object({ address: z.string(), kind: z.string() })]);

const certified = z.object({
  pecId: z.string(),
  sender: z.string(),
  recipients: z.array(recipient),
});

/** What of an event's data is compared with documents; every kind of event has some of it. */
export const factsSchema = z.object({
  pecId: z.string().optional(),
  messageId: z.string().optional(),
  account: z.string().optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  recipients: z.array(recipient).optional(),
  certified: certified.optional(),
  /** Ropes are stored as arrays of `[blob, offset, length]`. */
  content: z.array(
    z.tuple([sha256, count, count]).transform(([blob, offset, length]) => {
      return { blob, offset, length };
    }),
  ).optional(),
  seal: z.object({
    certificate: z.string(),
    digest: z.string(),
    /** SHA-256 of all octets but those of an enclosed message. */
    own: z.string(),
    signature: z.string(),
  }).optional(),
});
/** See {@linkcode factsSchema}. */
export type Facts = z.output<typeof factsSchema>;

/** What of `log.day-closed` counts for completeness. */
export const dayClosedSchema = z.object({ day: text, last: count, lengths: octets });

/**
 * Reads JSON of a shape.
 *
 * @returns Why it is not of that shape, as a text.
 */
export function parseJson<Shape extends z.ZodType>(
  bytes: Uint8Array,
  shape: Shape,
): { readonly value: z.output<Shape> } | { readonly fault: string } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const result = shape.safeParse(JSON.parse(text));
    if (result.success) return { value: result.data };
    const [issue] = result.error.issues;
    return { fault: `${issue?.path.join(".") || "the whole"}: ${issue?.message}` };
  } catch (error) {
    // Not UTF-8; no JSON; longer than a string can be.
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError) {
      return { fault: error instanceof SyntaxError ? "it is no JSON" : "it is not UTF-8" };
    }
    throw error;
  }
}
