/**
 * Mailboxes as partners' programs read them: a page at a time, newest first or in the order of
 * arrival. A mailbox is named by its address key.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";

/** A message that lies in a mailbox. */
export interface HeldMessage {
  readonly uid: number;
  /** The UID under which it was first stored: it stays through moves, and copies share it. */
  readonly email: number;
  readonly folder: number;
  readonly folderName: string;
  /** Value of X-Ricevuta or X-Trasporto, or what else the mailbox calls it. */
  readonly kind: string;
  /** The identificativo that it is about; empty for none. */
  readonly pecId: string;
  /** Of the document, with angle brackets; empty for none. */
  readonly messageId: string;
  readonly subject: string;
  /** Octets. */
  readonly size: number;
  /** INTERNALDATE. */
  readonly received: Instant;
  /** In their order, between blanks: ` \Seen $PecReceipt `; a single blank for none. */
  readonly flags: string;
  readonly modseq: number;
}

/** What arrives, to whoever takes it in turn. */
export interface Arrivals {
  /**
   * The number of a folder: its messages by UID, so that what is moved there counts as well. Null:
   * those of the whole mailbox by EMAILID, so that each counts once wherever it is moved.
   */
  readonly folder: number | null;
  /** Only messages of these kinds. */
  readonly kinds: readonly string[];
  /** After this place: a UID or an EMAILID. */
  readonly after: number;
  /** Up to this place, included. */
  readonly upTo: number;
}

/** A message in its place among the arrivals. */
export interface Arrival {
  readonly place: number;
  readonly message: HeldMessage;
}

/** Whose mailboxes are meant; both lists in lower case. */
export interface Holders {
  /** Address keys. */
  readonly addresses: readonly string[];
  /** All holders of these domains. */
  readonly domains: readonly string[];
}

/** Reads for lists of mailboxes and of their messages. */
export interface MailboxPages {
  /** Up to `limit` addresses of holders that have an account, by key after a key. */
  holders(holders: Holders, afterKey: string, limit: number): readonly string[];
  /** A message; null where it does not lie in the mailbox. */
  message(mailbox: string, uid: number): HeldMessage | null;
  /** Up to `limit` messages below a UID, the newest first, of a folder or (null) of all. */
  newest(
    mailbox: string,
    folder: number | null,
    belowUid: number,
    limit: number,
  ): readonly HeldMessage[];
  /** Up to `limit` arrivals, in their order. */
  arrivals(mailbox: string, arrivals: Arrivals, limit: number): readonly Arrival[];
  /** How many arrivals there are. */
  arrivalCount(mailbox: string, arrivals: Arrivals): number;
  /** No arrival in any folder has had a higher place; 0 for none. */
  lastPlace(mailbox: string): number;
}
