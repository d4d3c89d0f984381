/**
 * The port of content scanning (RFC 6109 §3.1.3, §3.2.3): what every scanner gives its callers.
 *
 * @module
 */

/** What a scanner found in a message. */
export type Verdict =
  | { readonly infected: false }
  | {
    readonly infected: true;
    /** The name of what was found, for the notices: printable ASCII, 1 to 200 characters. */
    readonly signature: string;
  };

/** A scanner of messages. */
export interface Scanner {
  /** The engine's name, for the log. */
  readonly name: string;
  /**
   * Scans one message, given as its bytes in order. May leave off reading before the end.
   *
   * @throws {ScannerUnavailable} when nothing can be said about the message: it counts neither as
   * clean nor as infected, and may be handed in again. What `content` throws passes unchanged.
   */
  scan(content: AsyncIterable<Uint8Array>): Promise<Verdict>;
}

/** Nothing can be said about a message: the message of the error says why. */
export class ScannerUnavailable extends Error {
  override readonly name = "ScannerUnavailable";
}
