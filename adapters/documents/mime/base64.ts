/**
 * Base64 as a content transfer encoding (RFC 2045 §6.8).
 *
 * @module
 */
import { concat, latin1, octetsOf } from "./octets.ts";

/** Characters of a line (RFC 2045 §6.8). */
const LINE = 76;

/**
 * The octets behind a base64 body. Characters outside the alphabet are ignored (RFC 2045 §6.8),
 * bodies glued together after their padding decode one after the other, and a last group of one
 * character, which holds no octet, is dropped.
 */
export function decodeBase64(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = latin1(body);
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return concat(text.replace(/[^A-Za-z0-9+/=]+/g, "").split(/=+/).map(decodeGroups));
  }
}

function decodeGroups(groups: string): Uint8Array {
  return Uint8Array.fromBase64(groups.length % 4 === 1 ? groups.slice(0, -1) : groups);
}

/** Base64 in lines of 76 characters, each with its CRLF; nothing for no octets. */
export function encodeBase64(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = content.toBase64();
  let lines = "";
  for (let at = 0; at < text.length; at += LINE) lines += `${text.slice(at, at + LINE)}\r\n`;
  return octetsOf(lines);
}

/** Octets of a whole line. */
const LINE_OCTETS = LINE / 4 * 3;

/** What {@linkcode encodeBase64} makes of the chunks together, as they come. */
export async function* streamBase64(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const octets = rest.length === 0 ? chunk : concat([rest, chunk]);
    const whole = octets.length - octets.length % LINE_OCTETS;
    // A copy: the chunk may be its maker's to use again.
    rest = octets.slice(whole);
    if (whole > 0) yield encodeBase64(octets.subarray(0, whole));
  }
  if (rest.length > 0) yield encodeBase64(rest);
}

/** How many octets {@linkcode encodeBase64} makes of so many. */
export function base64Length(octets: number): number {
  return Math.ceil(octets / 3) * 4 + Math.ceil(octets / LINE_OCTETS) * 2;
}
