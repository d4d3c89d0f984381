/**
 * Header fields as SEARCH compares them (RFC 9051 §6.4.4): in Unicode, decoded and unfolded.
 *
 * @module
 */
import { decodedText, fields } from "../mime/headers.ts";
import type { MimePart } from "../mime/part.ts";

/**
 * The values of all fields of a name, for HEADER, and so for FROM, TO, CC, BCC and SUBJECT. Where
 * there is none, not even the empty text is found.
 *
 * @param name in any case
 */
export function headerTexts(root: MimePart, name: string): string[] {
  return fields(root, name).map(decodedText);
}

/**
 * The whole header as text, for TEXT: a line for every field.
 *
 * @param limit the most characters
 */
export function headerText(root: MimePart, limit: number): string {
  let text = "";
  for (const field of root.header) {
    text += `${field.name}: ${decodedText(field)}\n`;
    if (text.length >= limit) return text.slice(0, limit);
  }
  return text;
}
