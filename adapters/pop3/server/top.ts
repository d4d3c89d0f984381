/**
 * The beginning of a message, for TOP (RFC 1939 §7).
 *
 * @module
 */
import { latin1 } from "../../documents/mime/octets.ts";

/**
 * Header, empty line and `lines` lines of the body, or all of it where it has no more. Of the rest
 * nothing is read.
 */
export async function* topOf(
  message: AsyncIterable<Uint8Array>,
  lines: number,
): AsyncGenerator<Uint8Array> {
  // What a line end stands before: a message may begin with the empty line.
  let tail = "\n";
  let inHeader = true;
  let left = lines;
  for await (const piece of message) {
    const text = tail + latin1(piece);
    let at = tail.length;
    if (inHeader) {
      const end = text.indexOf("\n\r\n");
      inHeader = end < 0;
      at = end + 3;
    }
    if (!inHeader) {
      while (left > 0 && (at = text.indexOf("\n", at) + 1) > 0) left--;
      if (left === 0) return yield piece.subarray(0, at - tail.length);
    }
    tail = text.slice(-2);
    yield piece;
  }
}
