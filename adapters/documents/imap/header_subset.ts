/**
 * HEADER.FIELDS and HEADER.FIELDS.NOT of a header that is at hand (RFC 9051 §6.4.5.1). Programs ask
 * for them of whole folders, so that nothing is built here but the answer.
 *
 * @module
 */
import { endOfField, endOfLine, fieldName } from "../mime/header_block.ts";
import type { SectionText } from "./section.ts";

/**
 * The fields that are asked for, as they stand there; the empty line is part of every subset.
 *
 * @param header as Latin-1 with its empty line, if it has one
 */
export function headerSubset(
  header: string,
  { of, fields }: Extract<SectionText, { readonly fields: unknown }>,
): string {
  const names = new Set(fields);
  const named = of === "HEADER.FIELDS";
  let subset = "";
  for (let at = 0; at < header.length;) {
    const firstLineEnd = endOfLine(header, at);
    const line = header.slice(at, firstLineEnd);
    if (line === "\r\n" || line === "\n") return `${subset}${line}`;
    const end = endOfField(header, firstLineEnd);
    const name = fieldName(line)?.toLowerCase();
    if ((name !== undefined && names.has(name)) === named) subset += header.slice(at, end);
    at = end;
  }
  return subset;
}
