/**
 * Bytes put together from ranges of one chunk.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Below it a loop is faster than a call of `copy`. */
const SHORT = 32;
const CR = 0x0d;

/** The ranges of a chunk that are kept, in order. One range alone is not copied. */
export class Splice {
  readonly #chunk: Buffer;
  #from = 0;
  #to = 0;
  #joined: Buffer | null = null;
  #length = 0;

  /** Starts with nothing kept of `chunk`. */
  constructor(chunk: Buffer) {
    this.#chunk = chunk;
  }

  /** The chunk as Latin-1 text: one character for each byte. */
  text(): string {
    return this.#chunk.toString("latin1");
  }

  /** Keeps the bytes from `from` up to `to`. */
  keep(from: number, to: number): void {
    if (to <= from) return;
    if (this.#joined === null && this.#to === 0) {
      this.#from = from;
      this.#to = to;
      return;
    }
    const joined = this.#join();
    if (to - from < SHORT) {
      for (let at = from; at < to; at++) joined[this.#length++] = this.#chunk[at]!;
    } else {
      this.#length += this.#chunk.copy(joined, this.#length, from, to);
    }
  }

  /** Puts a CR, which is not in the chunk, before the bytes that are kept next. */
  keepCarriageReturn(): void {
    this.#join()[this.#length++] = CR;
  }

  /** Everything that was kept. */
  take(): Buffer {
    return this.#joined?.subarray(0, this.#length) ?? this.#chunk.subarray(this.#from, this.#to);
  }

  /** From the second range on, the ranges are copied behind each other. */
  #join(): Buffer {
    if (this.#joined === null) {
      this.#joined = Buffer.allocUnsafe(this.#chunk.length + 1);
      this.#length = this.#chunk.copy(this.#joined, 0, this.#from, this.#to);
    }
    return this.#joined;
  }
}
