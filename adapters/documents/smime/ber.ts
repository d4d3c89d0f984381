/**
 * BER to DER as far as CMS needs it: real senders stream their SignedData with indefinite
 * lengths and octet strings in pieces (X.690 §8.1.3.6, §8.7.3).
 *
 * @module
 */
import { DerError } from "./der.ts";
import { concat } from "../mime/octets.ts";
import { derElement } from "./der_writer.ts";

/** How deep elements may nest. SignedData with certificates reaches 16. */
const DEEPEST = 32;
/** How many elements one message may hold: certificates with long name constraints have 1,000. */
const MOST_ELEMENTS = 100_000;

const INDEFINITE = -1;

/** An identifier and a length, as BER allows them. */
interface Header {
  readonly tag: number;
  readonly contentStart: number;
  /** Offset after the content; {@link INDEFINITE} where only an end-of-contents tells it. */
  readonly end: number;
  /** Whether DER would write the length in the same way. */
  readonly minimal: boolean;
}

/**
 * The same value with definite, minimal lengths and octet strings in one piece. Returns the
 * input itself, not a copy, where it was so already. The order of SETs stays as it came.
 *
 * @throws {DerError} for bytes that are no BER, nest too deep or are followed by others.
 */
export function berToDer(ber: Uint8Array): Uint8Array {
  const transcoder = new Transcoder(ber);
  const { bytes, end } = transcoder.element(0, ber.length, 0);
  if (end !== ber.length) throw new DerError(`Cannot read BER: it ends at ${end} of ${ber.length}`);
  return bytes;
}

/** What became of one element: its DER, and where it ended in the source. */
interface Transcoded {
  readonly bytes: Uint8Array;
  readonly end: number;
}

class Transcoder {
  readonly #source: Uint8Array;
  #elements = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  element(start: number, limit: number, depth: number): Transcoded {
    const header = this.#header(start, limit);
    if (++this.#elements > MOST_ELEMENTS) throw new DerError("Cannot read BER: too many elements");
    if (depth > DEEPEST) throw new DerError(`Cannot read BER: nested deeper than ${DEEPEST}`);
    if ((header.tag & 0x20) === 0) {
      const { contentStart, end } = header;
      if (header.minimal) return { bytes: this.#source.subarray(start, end), end };
      return { bytes: derElement(header.tag, this.#source.subarray(contentStart, end)), end };
    }
    return this.#constructed(start, header, limit, depth);
  }

  #constructed(start: number, header: Header, limit: number, depth: number): Transcoded {
    const children: Uint8Array[] = [];
    const contentEnd = header.end === INDEFINITE ? limit : header.end;
    let position = header.contentStart;
    let unchanged = header.minimal && header.tag !== 0x24;
    while (
      header.end === INDEFINITE ? !this.#endOfContents(position, limit) : position < contentEnd
    ) {
      const child = this.element(position, contentEnd, depth + 1);
      unchanged &&= child.bytes.byteOffset === this.#source.byteOffset + position &&
        child.bytes.buffer === this.#source.buffer;
      children.push(child.bytes);
      position = child.end;
    }
    const end = header.end === INDEFINITE ? position + 2 : position;
    if (unchanged) return { bytes: this.#source.subarray(start, end), end };
    if (header.tag === 0x24) return { bytes: joinedOctetString(children), end };
    return { bytes: derElement(header.tag, ...children), end };
  }

  #endOfContents(position: number, limit: number): boolean {
    if (position + 2 > limit) throw new DerError("Cannot read BER: end-of-contents is missing");
    return this.#source[position] === 0 && this.#source[position + 1] === 0;
  }

  #header(start: number, limit: number): Header {
    if (start + 2 > limit) throw new DerError(`Cannot read BER at ${start}: no bytes left`);
    const tag = this.#source[start]!;
    const first = this.#source[start + 1]!;
    if ((tag & 0x1f) === 0x1f || tag === 0) {
      throw new DerError(`Cannot read BER at ${start}: tag 0x${tag.toString(16)}`);
    }
    let contentStart = start + 2;
    if (first === 0x80) {
      if ((tag & 0x20) === 0) throw new DerError(`Cannot read BER at ${start}: endless primitive`);
      return { tag, contentStart, end: INDEFINITE, minimal: false };
    }
    let length = first;
    if (first > 0x80) {
      const octets = first & 0x7f;
      if (octets > 8 || contentStart + octets > limit) {
        throw new DerError(`Cannot read BER at ${start}: length of ${octets} octets`);
      }
      length = 0;
      for (let index = 0; index < octets; index++) {
        length = length * 256 + this.#source[contentStart++]!;
      }
    }
    const end = contentStart + length;
    if (end > limit) throw new DerError(`Cannot read BER at ${start}: it ends at ${end}`);
    return { tag, contentStart, end, minimal: contentStart - start === minimalHeader(length) };
  }
}

/** Bytes that DER needs for the identifier and a length. */
function minimalHeader(length: number): number {
  let size = 2;
  if (length >= 0x80) { for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size++; }
  return size;
}

/** The pieces of a constructed octet string as one primitive one; the pieces are DER already. */
function joinedOctetString(pieces: readonly Uint8Array[]): Uint8Array {
  const contents = pieces.map((piece) => {
    if (piece[0] !== 0x04) throw new DerError("Cannot read BER: foreign piece in an octet string");
    const long = piece[1]! & 0x80;
    return piece.subarray(long ? 2 + (piece[1]! & 0x7f) : 2);
  });
  return derElement(0x04, concat(contents));
}
