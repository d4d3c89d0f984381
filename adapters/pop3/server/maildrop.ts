/**
 * The ports behind a POP3 server: where maildrops come from.
 *
 * @module
 */

/** A message as a session sees it. */
export interface MaildropMessage {
  /** Names it in this maildrop. */
  readonly uid: number;
  /** Octets. */
  readonly size: number;
}

/** A maildrop, locked for one session. */
export interface Maildrop {
  /** What there was when it was opened, the oldest first. What comes later is not seen. */
  readonly messages: readonly MaildropMessage[];
  /** What UIDL shows of a message: never the same for another one of this account (RFC 1939 §7). */
  uniqueId(uid: number): string;
  /** The octets of a message, its lines ending in CRLF. Rejects where it cannot be read. */
  read(uid: number): AsyncIterable<Uint8Array>;
  /**
   * Removes messages. Resolves when that is durable; where it rejects, some may be gone (RFC 1939
   * §6). A message that is gone already does no harm.
   */
  remove(uids: readonly number[]): Promise<void>;
  /** Unlocks it. Called exactly once, last. */
  release(): Promise<void> | void;
}

/** The maildrops of all accounts. */
export interface Maildrops {
  /** Opens and locks an account's maildrop (RFC 1939 §4), unless another session has it. */
  open(account: string): Promise<Maildrop | "in use">;
}
