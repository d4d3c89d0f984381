/**
 * One line of the log that the law asks for (RFC 6109 §2.3): one operation on a message.
 *
 * @module
 */
import type { Instant } from "./instant.ts";
import type { RecipientKind } from "./outgoing.ts";
import type { Position } from "./store.ts";

/** A recipient of the original message. */
export interface TraceRecipient {
  readonly address: string;
  /** Null where nobody has classified the address: in a message that is no PEC. */
  readonly kind: RecipientKind | null;
}

/** An operation with all that RFC 6109 §2.3 wants to be kept of it. */
export interface TraceLine {
  /** Of the event: the number of the line. */
  readonly position: Position;
  readonly at: Instant;
  /** The type of the operation: the event's name. */
  readonly event: string;
  /** The identificativo; empty for what is no PEC. */
  readonly pecId: string;
  /** The client's Message-ID with its angle brackets; empty where it had set none. */
  readonly msgid: string;
  /** Of the original message. */
  readonly sender: string;
  /** Of the original message, all of them. */
  readonly recipients: readonly TraceRecipient[];
  readonly subject: string;
  /** Those whom the operation concerns; none where it concerns the message as a whole. */
  readonly concerns: readonly string[];
  /** Message-IDs of the messages that the operation has generated, or that brought it about. */
  readonly generated: readonly string[];
  /**
   * The sending provider, by its mail domain as the identificativo has it; empty for what is no
   * PEC.
   */
  readonly provider: string;
}
