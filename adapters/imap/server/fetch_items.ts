/**
 * The data items of FETCH (RFC 9051 §7.5.2).
 *
 * @module
 */
import { binarySection } from "../../documents/imap/binary.ts";
import {
  cutPieces,
  lengthOf,
  type Piece,
  readPieces,
  sectionPieces,
} from "../../documents/imap/section.ts";
import { emailIdOf, type Era } from "../../mailboxes/era.ts";
import type { FactName } from "../../mailboxes/index/reader.ts";
import { renderFlags } from "./flags.ts";
import type { FetchItem, Partial, Section } from "./grammar/ast.ts";
import { dateTime, utf8String } from "./grammar/text.ts";
import { HEADER, headerItem, isOfHeader } from "./header_items.ts";
import type { MessageSource } from "./message_source.ts";
import type { Output } from "./output.ts";

/** A part is encoded in a way that nobody here can decode (RFC 3516 §4.3). */
export class UnknownEncoding extends Error {
  override readonly name = "UnknownEncoding";
}

/** The facts of a message that an item needs. */
export function factsFor(item: FetchItem): readonly FactName[] {
  switch (item.item) {
    case "ENVELOPE":
      return ["envelope"];
    case "BODY":
      return ["body"];
    case "BODYSTRUCTURE":
      return ["bodystructure"];
    case "PREVIEW":
      return ["preview"];
    default:
      return isOfHeader(item) ? ["header"] : [];
  }
}

/** Whether an item tells of content that was read: it sets \Seen (RFC 9051 §6.4.5). */
export function marksSeen(item: FetchItem): boolean {
  switch (item.item) {
    case "RFC822":
    case "RFC822.TEXT":
      return true;
    case "BODY[]":
    case "BINARY[]":
      return !item.peek;
    default:
      return false;
  }
}

/**
 * Makes sure that an item can be told, before any of the response is written.
 *
 * @throws {UnknownEncoding}
 */
export async function checkItem(item: FetchItem, source: MessageSource): Promise<void> {
  if (item.item === "BINARY[]" || item.item === "BINARY.SIZE[]") {
    await decodedSection(item.part, source);
  }
}

/** An item that can be told without reading the message; null for others. */
export function listedItem(
  item: FetchItem,
  { message, facts }: Pick<MessageSource, "facts" | "message">,
  era: Era,
): string | null {
  switch (item.item) {
    case "EMAILID":
      return `EMAILID (${emailIdOf(era, message.email)})`;
    case "FLAGS":
      return `FLAGS (${renderFlags(message.flags)})`;
    case "INTERNALDATE":
      return `INTERNALDATE ${dateTime(message.received)}`;
    case "MODSEQ":
      return `MODSEQ (${message.modseq})`;
    case "RFC822.SIZE":
      return `RFC822.SIZE ${message.size}`;
    case "SAVEDATE":
      return `SAVEDATE ${dateTime(message.saved)}`;
    case "THREADID":
      return "THREADID NIL";
    case "UID":
      return `UID ${message.uid}`;
    case "ENVELOPE":
      return `ENVELOPE ${facts.envelope ?? "NIL"}`;
    case "BODY":
      return `BODY ${facts.body ?? "NIL"}`;
    case "BODYSTRUCTURE":
      return `BODYSTRUCTURE ${facts.bodystructure ?? "NIL"}`;
    case "PREVIEW":
      return `PREVIEW ${utf8String(facts.preview ?? null)}`;
    default:
      return facts.header ? headerItem(item, facts.header) : null;
  }
}

/** Writes an item that has to be read. */
export async function writeItem(
  item: FetchItem,
  source: MessageSource,
  out: Output,
): Promise<void> {
  switch (item.item) {
    case "RFC822":
      return await writeSection("RFC822", WHOLE, null, source, out);
    case "RFC822.HEADER":
      return await writeSection("RFC822.HEADER", HEADER, null, source, out);
    case "RFC822.TEXT":
      return await writeSection("RFC822.TEXT", TEXT, null, source, out);
    case "BODY[]": {
      const { section, partial } = item;
      return await writeSection(`BODY[${section.written}]`, section, partial, source, out);
    }
    case "BINARY[]":
      return await writeBinary(item.part, item.partial, source, out);
    case "BINARY.SIZE[]": {
      const section = await decodedSection(item.part, source);
      const size = section === null ? 0 : (await section.measure()).size;
      out.text(`BINARY.SIZE[${item.part.join(".")}] ${size}`);
      return;
    }
    default:
      throw new Error(`Cannot read ${item.item}: it is no content`);
  }
}

const WHOLE: Section = { part: [], text: null, written: "" };
const TEXT: Section = { part: [], text: { of: "TEXT" }, written: "TEXT" };

async function writeSection(
  name: string,
  section: Section,
  partial: Partial | null,
  source: MessageSource,
  out: Output,
): Promise<void> {
  const label = partial === null ? name : `${name}<${partial.offset}>`;
  const pieces = await piecesOf(section, source);
  if (pieces === null) return out.text(`${label} NIL`);
  const told = cut(pieces, partial);
  out.text(`${label} {${lengthOf(told)}}\r\n`);
  for await (const chunk of readPieces(source, told)) {
    out.bytes(withoutNul(chunk));
    if (out.full) await out.spill();
  }
}

/** RFC 9051 §4.3: NUL stands in no literal but those of BINARY. */
function withoutNul(octets: Uint8Array): Uint8Array {
  return octets.includes(0) ? octets.map((octet) => octet === 0 ? 0x80 : octet) : octets;
}

async function piecesOf(
  { part, text }: Section,
  source: MessageSource,
): Promise<readonly Piece[] | null> {
  if (part.length === 0 && text === null) return [{ start: 0, end: source.size }];
  await source.scan();
  return sectionPieces(source.root, part, text);
}

function cut(pieces: readonly Piece[], partial: Partial | null): readonly Piece[] {
  return partial === null ? pieces : cutPieces(pieces, partial.offset, partial.length);
}

async function writeBinary(
  part: readonly number[],
  partial: Partial | null,
  source: MessageSource,
  out: Output,
): Promise<void> {
  const name = `BINARY[${part.join(".")}]${partial === null ? "" : `<${partial.offset}>`}`;
  const section = await decodedSection(part, source);
  if (section === null) return out.text(`${name} NIL`);
  const { size, nul } = await section.measure();
  const offset = Math.min(partial?.offset ?? 0, size);
  const length = Math.min(partial?.length ?? size, size - offset);
  out.text(`${name} ${nul ? "~" : ""}{${length}}\r\n`);
  for await (const chunk of section.read(offset, length)) {
    out.bytes(chunk);
    if (out.full) await out.spill();
  }
}

async function decodedSection(part: readonly number[], source: MessageSource) {
  await source.scan();
  const section = binarySection(source, part);
  if (section === "unknown-cte") throw new UnknownEncoding();
  return section;
}
