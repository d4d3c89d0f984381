/**
 * Cuts streams into lines without ever holding a long one in memory.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Octets at the start of a line that always come in one piece. */
export const LINE_START = 1000;

const CR = 0x0d;
const LF = 0x0a;

/** A line, or a part of a long one, without its end. */
export interface LinePiece {
  readonly bytes: Uint8Array;
  /** Whether the line starts here; then at least {@linkcode LINE_START} octets of it are here. */
  readonly starts: boolean;
  /** Whether the line ends here, be it with LF or CRLF. */
  readonly ends: boolean;
}

/** Cuts chunks; the pieces are views of them. */
export class LineCutter {
  /** What cannot be cut yet: the start of a line, or a CR that may belong to its end. */
  #rest: Uint8Array = new Uint8Array(0);
  #within = false;

  /** The pieces that a chunk makes complete. */
  *push(chunk: Uint8Array): Generator<LinePiece, void, void> {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (let lf = data.indexOf(LF); lf >= 0; lf = data.indexOf(LF, start)) {
      const end = lf > start && data[lf - 1] === CR ? lf - 1 : lf;
      yield this.#piece(data.subarray(start, end), true);
      start = lf + 1;
    }
    const end = data.at(-1) === CR ? data.length - 1 : data.length;
    if (end > start && (this.#within || end - start >= LINE_START)) {
      yield this.#piece(data.subarray(start, end), false);
      start = end;
    }
    // A copy: the caller may use the chunk again.
    this.#rest = new Uint8Array(data.subarray(start));
  }

  /** What is left where the stream ends without the end of a line. */
  *finish(): Generator<LinePiece, void, void> {
    if (this.#rest.length > 0) yield this.#piece(this.#rest, false);
  }

  #piece(bytes: Uint8Array, ends: boolean): LinePiece {
    const starts = !this.#within;
    this.#within = !ends;
    return { bytes, starts, ends };
  }
}

const CRLF = Uint8Array.of(CR, LF);

/**
 * A message with CRLF at the end of every line (RFC 5322 §2.3), whatever it had. Each chunk may be
 * used until the next is asked for.
 */
export async function* withCrlf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const cutter = new LineCutter();
  for await (const chunk of chunks) yield joined(cutter.push(chunk), CRLF);
  yield joined(cutter.finish(), CRLF);
}

/** Pieces as they follow each other, each line with the same end. */
export function joined(pieces: Iterable<LinePiece>, lineEnd: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { bytes, ends } of pieces) {
    parts.push(bytes);
    if (ends) parts.push(lineEnd);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
