/**
 * Octets as strings: Latin-1, where one character is one octet, and what people meant by them.
 *
 * @module
 */
import { Buffer } from "node:buffer";

const encoder = new TextEncoder();
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The octets as a string of the same length, each character U+0000 to U+00FF. */
export function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("latin1");
}

/** The octets of a Latin-1 string; of a higher character only the low eight bits remain. */
export function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  // Most text is ASCII, where UTF-8 has the same octets; TextEncoder is 20 times as fast.
  const ascii = encoder.encode(text);
  if (ascii.length === text.length) return ascii;
  const octets = new Uint8Array(text.length);
  Buffer.from(octets.buffer).write(text, "latin1");
  return octets;
}

/**
 * A copy that stands alone. V8 keeps a slice as a reference into the string that it was cut from,
 * so that one header field would hold a whole chunk of the message in memory.
 */
export function ownCopy(text: string): string {
  return latin1(octetsOf(text));
}

/**
 * A Latin-1 string read as UTF-8 (RFC 6532) where its octets are valid UTF-8; otherwise, and where
 * the text is not Latin-1 at all, the string itself.
 */
export function readUtf8(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (!/[\x80-\xff]/.test(text) || /[^\x00-\xff]/.test(text)) return text;
  try {
    return utf8.decode(octetsOf(text));
  } catch {
    return text;
  }
}

/**
 * The text without spaces and tabs around it. String.trim would also take U+00A0, which is the
 * second octet of a UTF-8 `à`; a regular expression is quadratic in runs of blanks.
 */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Joins octet arrays into one. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
