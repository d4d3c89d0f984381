/**
 * Line ends as they travel: CRLF (RFC 5322 §2.3).
 *
 * @module
 */

const CR = 0x0d;
const LF = 0x0a;

/** Puts a CR before each LF that lacks one. Content may be cut anywhere. */
export class LineEnds {
  #afterCR = false;

  /** The content with its line ends right; what is right already is not copied. */
  push(chunk: Uint8Array): Uint8Array {
    const missing = this.#count(chunk);
    const afterCR = this.#afterCR;
    if (chunk.length > 0) this.#afterCR = chunk.at(-1) === CR;
    if (missing === 0) return chunk;
    const mended = new Uint8Array(chunk.length + missing);
    let at = 0;
    let before = afterCR ? CR : -1;
    for (const byte of chunk) {
      if (byte === LF && before !== CR) mended[at++] = CR;
      mended[at++] = before = byte;
    }
    return mended;
  }

  #count(chunk: Uint8Array): number {
    let missing = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) {
      const crlf = at > 0 ? chunk[at - 1] === CR : this.#afterCR;
      if (!crlf) missing++;
    }
    return missing;
  }
}
