/**
 * Names of folders as octets: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 once the client has
 * enabled it (RFC 6855 §3, RFC 9051 §5.1).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { octetsOf } from "../../../documents/mime/octets.ts";

/** How names are written in a session. */
export type NameEncoding = "modified UTF-7" | "UTF-8";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Octets, as Latin-1 text, read as UTF-8; null where they are none. */
export function decodeUtf8(octets: string): string | null {
  if (!/[^ -~]/.test(octets)) return octets;
  try {
    return utf8.decode(octetsOf(octets));
  } catch {
    return null;
  }
}

/** The octets of a text in UTF-8, as Latin-1 text. */
export function encodeUtf8(text: string): string {
  return /[^ -~]/.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/**
 * The name behind octets (as Latin-1 text); null where they are none. Octets beyond ASCII are read
 * as UTF-8 in any session, because clients send them before they have enabled it.
 */
export function decodeName(octets: string, encoding: NameEncoding): string | null {
  if (encoding === "UTF-8" || /[^\0-\x7f]/.test(octets)) return decodeUtf8(octets);
  return octets.includes("&") ? decodeUtf7(octets) : octets;
}

/** The octets of a name, as Latin-1 text. */
export function encodeName(name: string, encoding: NameEncoding): string {
  return encoding === "UTF-8" ? encodeUtf8(name) : encodeUtf7(name);
}

function encodeUtf7(name: string): string {
  return name.replace(/&|[^ -~]+/g, (run) => {
    if (run === "&") return "&-";
    const units = Buffer.from(run, "utf16le").swap16();
    return `&${units.toString("base64").replace(/=+$/, "").replaceAll("/", ",")}-`;
  });
}

/** Only the one right spelling of a name is read, so that no two spellings mean one folder. */
function decodeUtf7(octets: string): string | null {
  const name = octets.replace(/&([A-Za-z0-9+,]*)-/g, (_, shifted: string) => {
    if (shifted === "") return "&";
    const units = Buffer.from(shifted.replaceAll(",", "/"), "base64");
    return units.subarray(0, units.length & ~1).swap16().toString("utf16le");
  });
  return name.isWellFormed() && encodeUtf7(name) === octets ? name : null;
}
