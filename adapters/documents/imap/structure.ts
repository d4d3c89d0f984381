/**
 * The structure of a stored message. No message is unreadable: what goes beyond the limits is
 * shown as one text.
 *
 * @module
 */
import { describeContent } from "../mime/content_fields.ts";
import { cutHeader } from "../mime/header_block.ts";
import { MimeFault, type MimeLimits } from "../mime/limits.ts";
import { concat, latin1 } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";
import { MimeScanner } from "../mime/scanner.ts";
import type { ReadBytes } from "./content.ts";

/** Above those of incoming mail: what has been stored, or brought by a program, is to be read. */
export const readingLimits: MimeLimits = {
  depth: 100,
  parts: 20_000,
  headerBytes: 2 * 1024 * 1024,
  totalHeaderBytes: 16 * 1024 * 1024,
  headerFields: 50_000,
};

/** Octets in which the header of a message beyond the limits is looked for. */
const OPAQUE_HEADER = 64 * 1024;

/** The types whose one child is a message (RFC 9051 §6.4.5.1). */
const MESSAGE_TYPES: ReadonlySet<string> = new Set(["message/rfc822", "message/global"]);

/** Whether a part is a multipart; its parts bear the numbers from 1 on. */
export function isMultipart(part: MimePart): boolean {
  return part.type.startsWith("multipart/");
}

/** Whether a part encloses a message, with a header and a text of its own. */
export function isMessage(part: MimePart): boolean {
  return MESSAGE_TYPES.has(part.type);
}

/**
 * Scans a stored message. Beyond {@linkcode readingLimits} it becomes a text/plain with the fields
 * that stand in its first 64 KiB.
 *
 * @param size octets of the message
 */
export async function readStructure(size: number, read: ReadBytes): Promise<MimePart> {
  const scanner = new MimeScanner(readingLimits);
  try {
    for await (const chunk of read(0, size)) scanner.push(chunk);
    return scanner.end();
  } catch (error) {
    if (error instanceof MimeFault) return await opaqueStructure(size, read);
    throw error;
  }
}

async function opaqueStructure(size: number, read: ReadBytes): Promise<MimePart> {
  const start = latin1(concat(await Array.fromAsync(read(0, Math.min(size, OPAQUE_HEADER)))));
  const empty = /\r?\n\r?\n/.exec(start);
  // Without an end of the header nothing of the message is left out of the text.
  const bodyStart = empty === null ? 0 : empty.index + empty[0].length;
  const lines = empty === null
    ? start.slice(0, start.lastIndexOf("\n") + 1)
    : start.slice(0, bodyStart);
  const { header, headerClean } = cutHeader(lines, 0, Infinity);
  const own = header.filter(({ name }) => !/^content-/i.test(name));
  return {
    ...describeContent([], "text/plain"),
    start: 0,
    bodyStart,
    end: size,
    header: own,
    headerClean,
    children: [],
    closed: true,
  };
}

/**
 * The parts that IMAP knows of a part. There is always one in a multipart and in a message: clients
 * cannot read the list of none (RFC 9051 §9: `1*body`), and a message that came in base64 was not
 * scanned.
 */
export function partsWithin(part: MimePart): readonly MimePart[] {
  if (part.children.length > 0) return part.children;
  if (isMultipart(part)) return [bodyOnly(part.end, part.end)];
  return isMessage(part) ? [bodyOnly(part.bodyStart, part.end)] : [];
}

/** A text without a header. */
function bodyOnly(start: number, end: number): MimePart {
  return {
    ...describeContent([], "text/plain"),
    start,
    bodyStart: start,
    end,
    header: [],
    headerClean: true,
    children: [],
    closed: true,
  };
}
