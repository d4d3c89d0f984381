/**
 * The attachments of a message, measured.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { decodedBytes } from "../../documents/imap/part_text.ts";
import { field, fileName, unfolded } from "../../documents/mime/headers.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import { RecentlyUsed } from "../../documents/smime/recently_used.ts";
import type { Rope } from "../../../events/rope.ts";
import type { ReadableMessage } from "./enclosed.ts";
import { shownParts } from "./parts.ts";

/** An attachment. */
export interface Attachment {
  /** 1, 2, 3 … */
  readonly index: number;
  readonly filename: string | null;
  /** As the sender says. */
  readonly contentType: string;
  /** Whether the sender wants it shown within the text. */
  readonly inline: boolean;
  /** Without angle brackets. */
  readonly contentId: string | null;
  /** Octets, decoded. */
  readonly size: number;
  /** Of the decoded octets, in hexadecimal. */
  readonly sha256: string;
}

/** What is known of an attachment once its content has been read. */
type Measure = Pick<Attachment, "size" | "sha256">;

/** Messages whose measures are remembered: measuring reads them whole. */
const REMEMBERED = 200;

const measured = new RecentlyUsed<readonly Measure[]>(REMEMBERED);

/** Characters of a name, a type or a Content-ID that are told. */
const LONGEST = 255;

/**
 * The attachments of a message.
 *
 * @param rope what the message lies in: it never changes.
 * @throws {MissingBlob} when the message is gone.
 */
export async function attachmentsOf(rope: Rope, message: ReadableMessage): Promise<Attachment[]> {
  const { attachments } = shownParts(message.root);
  const key = JSON.stringify(rope);
  const measures = measured.get(key) ?? await measure(message, attachments);
  measured.set(key, measures);
  return attachments.map((part, at) => ({
    index: at + 1,
    filename: shortened(fileName(part)),
    contentType: part.type.slice(0, LONGEST),
    inline: part.disposition === "inline" || (part.disposition === "" && contentId(part) !== null),
    contentId: contentId(part),
    ...measures[at]!,
  }));
}

/** The Content-ID of a part, without angle brackets; null for none. */
export function contentId(part: MimePart): string | null {
  const found = field(part, "Content-ID");
  return found ? shortened(/<([^<>]+)>/.exec(unfolded(found))?.[1]) : null;
}

async function measure(message: ReadableMessage, parts: readonly MimePart[]): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const part of parts) {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of decodedBytes(message, part)) {
      hash.update(chunk);
      size += chunk.length;
    }
    measures.push({ size, sha256: hash.digest("hex") });
  }
  return measures;
}

function shortened(text: string | undefined): string | null {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  const line = text?.replace(/[\0-\x1f\x7f-\x9f]+/g, " ").trim().slice(0, LONGEST);
  return line ? line.toWellFormed() : null;
}
