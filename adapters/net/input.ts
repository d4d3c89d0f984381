/**
 * The bytes a client has sent and the session has not used yet.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** A line that was longer than the limit; its bytes are gone. */
export const OVERLONG: unique symbol = Symbol("overlong line");

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;

/** Unused bytes, taken as lines or as they come. */
export class Input {
  #bytes: Buffer = NOTHING;
  /** How many of the bytes are known to hold no LF. */
  #scanned = 0;
  #discarding = false;

  /** Adds bytes that have arrived. They are not copied unless others wait before them. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /**
   * Takes the next line, without its LF but with the CR before it. Null: its end has not come.
   * Of a line longer than `limit` octets no more than that is ever held.
   */
  line(limit: number): Buffer | typeof OVERLONG | null {
    const end = this.#bytes.indexOf(LF, this.#scanned);
    if (end < 0) {
      this.#discarding ||= this.#bytes.length >= limit;
      if (this.#discarding) this.clear();
      this.#scanned = this.#bytes.length;
      return null;
    }
    const line = this.#bytes.subarray(0, end);
    this.drop(end + 1);
    if (!this.#discarding && line.length < limit) return line;
    this.#discarding = false;
    return OVERLONG;
  }

  /** All unused bytes. They stay unused until {@linkcode drop}. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Marks the first `count` bytes as used. */
  drop(count: number): void {
    this.#bytes = count === this.#bytes.length ? NOTHING : this.#bytes.subarray(count);
    this.#scanned = 0;
  }

  /** Drops everything. */
  clear(): void {
    this.#bytes = NOTHING;
    this.#scanned = 0;
  }
}
