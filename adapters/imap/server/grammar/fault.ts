/**
 * Why a command cannot be read.
 *
 * @module
 */

/** Thrown by the parsers; the reader turns it into an answer. */
export class Fault extends Error {
  /** How the command is answered. */
  readonly answer: "BAD" | "NO";
  /** A response code, without brackets. */
  readonly code: string | null;

  /** `message` completes `Cannot read X: …` and has nothing of what the client sent. */
  constructor(answer: "BAD" | "NO", code: string | null, message: string) {
    super(message);
    this.answer = answer;
    this.code = code;
  }
}

/** A fault of syntax. */
export function malformed(message: string): Fault {
  return new Fault("BAD", null, message);
}

/** More than this server takes (RFC 9051 §7.1, LIMIT). */
export function tooMuch(message: string): Fault {
  return new Fault("NO", "LIMIT", message);
}

/** Thrown where a parser reaches a literal whose octets have not come yet. */
export class Unfinished extends Error {}
