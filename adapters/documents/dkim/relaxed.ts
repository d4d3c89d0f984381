/**
 * The relaxed canonicalizations (RFC 6376 §3.4.2, §3.4.4): what a signature covers, so that mail
 * servers on the way may change blanks.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { trimBlanks } from "../mime/octets.ts";

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Octets that are handed to the digest together. */
const BLOCK = 64 * 1024;

/**
 * A header field in canonical form, without its line end.
 *
 * @param raw everything after the colon, folded lines and all, as Latin-1
 */
export function relaxedField(name: string, raw: string): string {
  const value = raw.replace(/\r\n/g, "").replace(/[ \t]+/g, " ");
  return `${trimBlanks(name).toLowerCase()}:${trimBlanks(value)}`;
}

/** The SHA-256 of a body in canonical form, while the body streams past. Only CRLF ends a line. */
export class RelaxedBodyHash {
  readonly #hash = createHash("sha256");
  readonly #block = new Uint8Array(BLOCK);
  #length = 0;
  /** Line ends that count only if something follows them. */
  #breaks = 0;
  #blank = false;
  #afterCR = false;
  #isEmpty = true;

  /** Takes the next octets. They may be cut anywhere, and are not kept. */
  update(chunk: Uint8Array): void {
    for (const octet of chunk) {
      if (this.#afterCR) {
        this.#afterCR = false;
        if (octet === LF) {
          this.#blank = false;
          this.#breaks += 1;
          continue;
        }
        this.#put(CR);
      }
      if (octet === CR) this.#afterCR = true;
      else if (octet === SPACE || octet === TAB) this.#blank = true;
      else this.#put(octet);
    }
  }

  /** Ends the body: empty lines at its end don't count, and a body that is not empty has a CRLF. */
  digest(): Uint8Array {
    if (this.#afterCR) this.#put(CR);
    if (!this.#isEmpty) this.#writeBreak();
    this.#hash.update(this.#block.subarray(0, this.#length));
    return new Uint8Array(this.#hash.digest());
  }

  #put(octet: number): void {
    for (; this.#breaks > 0; this.#breaks--) this.#writeBreak();
    if (this.#blank) this.#write(SPACE);
    this.#blank = false;
    this.#isEmpty = false;
    this.#write(octet);
  }

  #writeBreak(): void {
    this.#write(CR);
    this.#write(LF);
  }

  #write(octet: number): void {
    this.#block[this.#length++] = octet;
    if (this.#length < BLOCK) return;
    this.#hash.update(this.#block);
    this.#length = 0;
  }
}
