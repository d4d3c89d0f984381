/**
 * The text of a part as people read it, in Unicode.
 *
 * @module
 */
import { decodeCharset } from "../mime/charset.ts";
import { concat } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";
import type { MessageContent } from "./content.ts";
import { decodingOf } from "./decoding.ts";
import { htmlText } from "./html_text.ts";

/** A part's decoded body; as it stands where nobody knows its encoding. */
export function decodedBytes(
  content: Pick<MessageContent, "read">,
  { encoding, bodyStart, end }: MimePart,
): AsyncIterable<Uint8Array> {
  return (decodingOf(encoding) ?? ((octets) => octets))(content.read(bodyStart, end));
}

/** The first octets of a part's decoded body. */
export async function decodedStart(
  content: Pick<MessageContent, "read">,
  { part, limit }: { readonly part: MimePart; readonly limit: number },
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let missing = limit;
  for await (const chunk of decodedBytes(content, part)) {
    pieces.push(chunk.subarray(0, missing));
    missing -= chunk.length;
    if (missing <= 0) break;
  }
  return concat(pieces);
}

/** The text of a text/* part, HTML without its tags; of long ones what the first octets hold. */
export async function partText(
  content: Pick<MessageContent, "read">,
  { part, limit }: { readonly part: MimePart; readonly limit: number },
): Promise<string> {
  const octets = await decodedStart(content, { part, limit });
  const text = unicodeOf(octets, part.parameters.get("charset") ?? "");
  return part.type === "text/html" ? htmlText(text) : text;
}

/**
 * Octets as text. What claims to be US-ASCII is often UTF-8, or else windows-1252.
 *
 * @param charset as the part names it; empty for none
 */
export function unicodeOf(octets: Uint8Array, charset: string): string {
  const known = /^\s*(?:us-ascii)?\s*$/i.test(charset) ? undefined : decodeCharset(octets, charset);
  if (known !== undefined) return known;
  try {
    // The limit may have cut a character; `stream` leaves it out.
    return new TextDecoder("utf-8", { fatal: true }).decode(octets, { stream: true });
  } catch {
    return decodeCharset(octets, "windows-1252") ?? "";
  }
}
