/**
 * What the reader of commands has to say.
 *
 * @module
 */
import type { AppendCommand, ReplaceCommand, Tagged } from "./ast.ts";

/** What came next. */
export type Reading =
  /** A complete command other than APPEND and REPLACE. */
  | ({ readonly reading: "command" } & Tagged)
  /** The client waits for a command continuation request before it sends a literal. */
  | { readonly reading: "continue" }
  | Refusal
  | ContentStart
  /** Octets of the message, at least one. They lie in the chunk that was pushed. */
  | { readonly reading: "content"; readonly bytes: Uint8Array }
  /** The message is complete, and so is its command. */
  | { readonly reading: "content-end" }
  /** The line that was asked for, without its end, one character for each octet. */
  | {
    readonly reading: "line";
    /** Null when it was too long; it is gone then. */
    readonly text: string | null;
  };

/** A command that cannot be obeyed. The reader has skipped it. */
export interface Refusal {
  readonly reading: "bad";
  /** Null where none could be read: the answer is untagged. */
  readonly tag: string | null;
  /** BAD for a fault of syntax, NO for a limit. */
  readonly answer: "BAD" | "NO";
  /** A response code (RFC 9051 §7.1) without brackets, such as TOOBIG. */
  readonly code: string | null;
  /** In ASCII, with nothing of what the client sent. */
  readonly text: string;
  /**
   * Whether the connection must end: a literal is on its way that is too long even to be skipped
   * (RFC 7888 §4). There are no more readings.
   */
  readonly close: boolean;
}

/**
 * APPEND or REPLACE, up to its message. There are no more readings until the session has accepted
 * or refused it.
 */
export interface ContentStart {
  readonly reading: "content-start";
  readonly tag: string;
  readonly command: AppendCommand | ReplaceCommand;
}
