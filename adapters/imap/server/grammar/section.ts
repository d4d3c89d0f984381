/**
 * Sections of BODY[…] and BINARY[…] (RFC 9051 §6.4.5).
 *
 * @module
 */
import type { Partial, Section, SectionText } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { malformed, tooMuch } from "./fault.ts";
import { astring } from "./text.ts";

// The longer names stand first, so that they are not taken for the shorter ones.
const TEXT = /HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME/yi;
/** RFC 5322 §2.2: printable ASCII but the colon. */
const FIELD_NAME = /^[!-9;-~]+$/;

/** A section with its closing bracket. */
export function section(cursor: Cursor): Section {
  const part = partNumbers(cursor);
  const prefix = part.length === 0 ? "" : `${part.join(".")}.`;
  const needsText = prefix !== "" && cursor.takes(".");
  const of = prefix === "" || needsText ? textName(cursor) : undefined;
  if (needsText && of === undefined) throw malformed("there is no such section");
  // RFC 9051 §6.4.5.1: MIME is of a part, never of the message itself.
  if (prefix === "" && of === "MIME") throw malformed("only a part has MIME");
  const section = of === undefined
    ? { part, text: null, written: part.join(".") }
    : { part, ...sectionText(cursor, of, prefix) };
  cursor.expect("]");
  return section;
}

function textName(cursor: Cursor): SectionText["of"] | undefined {
  // The expression matches nothing else.
  return cursor.match(TEXT)?.[0].toUpperCase() as SectionText["of"] | undefined;
}

function sectionText(
  cursor: Cursor,
  of: SectionText["of"],
  prefix: string,
): { readonly text: SectionText; readonly written: string } {
  if (of !== "HEADER.FIELDS" && of !== "HEADER.FIELDS.NOT") {
    return { text: { of }, written: prefix + of };
  }
  cursor.space();
  cursor.expect("(");
  const names = cursor.sequence("header fields", () => fieldName(cursor));
  cursor.expect(")");
  return {
    text: { of, fields: names.map((name) => name.toLowerCase()) },
    written: `${prefix}${of} (${names.map(astring).join(" ")})`,
  };
}

/** The name of a header field, as written. */
function fieldName(cursor: Cursor): string {
  const name = cursor.astring("the name of a header field");
  if (!FIELD_NAME.test(name)) throw malformed("this is not the name of a header field");
  return name;
}

function partNumbers(cursor: Cursor): number[] {
  const part: number[] = [];
  if (!cursor.match(/(?=\d)/y)) return part;
  do {
    if (part.length >= cursor.context.limits.depth) throw tooMuch("a part lies too deep");
    part.push(cursor.positive());
  } while (cursor.match(/\.(?=\d)/y));
  return part;
}

/** `2.1` with its closing bracket, or the closing bracket alone. */
export function binaryPart(cursor: Cursor): number[] {
  const part = partNumbers(cursor);
  cursor.expect("]");
  return part;
}

/** `<offset.length>`, or null if there is none. */
export function partial(cursor: Cursor): Partial | null {
  if (!cursor.takes("<")) return null;
  const offset = cursor.long();
  cursor.expect(".");
  const length = cursor.long();
  if (length === 0) throw malformed("a number is zero");
  cursor.expect(">");
  return { offset, length };
}
