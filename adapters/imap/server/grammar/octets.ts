/**
 * Octets that a client has sent and nobody has used yet.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** A line without its end, as Latin-1 text. */
export interface Line {
  /** The line, or only its first octets if it was too long. */
  readonly text: string;
  /** Its last octets, where a literal is announced. */
  readonly tail: string;
  /** Whether it was within the limit. */
  readonly whole: boolean;
}

const NOTHING = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;
/** What is kept of a line that is too long: enough for a tag, and for the size of a literal. */
const HEAD = 256;
const TAIL = 64;

/** A queue of octets that gives lines, or octets by their number. */
export class Octets {
  #bytes: Buffer = NOTHING;
  /** Room behind `#bytes` in the same memory, which only this queue knows. */
  #room = 0;
  /** How many of the octets are known to hold no LF. */
  #scanned = 0;
  /** The start of a line that is too long. */
  #head: string | null = null;

  /** Adds octets. They are not copied unless others wait before them. */
  push(chunk: Uint8Array): void {
    if (this.#bytes.length === 0) {
      this.#bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#room = 0;
      return;
    }
    const length = this.#bytes.length + chunk.length;
    // Twice the size each time, so that a line which comes octet by octet is not copied as often.
    if (chunk.length > this.#room) this.#move(2 * length);
    const grown = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, length);
    grown.set(chunk, this.#bytes.length);
    this.#room -= chunk.length;
    this.#bytes = grown;
  }

  /** How many there are. */
  get length(): number {
    return this.#bytes.length;
  }

  /**
   * Takes the next line; null if its end has not come. LF ends it, with or without a CR before it.
   * Of a line longer than `limit` octets, CR included, no more than that is ever held.
   */
  line(limit: number): Line | null {
    const end = this.#bytes.indexOf(LF, this.#scanned);
    const length = end < 0 ? this.#bytes.length : end;
    if (length > limit) this.#head ??= this.#bytes.toString("latin1", 0, Math.min(HEAD, limit));
    if (end < 0) {
      if (this.#head !== null) this.take(Math.max(length - TAIL, 0));
      this.#scanned = this.#bytes.length;
      return null;
    }
    const stop = end > 0 && this.#bytes[end - 1] === CR ? end - 1 : end;
    const tail = this.#bytes.toString("latin1", Math.max(stop - TAIL + 1, 0), stop);
    const text = this.#head ?? this.#bytes.toString("latin1", 0, stop);
    const whole = this.#head === null;
    this.#head = null;
    this.take(end + 1);
    return { text, tail, whole };
  }

  /** Takes the first octets, at most `count`; fewer if there are fewer. */
  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = count < this.#bytes.length ? this.#bytes.subarray(count) : NOTHING;
    if (this.#bytes.length === 0) this.#room = 0;
    this.#scanned = 0;
    return taken;
  }

  /** Copies the octets to the start of new memory. */
  #move(capacity: number): void {
    // Not from Buffer's pool, where others own what follows.
    const memory = Buffer.from(new ArrayBuffer(capacity));
    memory.set(this.#bytes);
    this.#bytes = memory.subarray(0, this.#bytes.length);
    this.#room = capacity - this.#bytes.length;
  }
}
