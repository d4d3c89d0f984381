/**
 * Messages as a scanner gets them.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The octets of a text, or of several pieces of one, each as a chunk. */
export async function* chunks(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    yield typeof piece === "string" ? Buffer.from(piece, "latin1") : piece;
  }
}

/** So many octets of nothing in particular, in chunks of 64 KiB, and then `last`. */
export async function* padded(length: number, last = ""): AsyncGenerator<Uint8Array> {
  const block = Buffer.alloc(65536, "0123456789abcdef\r\n");
  for (let left = length; left > 0; left -= block.length) {
    yield block.subarray(0, Math.min(left, block.length));
  }
  if (last) yield Buffer.from(last, "latin1");
}
