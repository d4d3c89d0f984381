/**
 * Data items of FETCH that the header of a message tells alone: the index has it, so that nothing of
 * the message is read.
 *
 * @module
 */
import { headerSubset } from "../../documents/imap/header_subset.ts";
import { latin1 } from "../../documents/mime/octets.ts";
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

function told({ text }: Section, partial: Partial | null, header: Uint8Array): string {
  const octets = latin1(header);
  const wanted = text !== null && "fields" in text ? headerSubset(octets, text) : octets;
  const { offset, length } = partial ?? { offset: 0, length: wanted.length };
  // RFC 9051 §4.3: NUL stands in no literal but those of BINARY.
  return literal(wanted.slice(offset, offset + length).replaceAll("\0", "\x80"));
}
