/**
 * The form of content as it arrives over the wire.
 *
 * @module
 */

const LF = 0x0a;
const CR = 0x0d;

/** What makes content unfit to be signed and passed on (RFC 5321 §2.3.8, §4.5.3.1.6). */
export interface WireFault {
  /** What is wrong. */
  readonly kind: "bare-cr" | "bare-lf" | "nul" | "line-too-long";
  /** Offset of the octet in question; of a long line, its first octet too many. */
  readonly offset: number;
}

/** Checks content piece by piece: any number of `push`, then `end` once. */
export class WireCheck {
  readonly #longestLine: number;
  #fault: WireFault | null = null;
  #seen = 0;
  #offset = 0;
  #lineStart = 0;
  #afterCR = false;

  /** Takes the most octets of a line, its CRLF not counted; RFC 5322 §2.1.1 says 998. */
  constructor(longestLine: number) {
    this.#longestLine = longestLine;
  }

  /** Whether an octet above 127 has come, so that 8BITMIME is needed (RFC 6152). */
  get eightBit(): boolean {
    return this.#seen > 127;
  }

  /** The first fault so far. A CR at the end of what has come is none yet. */
  fault(): WireFault | null {
    return this.#fault;
  }

  /** Takes the next octets; they may be cut anywhere. */
  push(chunk: Uint8Array): void {
    let seen = this.#seen;
    let afterCR = this.#afterCR;
    const length = chunk.length;
    for (let at = 0; at < length; at++) {
      const octet = chunk[at]!;
      seen |= octet;
      if (octet > CR && !afterCR) continue;
      afterCR = this.#control(octet, afterCR, this.#offset + at);
    }
    this.#seen = seen;
    this.#afterCR = afterCR;
    this.#offset += length;
    this.#checkLine(this.#offset - (afterCR ? 1 : 0));
  }

  /** Ends the content: a CR that nothing followed is a fault after all. */
  end(): WireFault | null {
    if (this.#afterCR) this.#report("bare-cr", this.#offset - 1);
    this.#afterCR = false;
    return this.#fault;
  }

  /** Looks at a control character, or at what follows a CR. Returns whether it is a CR itself. */
  #control(octet: number, afterCR: boolean, offset: number): boolean {
    if (octet === LF) {
      if (afterCR) this.#checkLine(offset - 1);
      else this.#report("bare-lf", offset);
      this.#lineStart = offset + 1;
      return false;
    }
    if (afterCR) this.#report("bare-cr", offset - 1);
    if (octet === 0) this.#report("nul", offset);
    return octet === CR;
  }

  #checkLine(end: number): void {
    if (end - this.#lineStart > this.#longestLine) {
      this.#fault ??= { kind: "line-too-long", offset: this.#lineStart + this.#longestLine };
    }
  }

  /** A line that was too long before the octet in question is the earlier fault. */
  #report(kind: WireFault["kind"], offset: number): void {
    this.#checkLine(offset);
    this.#fault ??= { kind, offset };
  }
}
