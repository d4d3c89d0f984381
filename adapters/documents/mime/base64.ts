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
