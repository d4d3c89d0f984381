/**
 * One chunk of BDAT: so many octets, whatever they are (RFC 3030 §2).
 *
 * @module
 */
import type { ContentPiece, ContentReader } from "./content_reader.ts";
import type { Input } from "../../net/input.ts";

/** Reads the octets that one BDAT command has announced. */
export class ChunkReader implements ContentReader {
  #remaining: number;

  /** Takes the announced number of octets. */
  constructor(size: number) {
    this.#remaining = size;
  }

  /** See {@linkcode ContentReader.read}. */
  read(input: Input): ContentPiece | null {
    if (this.#remaining > 0 && input.bytes.length === 0) return null;
    const bytes = input.bytes.subarray(0, this.#remaining);
    input.drop(bytes.length);
    this.#remaining -= bytes.length;
    return { bytes, last: this.#remaining === 0 };
  }
}
