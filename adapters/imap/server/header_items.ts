/**
 * Data items of FETCH that the header of a message tells alone: the index has it, so that nothing of
 * the message is read.
 *
 * @module
 */
import { readingLimits } from "../../documents/imap/structure.ts";
import { cutPieces, type Piece, sectionPieces } from "../../documents/imap/section.ts";
import { cutHeader } from "../../documents/mime/header_block.ts";
import { latin1 } from "../../documents/mime/octets.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import type { FetchItem, Partial, Section } from "./grammar/ast.ts";
import { literal } from "./grammar/text.ts";

/** RFC822.HEADER stands for it (RFC 9051 §6.4.5). */
export const HEADER: Section = { part: [], text: { of: "HEADER" }, written: "HEADER" };

/** Whether the header of the message is all that an item needs. */
export function isOfHeader(item: FetchItem): boolean {
  if (item.item === "RFC822.HEADER") return true;
  if (item.item !== "BODY[]") return false;
  const { part, text } = item.section;
  return part.length === 0 && text !== null && text.of !== "TEXT" && text.of !== "MIME";
}

/**
 * An item that {@linkcode isOfHeader}; null for others.
 *
 * @param header its octets with the empty line
 */
export function headerItem(item: FetchItem, header: Uint8Array): string | null {
  if (!isOfHeader(item)) return null;
  if (item.item === "RFC822.HEADER") return `RFC822.HEADER ${told(HEADER, null, header)}`;
  if (item.item !== "BODY[]") return null;
  const { section, partial } = item;
  const origin = partial === null ? "" : `<${partial.offset}>`;
  return `BODY[${section.written}]${origin} ${told(section, partial, header)}`;
}

/** RFC 9051 §4.3: NUL stands in no literal but those of BINARY. */
function told({ text }: Section, partial: Partial | null, header: Uint8Array): string {
  const octets = latin1(header);
  const pieces = sectionPieces(headerPart(octets), [], text) ?? [];
  const cut = partial === null ? pieces : cutPieces(pieces, partial.offset, partial.length);
  return literal(textOf(cut, octets).replaceAll("\0", "\x80"));
}

/** A header as an entity without a body. */
function headerPart(header: string): MimePart {
  return {
    start: 0,
    bodyStart: header.length,
    end: header.length,
    ...cutHeader(header, 0, readingLimits.headerFields),
    type: "text/plain",
    parameters: new Map(),
    disposition: "",
    dispositionParameters: new Map(),
    encoding: "7bit",
    children: [],
    closed: true,
  };
}

function textOf(pieces: readonly Piece[], header: string): string {
  let text = "";
  for (const piece of pieces) {
    text += typeof piece === "string" ? piece : header.slice(piece.start, piece.end);
  }
  return text;
}
