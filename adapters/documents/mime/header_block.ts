/**
 * The header of an entity, cut into fields.
 *
 * @module
 */
import { MimeFault } from "./limits.ts";
import { ownCopy } from "./octets.ts";
import type { HeaderField } from "./part.ts";

/** RFC 5322 §3.6.8, and §4.5 for white space before the colon. */
const FIELD_NAME = /^([!-9;-~]+)[ \t]*$/;

/** What a header holds. */
export interface HeaderBlock {
  readonly header: readonly HeaderField[];
  /** False where a line is neither a field nor the continuation of one. */
  readonly headerClean: boolean;
}

/**
 * Cuts a header into its fields. A line that is neither a field nor the continuation of one belongs
 * to no field; it stays in the message and is left out here, though it counts for the limit.
 *
 * @param block the header as Latin-1 with its line ends, without the empty line after it
 * @param start offset of the block in the message
 * @param limit the most fields that are accepted
 * @throws {MimeFault} beyond the limit
 */
export function cutHeader(block: string, start: number, limit: number): HeaderBlock {
  const text = ownCopy(block);
  const header: HeaderField[] = [];
  let lines = 0;
  for (let at = 0; at < text.length;) {
    if (++lines > limit) {
      throw new MimeFault(
        "headerFields",
        `Cannot scan message: a header has more than ${limit} fields`,
      );
    }
    const firstLineEnd = endOfLine(text, at);
    const end = endOfField(text, firstLineEnd);
    const field = readField(text, { at, firstLineEnd, end }, start);
    if (field !== undefined) header.push(field);
    at = end;
  }
  return { header, headerClean: header.length === lines };
}

/** Where the line at `at` ends, its LF included. */
export function endOfLine(text: string, at: number): number {
  const lineEnd = text.indexOf("\n", at);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

/** Where the folded lines end that follow upon a line (RFC 5322 §2.2.3). */
export function endOfField(text: string, firstLineEnd: number): number {
  let end = firstLineEnd;
  while (text[end] === " " || text[end] === "\t") end = endOfLine(text, end);
  return end;
}

/** The name of the field that a line begins; undefined where it begins none. */
export function fieldName(line: string): string | undefined {
  const colon = line.indexOf(":");
  return colon < 0 ? undefined : FIELD_NAME.exec(line.slice(0, colon))?.[1];
}

/** Offsets of a line that may be a field, and of the lines that continue it. */
interface FieldLines {
  readonly at: number;
  readonly firstLineEnd: number;
  readonly end: number;
}

function readField(
  text: string,
  { at, firstLineEnd, end }: FieldLines,
  start: number,
): HeaderField | undefined {
  // Within the line alone: to look for a colon in all that follows, line by line, is quadratic.
  const name = fieldName(text.slice(at, firstLineEnd));
  if (name === undefined) return undefined;
  const colon = text.indexOf(":", at);
  let valueEnd = end;
  if (text[valueEnd - 1] === "\n") valueEnd--;
  if (valueEnd < end && text[valueEnd - 1] === "\r") valueEnd--;
  const raw = text.slice(colon + 1, valueEnd);
  return { name, raw, start: start + at, end: start + end };
}
