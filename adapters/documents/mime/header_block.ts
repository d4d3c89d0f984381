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

/**
 * The fields of a header. A line that is neither a field nor the continuation of one belongs to
 * no field; it stays in the message and is left out here.
 *
 * @param block the header as Latin-1 with its line ends, without the empty line after it
 * @param start offset of the block in the message
 * @param limit the most fields that are accepted
 * @throws {MimeFault} beyond the limit
 */
export function cutFields(block: string, start: number, limit: number): HeaderField[] {
  const text = ownCopy(block);
  const fields: HeaderField[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfField(text, at);
    const field = readField(text, at, end, start);
    if (field !== undefined) fields.push(field);
    if (fields.length > limit) {
      throw new MimeFault(
        "headerFields",
        `Cannot scan message: a header has more than ${limit} fields`,
      );
    }
    at = end;
  }
  return fields;
}

/** Where the line at `at` ends together with the folded lines after it (RFC 5322 §2.2.3). */
function endOfField(text: string, at: number): number {
  for (let from = at;;) {
    const lineEnd = text.indexOf("\n", from);
    if (lineEnd < 0) return text.length;
    const next = text[lineEnd + 1];
    if (next !== " " && next !== "\t") return lineEnd + 1;
    from = lineEnd + 1;
  }
}

function readField(
  text: string,
  at: number,
  end: number,
  start: number,
): HeaderField | undefined {
  const firstLineEnd = text.indexOf("\n", at);
  const colon = text.indexOf(":", at);
  if (colon < 0 || colon >= end || (firstLineEnd >= 0 && colon > firstLineEnd)) return undefined;
  const name = FIELD_NAME.exec(text.slice(at, colon))?.[1];
  if (name === undefined) return undefined;
  let valueEnd = end;
  if (text[valueEnd - 1] === "\n") valueEnd--;
  if (valueEnd < end && text[valueEnd - 1] === "\r") valueEnd--;
  return { name, raw: text.slice(colon + 1, valueEnd), start: start + at, end: start + end };
}
