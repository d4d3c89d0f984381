/**
 * The files of an evidence bundle as data, read without trust (docs/evidence.md has the format).
 *
 * @module
 */
import { z } from "zod";
import { isModest } from "../documents/json_extent.ts";
import { decodeBase64 } from "../merkle/note_text.ts";

/** Values of a JSON file: some 100,000 events with their proofs. */
const MOST_VALUES = 5_000_000;

const text = z.string().max(1000);
const count = z.int().min(0);
/** A name with what nobody sees would be that of a mailbox which never had an event. */
const MAILBOX = /^[^\p{C}\p{Z}@]+@[^\p{C}\p{Z}@]+$/u;

/** Octets in base64, in the one way to write them. */
const octets = z.string().max(100_000).transform((value, context) => {
  const bytes = decodeBase64(value);
  if (bytes) return bytes;
  context.issues.push({ code: "custom", message: "no base64", input: value });
  return z.NEVER;
});

/**
 * An array, of which the first item alone is told that is wrong: a file of a few thousand octets,
 * unpacked, may have millions that are, and to tell them all takes gigabytes.
 */
function listOf<Item>(item: z.ZodType<Item>, most: number): z.ZodType<readonly Item[]> {
  return z.array(z.unknown()).max(most).transform((values, context) => {
    const items: Item[] = [];
    for (const [index, value] of values.entries()) {
      const read = item.safeParse(value);
      if (!read.success) {
        const { path = [], message = "" } = read.error.issues[0] ?? {};
        context.issues.push({ code: "custom", path: [index, ...path], message, input: value });
        return z.NEVER;
      }
      items.push(read.data);
    }
    return items;
  });
}

/** A path from the root, or a consistency proof: the longest has two hashes a level. */
const proof = z.array(octets).max(128);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `manifest.json`. */
export interface Manifest {
  readonly kind: "message" | "extract";
  /** Of a message's bundle: its identificativo. */
  readonly pecId?: string;
  /** Of a holder's extract. */
  readonly mailbox?: string;
  /** Whom it was made for. */
  readonly for: string;
  /** Days of legal time, both included. */
  readonly period?: { readonly from: string; readonly to: string };
  readonly provider: { readonly address: string };
  readonly origin: string;
  /** The key of the log's heads, a vkey. */
  readonly logKey: string;
  readonly files: readonly {
    readonly path: string;
    readonly size: number;
    readonly sha256: string;
  }[];
}

/** See {@link Manifest}. */
export const manifestSchema: z.ZodType<Manifest> = z.object({
  format: z.literal("ceralacca/evidence/1"),
  kind: z.enum(["message", "extract"]),
  pecId: text.exactOptional(),
  mailbox: text.regex(MAILBOX).exactOptional(),
  for: text,
  period: z.object({ from: z.iso.date(), to: z.iso.date() }).exactOptional(),
  provider: z.object({ address: text }),
  origin: text,
  logKey: text,
  files: listOf(z.object({ path: text, size: count, sha256 }), 10_000),
});

/** An event of `log/events.json`. */
export interface ListedEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly number: number;
  readonly form: number;
  readonly at: number;
  readonly name: string;
  /** The JSON text that was committed to; null once it is erased. */
  readonly data: string | null;
  readonly key: Uint8Array | null;
  /** Of an erased event: what is left of it. */
  readonly commitment?: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** All of them. */
export const eventsSchema: z.ZodType<readonly ListedEvent[]> = listOf(
  z.object({
    position: z.int().min(1),
    stream: text,
    version: z.int().min(1),
    number: count,
    form: count,
    at: z.int(),
    name: text,
    data: z.string().nullable(),
    key: octets.nullable(),
    commitment: octets.exactOptional(),
    proof,
  }),
  1_000_000,
);

/** A document of `documents/index.json`. */
export interface ListedDocument {
  readonly path: string;
  /** Value of X-Ricevuta or X-Trasporto; `delivery-status` for an ordinary one. */
  readonly kind: string;
  readonly messageId: string;
  /** Of the event that says that it was issued or received. */
  readonly position: number;
}

/** All of them. */
export const indexSchema: z.ZodType<readonly ListedDocument[]> = listOf(
  z.object({
    path: text,
    kind: text,
    messageId: text,
    position: z.int().min(1),
  }),
  10_000,
);

/** A proof by itself: `log/stamps/NN.consistency.json`. */
export const proofSchema: z.ZodType<readonly Uint8Array[]> = proof;

/** The length of a stream at one day's close. */
export interface ListedLength {
  /** The position of `log.day-closed`; null at the log's beginning, where every stream is empty. */
  readonly closed: number | null;
  /** 0 where there was no such stream yet. */
  readonly version: number;
  readonly leafKey?: Uint8Array | null | undefined;
  /** The leaf in the place of a stream that was not there. */
  readonly other?: { readonly index: Uint8Array; readonly value: Uint8Array } | null | undefined;
  readonly siblings: readonly Uint8Array[];
}

const length: z.ZodType<ListedLength> = z.object({
  closed: z.int().min(1).nullable(),
  version: count,
  leafKey: octets.nullish(),
  other: z.object({ index: octets, value: octets }).nullish(),
  siblings: z.array(octets).max(256),
});

/** `log/lengths.json`. */
export interface ListedLengths {
  readonly from: ListedLength;
  readonly to: ListedLength;
}

/** See {@link ListedLengths}. */
export const lengthsSchema: z.ZodType<ListedLengths> = z.object({ from: length, to: length });

/** As they were submitted, recipients are addresses; once classified, they have a kind. */
export type ListedRecipient = string | { readonly address: string; readonly kind: string };

/** What of an event's data is compared with documents; every kind of event has some of it. */
export interface Facts {
  readonly pecId?: string | undefined;
  readonly messageId?: string | undefined;
  readonly account?: string | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly recipients?: readonly ListedRecipient[] | undefined;
  readonly certified?: {
    readonly pecId: string;
    readonly sender: string;
    readonly recipients: readonly ListedRecipient[];
  } | undefined;
  /** Slices of blobs, which their SHA-256 names. */
  readonly content?:
    | readonly { readonly blob: string; readonly offset: number; readonly length: number }[]
    | undefined;
  /** All in hex, the signature in base64. */
  readonly seal?: {
    readonly certificate: string;
    readonly digest: string;
    /** SHA-256 of all octets but those of an enclosed message. */
    readonly own: string;
    readonly signature: string;
  } | undefined;
}

const recipients = listOf(
  z.union([z.string(), z.object({ address: z.string(), kind: z.string() })]),
  MOST_VALUES,
);

/** See {@link Facts}. */
export const factsSchema: z.ZodType<Facts> = z.object({
  pecId: z.string().optional(),
  messageId: z.string().optional(),
  account: z.string().optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  recipients: recipients.optional(),
  certified: z.object({
    pecId: z.string(),
    sender: z.string(),
    recipients,
  }).optional(),
  // Ropes are stored as arrays of `[blob, offset, length]`.
  content: listOf(
    z.tuple([sha256, count, count]).transform(([blob, offset, length]) => {
      return { blob, offset, length };
    }),
    MOST_VALUES,
  ).optional(),
  seal: z.object({
    certificate: z.string(),
    digest: z.string(),
    own: z.string(),
    signature: z.string(),
  }).optional(),
});

/** What of `log.day-closed` counts for completeness. */
export interface DayClose {
  readonly day: string;
  /** The first position of the day: the one after the last of the day before. */
  readonly first: number;
  /** The last position of the day. */
  readonly last: number;
  /** The root over the lengths of streams. */
  readonly lengths: Uint8Array;
}

/** See {@link DayClose}. */
export const dayClosedSchema: z.ZodType<DayClose> = z.object({
  day: z.iso.date(),
  first: count,
  last: count,
  lengths: octets,
});

/**
 * Reads JSON of a shape.
 *
 * @returns Why it is not of that shape, as a text.
 */
export function parseJson<Shape extends z.ZodType>(
  bytes: Uint8Array,
  shape: Shape,
): Read<z.output<Shape>> {
  const read = readJson(bytes);
  if ("fault" in read) return read;
  const result = shape.safeParse(read.value);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  return { fault: `${issue?.path.join(".") || "the whole"}: ${issue?.message}` };
}

/** What was read; or why it could not be. */
export type Read<Value> = { readonly value: Value } | { readonly fault: string };

/** Reads JSON of any shape, within bounds. */
export function readJson(bytes: Uint8Array): Read<unknown> {
  if (!isModest(bytes, MOST_VALUES)) return { fault: "it is too deep, or has too many values" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { value: JSON.parse(text) };
  } catch (error) {
    // Not UTF-8; no JSON; longer than a string can be.
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError) {
      return { fault: error instanceof SyntaxError ? "it is no JSON" : "it is not UTF-8" };
    }
    throw error;
  }
}
