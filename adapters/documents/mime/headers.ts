/**
 * Reading the header of an entity.
 *
 * @module
 */
import { decodeEncodedWords } from "./encoded_words.ts";
import { readUtf8, trimBlanks } from "./octets.ts";
import type { HeaderField, MimePart } from "./part.ts";

/** All fields of a name, in any case, in their order. */
export function fields(part: MimePart, name: string): HeaderField[] {
  const key = name.toLowerCase();
  return part.header.filter((field) => field.name.toLowerCase() === key);
}

/** The first field of a name, in any case. */
export function field(part: MimePart, name: string): HeaderField | undefined {
  const key = name.toLowerCase();
  return part.header.find((field) => field.name.toLowerCase() === key);
}

/** The value on one line (RFC 5322 §2.2.3), without blanks around it, as Latin-1. */
export function unfolded(field: HeaderField): string {
  return trimBlanks(field.raw.replace(/\r?\n/g, ""));
}

/** The value as people read it: raw UTF-8 (RFC 6532) and encoded words (RFC 2047) decoded. */
export function decodedText(field: HeaderField): string {
  return decodeEncodedWords(readUtf8(unfolded(field)));
}

/**
 * The file name that a part goes by: `filename` of Content-Disposition, or else `name` of
 * Content-Type. Many senders put encoded words there against RFC 2047 §5, so they are decoded.
 */
export function fileName(part: MimePart): string | undefined {
  const name = part.dispositionParameters.get("filename") ?? part.parameters.get("name");
  return name === undefined ? undefined : decodeEncodedWords(name);
}
