/**
 * What the projection `sent` knows: the messages that mailboxes send or have scheduled.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { MessageState } from "../../events/projections/sent.ts";
import type { RecipientState } from "../../events/recipient_state.ts";
import type { Position } from "../../events/store.ts";
import type { Holders } from "./mailbox_pages.ts";

/** Which messages are looked for. Absent parts exclude nothing. */
export interface SentFilter {
  /** Addresses in any case. */
  readonly senders: Holders;
  readonly state?: MessageState;
  /** At least one recipient is in this state; it is `recipient` where that is given. */
  readonly recipientState?: RecipientState;
  readonly reference?: string;
  /** An address. */
  readonly recipient?: string;
  /** Part of the subject, in any case. */
  readonly subject?: string;
  /** When they were submitted or scheduled. */
  readonly from?: Instant;
  /** Exclusive. */
  readonly until?: Instant;
}

/** A message that was found. */
export interface SentMessage {
  /** Of its first event. */
  readonly position: Position;
  readonly pecId: string;
  /** How many recipients it has. */
  readonly recipients: number;
}

/** Some messages, and where to go on. */
export interface SentStretch {
  readonly messages: readonly SentMessage[];
  /** Behind which position; null where nothing older is left. */
  readonly next: Position | null;
}

/** Reads of sent messages; all of them at once, on the calling thread, and short. */
export interface SentQueries {
  /**
   * The newest messages before a position that fit, as far as some thousands of messages tell: a
   * filter that leaves nothing of them leads to no message, and on.
   */
  sentBefore(before: Position, limit: number, filter: SentFilter): SentStretch;
}
