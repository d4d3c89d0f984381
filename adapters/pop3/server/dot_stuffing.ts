/**
 * Replies that end with a dot on a line of its own (RFC 1939 §3).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { latin1, octetsOf } from "../../documents/mime/octets.ts";
import type { Content } from "./outcome.ts";

/** Octets of a list that are sent at once. */
const PIECE = 32 * 1024;

const DOT = Buffer.from(".");

/** Doubles the dots at the start of lines, piece by piece. */
export class DotStuffing {
  /** What the pieces so far end with: as much as matters. The reply's first line stands before. */
  #tail = "\r\n";

  /**
   * The next piece with its dots doubled; without such dots the piece itself, not a copy. A dot
   * after a bare LF is doubled as well: many clients end a line there, and would take what follows
   * a lone dot for the next reply.
   */
  take(piece: Uint8Array): Uint8Array {
    const text = latin1(piece);
    const stuffed: Uint8Array[] = [];
    if (this.#tail.endsWith("\n") && text.startsWith(".")) stuffed.push(DOT);
    this.#tail = (this.#tail + text.slice(-2)).slice(-2);
    let from = 0;
    for (let at = text.indexOf("\n."); at >= 0; at = text.indexOf("\n.", at + 2)) {
      // The dot ends what goes before it and begins what follows.
      stuffed.push(piece.subarray(from, at + 2));
      from = at + 1;
    }
    if (stuffed.length === 0) return piece;
    stuffed.push(piece.subarray(from));
    return Buffer.concat(stuffed);
  }

  /** What ends the reply; the last line gets its CRLF where it lacks one. */
  end(): string {
    return this.#tail === "\r\n" ? ".\r\n" : "\r\n.\r\n";
  }
}

/**
 * A message as a reply, its first line before it. Nothing comes before the message can be read, so
 * that there is still time for another reply.
 */
export async function* messageReply(
  status: string,
  message: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const stuffing = new DotStuffing();
  let begun = false;
  for await (const piece of message) {
    if (!begun) yield octetsOf(status);
    begun = true;
    yield stuffing.take(piece);
  }
  yield octetsOf(begun ? stuffing.end() : status + stuffing.end());
}

/** A list as a reply, its first line before it. None of its lines begins with a dot. */
export function* listReply(status: string, lines: Iterable<string>): Content {
  let text = status;
  for (const line of lines) {
    text += line + "\r\n";
    if (text.length < PIECE) continue;
    yield octetsOf(text);
    text = "";
  }
  yield octetsOf(`${text}.\r\n`);
}
