/**
 * Sections of a message as FETCH BODY[…] names them (RFC 9051 §6.4.5.1), as ranges of its bytes:
 * nothing is read to find them.
 *
 * @module
 */
import { octetsOf } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";
import type { ByteRange, MessageContent } from "./content.ts";
import { isMessage, isMultipart, partsWithin } from "./structure.ts";

/** What of a part; null stands for the whole part. */
export type SectionText =
  | { readonly of: "HEADER" | "MIME" | "TEXT" }
  | {
    readonly of: "HEADER.FIELDS" | "HEADER.FIELDS.NOT";
    /** In lower case. */
    readonly fields: readonly string[];
  };

/** A section's octets in their order: ranges of the message, and literal text in ASCII. */
export type Piece = ByteRange | string;

/** A part of a message as its number names it. */
export interface NumberedPart {
  /** The part itself: what MIME speaks of. */
  readonly part: MimePart;
  /** The message that HEADER and TEXT speak of: the one enclosed in the part; none in others. */
  readonly message: MimePart | null;
}

/** The part of a number such as [2, 1]; the message itself for none. Null where there is none. */
export function partAt(root: MimePart, number: readonly number[]): NumberedPart | null {
  let found: NumberedPart = { part: root, message: root };
  for (const index of number) {
    const holder = found.message ?? found.part;
    const part = isMultipart(holder)
      ? partsWithin(holder)[index - 1]
      // A message that is no multipart has a part 1: its body.
      : index === 1 && found.message !== null
      ? holder
      : undefined;
    if (part === undefined) return null;
    found = { part, message: isMessage(part) ? partsWithin(part)[0]! : null };
  }
  return found;
}

/**
 * Where the octets of a section are.
 *
 * @param number of the part, empty for the message itself
 * @param text null for the whole
 * @returns null where the message has no such section
 */
export function sectionPieces(
  root: MimePart,
  number: readonly number[],
  text: SectionText | null,
): readonly Piece[] | null {
  const found = partAt(root, number);
  if (found === null) return null;
  const { part, message } = found;
  if (text === null) {
    return [{ start: number.length === 0 ? part.start : part.bodyStart, end: part.end }];
  }
  if (text.of === "MIME") return number.length === 0 ? null : [headerOf(part)];
  if (message === null) return null;
  switch (text.of) {
    case "HEADER":
      return [headerOf(message)];
    case "TEXT":
      return [{ start: message.bodyStart, end: message.end }];
    case "HEADER.FIELDS":
      return chosenFields(message, new Set(text.fields));
    case "HEADER.FIELDS.NOT":
      return otherFields(message, new Set(text.fields));
  }
}

/** The header with its empty line. */
function headerOf({ start, bodyStart }: MimePart): ByteRange {
  return { start, end: bodyStart };
}

/** The fields of a message that are asked for; a delimiter may have cut off the last line end. */
function* fieldRanges(message: MimePart, names: ReadonlySet<string>): Generator<ByteRange> {
  for (const { name, start, end } of message.header) {
    if (names.has(name.toLowerCase())) yield { start, end: Math.min(end, message.bodyStart) };
  }
}

/** RFC 9051 §6.4.5.1: the empty line is part of every subset, unless the message has none. */
function chosenFields(message: MimePart, names: ReadonlySet<string>): Piece[] {
  const pieces: { start: number; end: number }[] = [];
  for (const { start, end } of fieldRanges(message, names)) {
    const last = pieces.at(-1);
    if (last?.end === start) last.end = end;
    else pieces.push({ start, end });
  }
  const headerEnd = message.header.at(-1)?.end ?? message.start;
  return headerEnd < message.bodyStart ? [...pieces, "\r\n"] : pieces;
}

function otherFields(message: MimePart, names: ReadonlySet<string>): Piece[] {
  const pieces: Piece[] = [];
  let at = message.start;
  for (const { start, end } of fieldRanges(message, names)) {
    if (at < start) pieces.push({ start: at, end: start });
    at = end;
  }
  return at < message.bodyStart ? [...pieces, { start: at, end: message.bodyStart }] : pieces;
}

/** Octets of pieces in all. */
export function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((length, piece) => length + pieceLength(piece), 0);
}

/** The octets from `offset` on, at most `length` of them: `<offset.length>` (RFC 9051 §6.4.5). */
export function cutPieces(pieces: readonly Piece[], offset: number, length: number): Piece[] {
  const cut: Piece[] = [];
  const stop = offset + length;
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(offset - at, 0);
    const to = Math.min(stop - at, pieceLength(piece));
    if (from < to) cut.push(slice(piece, from, to));
    at += pieceLength(piece);
  }
  return cut;
}

function pieceLength(piece: Piece): number {
  return typeof piece === "string" ? piece.length : piece.end - piece.start;
}

function slice(piece: Piece, from: number, to: number): Piece {
  if (typeof piece === "string") return piece.slice(from, to);
  return { start: piece.start + from, end: piece.start + to };
}

/** Reads pieces, one range after the other. */
export async function* readPieces(
  content: Pick<MessageContent, "read">,
  pieces: readonly Piece[],
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (typeof piece === "string") yield octetsOf(piece);
    else yield* content.read(piece.start, piece.end);
  }
}
