/**
 * A provider's storage as the rest of the engine sees it: log, blobs, and what the projections
 * know.
 *
 * @module
 */
import type { AppPasswordScope, OrdinaryPolicy } from "../../events/account.ts";
import type { Instant } from "../../events/instant.ts";
import type { Rope, Sha256 } from "../../events/rope.ts";
import type { BlobStore, EventStore, Position } from "../../events/store.ts";
import type { ClientQueries } from "./clients.ts";
import type { FeedQueries } from "./feed.ts";
import type { LogQueries, StoredHead } from "./log.ts";
import type { MailboxPages } from "./mailbox_pages.ts";
import type { MailboxQueries } from "./mailboxes.ts";
import type { RetentionQueries } from "./retention.ts";
import type { SentQueries } from "./sent.ts";
import type { TraceQueries } from "./trace.ts";
import type { WebhookQueries } from "./webhooks.ts";

/** A message in a mailbox. */
export interface MailboxEntry {
  /** The mailbox: an address key. */
  readonly mailbox: string;
  readonly uid: number;
  /** The name of the folder in which it lies. */
  readonly folder: string;
  readonly entry: string;
  readonly position: Position;
  readonly at: Instant;
  /** Value of X-Ricevuta or X-Trasporto. */
  readonly kind: string;
  readonly pecId: string;
  readonly messageId: string;
  readonly subject: string;
  readonly size: number;
  readonly content: Rope;
  readonly flags: readonly string[];
  /** INTERNALDATE. */
  readonly received: Instant;
}

/** An account as it is now. */
export interface Account {
  /** As it was written when the account was opened. */
  readonly address: string;
  readonly role: "holder" | "service";
  readonly status: "open" | "disabled";
  /** The blob that holds the Argon2id verifier; null while no password is set. */
  readonly verifier: Sha256 | null;
  /** What becomes of ordinary mail. */
  readonly ordinary: OrdinaryPolicy;
  /** Where it goes with the policy `folder`. */
  readonly folder: string | null;
  /** Bytes that the mailbox may hold; null for the provider's usual size. */
  readonly quota: number | null;
  /** The folder for receipts. */
  readonly receipts: string;
  /** Whether mail programs must log in with app passwords. */
  readonly secondFactor: boolean;
}

/** A password of an account for one program. */
export interface AppPassword {
  readonly id: number;
  readonly name: string;
  readonly scope: AppPasswordScope;
  /** From where it works (`192.0.2.0/24`); null for everywhere. */
  readonly networks: readonly string[] | null;
  readonly added: Instant;
  /** When it ceases to work; null for never. */
  readonly expires: Instant | null;
  /** The blob that holds its verifier. */
  readonly verifier: Sha256;
}

/** A message in the special storage (RFC 6109 §2.2.4). */
export interface InfectedMessage {
  /** Of the event that says so; its number on the command line. */
  readonly position: Position;
  readonly at: Instant;
  /** The stream whose first event has the content. */
  readonly stream: string;
  /** The scanner's name for what it found. */
  readonly signature: string;
}

/** A certified message that this provider has had to do with. */
export interface MessageSummary {
  readonly pecId: string;
  /** When the provider first saw it. */
  readonly at: Instant;
  readonly sender: string;
  readonly subject: string;
  /** How many recipients it was sent to. */
  readonly recipients: number;
  /** How the recipients that this provider knows of stand; those who are furthest first. */
  readonly standings: readonly Standing[];
}

/** How some recipients of a message stand. */
export interface Standing {
  /** `delivered`, `failed`, `overdue`, `taken-in-charge`, `dispatched`, `accepted`, `refused` … */
  readonly status: string;
  /** How many recipients. */
  readonly count: number;
}

/** One event in the life of a message. */
export interface TimelineStep {
  readonly position: Position;
  readonly pecId: string;
  readonly at: Instant;
  /** The event's name. */
  readonly event: string;
  /** The addresses that it concerns, separated by `, `. */
  readonly who: string;
  /** What else there is to know, for a person to read. */
  readonly detail: string;
}

/** Reads of the projections. */
export interface Queries {
  /** All messages of a mailbox by uid. The case of the address does not matter. */
  mailboxEntries(address: string): Promise<readonly MailboxEntry[]>;
  /** One message of a mailbox, or null. */
  mailboxEntry(address: string, uid: number): Promise<MailboxEntry | null>;
  /** The account of an address, or null. The case of the address does not matter. */
  accountByAddress(address: string): Promise<Account | null>;
  /** The app passwords of an account that have not been revoked, the oldest first. */
  appPasswordsOf(address: string): Promise<readonly AppPassword[]>;
  /** All accounts, by address. */
  listAccounts(): Promise<readonly Account[]>;
  /** The messages in which a virus was found, oldest first. */
  listInfected(): Promise<readonly InfectedMessage[]>;
  /** The latest `limit` messages, newest first. */
  listMessages(limit: number): Promise<readonly MessageSummary[]>;
  /** The life of a message in the order of the log; empty for an unknown PEC id. */
  timelineOf(pecId: string): Promise<readonly TimelineStep[]>;
}

/** The reads of an event store. */
export type EventReader = Omit<EventStore, "append" | "setWake">;

/** The reads of a blob store. */
export type BlobReader = Pick<BlobStore, "read" | "sizeOf">;

/** Storage opened for reading alone, beside a process that writes. */
export interface ReadOnlyStorage {
  readonly events: EventReader;
  readonly blobs: BlobReader;
  readonly queries: Queries;
  readonly mailboxes: MailboxQueries;
  readonly mailboxPages: MailboxPages;
  readonly trace: TraceQueries;
  readonly sent: SentQueries;
  readonly feed: FeedQueries;
  readonly webhooks: WebhookQueries;
  readonly clients: ClientQueries;
  readonly log: LogQueries;
  readonly retention: RetentionQueries;
  close(): Promise<void>;
}

/** Storage opened for reading and writing. */
export interface Storage {
  readonly events: EventStore;
  readonly blobs: BlobStore;
  readonly queries: Queries;
  readonly mailboxes: MailboxQueries;
  readonly mailboxPages: MailboxPages;
  readonly trace: TraceQueries;
  readonly sent: SentQueries;
  readonly feed: FeedQueries;
  readonly webhooks: WebhookQueries;
  readonly clients: ClientQueries;
  readonly log: LogQueries;
  readonly retention: RetentionQueries;
  /**
   * Stores a signed head if the latest one still covers `after` events (0: there is none); resolves
   * with whether it does. A head never covers fewer events than the one before it.
   */
  addHead(after: number, head: StoredHead): Promise<boolean>;
  /**
   * Resolves once the following projections (timeline and trace) have taken in every event that was
   * appended before the call. The inline ones (mailboxes, accounts) need no waiting.
   */
  projected(): Promise<void>;
  /**
   * Builds one projection, or all, anew from the log. Readers see the old tables until it ends;
   * appends wait.
   */
  rebuild(name?: string): Promise<void>;
  /**
   * Leaves nothing of what was deleted in the write-ahead log, also beside other processes. Rejects
   * where one of them holds on to it for seconds.
   */
  emptyJournal(): Promise<void>;
  /**
   * Writes the database anew, so that no unused part of it keeps a copy of what was deleted; takes
   * long, and appends wait.
   */
  compact(): Promise<void>;
  /** Finishes what was asked for, then closes. What is asked for afterwards is rejected. */
  close(): Promise<void>;
}
