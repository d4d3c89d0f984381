/**
 * BINARY[…] and BINARY.SIZE[…]: parts with their content transfer encoding undone (RFC 3516,
 * RFC 9051 §6.4.5).
 *
 * @module
 */
import type { MessageContent } from "./content.ts";
import { decodingOf } from "./decoding.ts";
import { partAt } from "./section.ts";
import { isMultipart } from "./structure.ts";

/** A part's decoded octets; each member reads the part anew. */
export interface BinarySection {
  /** Octets in all, for BINARY.SIZE and literals, and whether only a literal8 can hold them. */
  readonly measure: () => Promise<{ readonly size: number; readonly nul: boolean }>;
  /** At most `length` octets from `offset` on, both counted in the decoded ones. */
  readonly read: (offset: number, length: number) => AsyncIterable<Uint8Array>;
}

/**
 * The section of a part's number. The message itself and multiparts have no encoding of their own
 * (RFC 2045 §6.4) and come as they stand.
 *
 * @param number empty for the message itself
 * @returns null where the message has no such part; `unknown-cte` where nobody here can decode it:
 *   the command fails with that response code
 */
export function binarySection(
  content: Pick<MessageContent, "root" | "read">,
  number: readonly number[],
): BinarySection | "unknown-cte" | null {
  const found = partAt(content.root, number);
  if (found === null) return null;
  const { part } = found;
  const isWhole = number.length === 0;
  const decode = decodingOf(isWhole || isMultipart(part) ? "binary" : part.encoding);
  if (decode === undefined) return "unknown-cte";
  const decoded = () => decode(content.read(isWhole ? part.start : part.bodyStart, part.end));
  return {
    measure: () => measure(decoded()),
    read: (offset, length) => cut(decoded(), offset, length),
  };
}

async function measure(
  octets: AsyncIterable<Uint8Array>,
): Promise<{ readonly size: number; readonly nul: boolean }> {
  let size = 0;
  let nul = false;
  for await (const chunk of octets) {
    size += chunk.length;
    nul ||= chunk.includes(0);
  }
  return { size, nul };
}

async function* cut(
  octets: AsyncIterable<Uint8Array>,
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  const stop = offset + length;
  let at = 0;
  for await (const chunk of octets) {
    const piece = chunk.subarray(Math.max(offset - at, 0), Math.max(stop - at, 0));
    if (piece.length > 0) yield piece;
    at += chunk.length;
    if (at >= stop) return;
  }
}
