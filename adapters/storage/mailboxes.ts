/**
 * What the projection `mailbox` knows, as protocols and the operator ask for it. A mailbox is named
 * by its address key.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { Rope } from "../../events/rope.ts";

/** A folder. */
export interface Folder {
  /** Its number; UIDVALIDITY and MAILBOXID follow from it. */
  readonly folder: number;
  readonly name: string;
  /** The highest UID that a message has ever had in it; 0 for none. */
  readonly highestUid: number;
  /** HIGHESTMODSEQ. */
  readonly modseq: number;
}

/** A message as the list of a folder shows it. */
export interface ListedMessage {
  readonly uid: number;
  /** EMAILID: the UID under which it was first stored. */
  readonly email: number;
  readonly modseq: number;
  /** In their order, between blanks: ` \Seen $PecReceipt `; a single blank for none. */
  readonly flags: string;
  readonly size: number;
  /** INTERNALDATE. */
  readonly received: Instant;
  /** SAVEDATE: since when it lies in the folder. */
  readonly saved: Instant;
}

/** A message that can be brought back. */
export interface DeletedMessage {
  readonly uid: number;
  /** Where it lay; null where that folder is gone. */
  readonly folder: string | null;
  readonly subject: string;
  readonly size: number;
  readonly deletedAt: Instant;
  readonly until: Instant;
}

/** Reads of mailboxes. */
export interface MailboxQueries {
  /** The folders of a mailbox by number; none for an address without an account. */
  folders(mailbox: string): readonly Folder[];
  /** The names that the holder has subscribed to, by name. */
  subscriptions(mailbox: string): readonly string[];
  /** A folder by its number; null where it is gone. */
  folder(mailbox: string, folder: number): Folder | null;
  /** Up to `limit` messages of a folder after a UID, by UID. */
  listed(
    mailbox: string,
    folder: number,
    afterUid: number,
    limit: number,
  ): readonly ListedMessage[];
  /** The messages of a folder that have come or changed after a MODSEQ, by UID. */
  changed(mailbox: string, folder: number, sinceModseq: number): readonly ListedMessage[];
  /** The content of a message; null where it is gone. */
  content(mailbox: string, uid: number): Rope | null;
  /** Bytes of all messages. */
  usage(mailbox: string): number;
  /** UIDs that have left a folder after a MODSEQ, ascending (RFC 7162 §3.2.10). */
  vanished(mailbox: string, folder: number, sinceModseq: number): readonly number[];
  /** The messages that can be brought back, by UID. */
  deleted(mailbox: string): readonly DeletedMessage[];
}
