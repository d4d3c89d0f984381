/**
 * The content of DATA: dot-unstuffing and the search for its end (RFC 5321 §4.5.2).
 *
 * Only CRLF "." CRLF ends it. A dot after a bare LF or a bare CR is an ordinary character, so that
 * no other reader of the line can see a message where this one saw content ("SMTP smuggling"):
 * RFC 5321 §2.3.8 and §4.1.1.4.
 *
 * @module
 */
import type { ContentPiece, ContentReader } from "./content_reader.ts";
import type { Buffer } from "node:buffer";
import type { Input } from "../../net/input.ts";
import { Splice } from "./splice.ts";

/** What the bytes read so far end with, as far as it matters. */
type Tail = "inside" | "CR" | "line start" | "dot" | "dot CR";

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/** Reads the content of one DATA command. */
export class DataReader implements ContentReader {
  // The CRLF of the DATA command itself starts the first line.
  #tail: Tail = "line start";

  /** See {@linkcode ContentReader.read}. Without stuffed dots the bytes are not copied. */
  read(input: Input): ContentPiece | null {
    const bytes = input.bytes;
    if (bytes.length === 0) return null;
    const content = new Splice(bytes);
    const end = this.#scan(bytes, content);
    input.drop(end ?? bytes.length);
    return { bytes: content.take(), last: end !== null };
  }

  /** Keeps what is content. Returns the offset after the final CRLF, null if it has not come. */
  #scan(bytes: Buffer, content: Splice): number | null {
    let text = "";
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#tail === "inside") {
        // An indexOf over Latin-1 text goes from dot to dot many times faster than a loop.
        text ||= content.text();
        const lineEnd = text.indexOf("\r\n.", at);
        if (lineEnd < 0) {
          this.#tail = tailOf(bytes, at);
          break;
        }
        at = lineEnd + 2;
        this.#tail = "line start";
      }
      const before = this.#tail;
      this.#tail = after(before, bytes[at]!);
      if (this.#tail === "dot") {
        content.keep(from, at);
        from = at + 1;
      } else if (before === "dot CR") {
        if (bytes[at] === LF) return at + 1;
        // A CR that was held back in the piece before.
        if (at === 0) content.keepCarriageReturn();
      }
      at++;
    }
    content.keep(from, this.#tail === "dot CR" ? bytes.length - 1 : bytes.length);
    return null;
  }
}

/** The tail after one more byte. */
function after(tail: Tail, byte: number): Tail {
  if (tail === "line start" && byte === DOT) return "dot";
  if (tail === "dot" && byte === CR) return "dot CR";
  if (tail === "CR" && byte === LF) return "line start";
  return byte === CR ? "CR" : "inside";
}

/** The tail after bytes without stuffed dots that were read from `at`, inside a line. */
function tailOf(bytes: Uint8Array, at: number): Tail {
  const last = bytes.length - 1;
  if (bytes[last] === CR) return "CR";
  return bytes[last] === LF && last > at && bytes[last - 1] === CR ? "line start" : "inside";
}
