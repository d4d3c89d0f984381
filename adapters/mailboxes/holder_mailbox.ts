/**
 * One holder's mailbox as the mail protocols use it.
 *
 * @module
 */
import { mailbox, type MailboxCommand, type MailboxState } from "../../actors/mailbox.ts";
import type { Runtime, Sent } from "../../actors/runtime.ts";
import { addressKey } from "../../events/address.ts";
import { canonicalName } from "../../events/folders.ts";
import { type Clock, HOUR, type Instant } from "../../events/instant.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { Rope, SmallBlob } from "../../events/rope.ts";
import type { BlobStore } from "../../events/store.ts";
import type { Folder, MailboxQueries } from "../storage/mailboxes.ts";
import type { Queries } from "../storage/storage.ts";
import type { Era } from "./era.ts";
import type { FolderView } from "./folder_view.ts";
import type { FolderViews } from "./folder_views.ts";

const DAY = 24 * HOUR;

/** Messages that one command should be about: neither this thread nor the writer's is busy for long. */
const PART = 5000;

/** The parts in which a command on many messages is sent. */
export function* partsOf(messages: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < messages.length; at += PART) yield messages.slice(at, at + PART);
}

/** What mailboxes are made of. */
export interface MailboxServices {
  readonly runtime: Runtime;
  readonly queries: Queries;
  readonly mailboxes: MailboxQueries;
  readonly blobs: BlobStore;
  readonly views: FolderViews;
  readonly clock: Clock;
  /** Bytes that a mailbox may hold whose account says nothing else. */
  readonly quota: number;
  /** Days for which deleted messages can be brought back. */
  readonly keepDeletedDays: number;
}

/** A mailbox. */
export class HolderMailbox {
  /** The address key. */
  readonly key: string;
  readonly #services: MailboxServices;

  /** The mailbox of an account. */
  constructor(account: string, services: MailboxServices) {
    this.key = addressKey(account);
    this.#services = services;
  }

  /** Where bytes are read and written. */
  get blobs(): BlobStore {
    return this.#services.blobs;
  }

  /** The era of its UIDs. */
  get era(): Era {
    return this.#services.views.era;
  }

  /** All folders by number. */
  folders(): readonly Folder[] {
    return this.#services.mailboxes.folders(this.key);
  }

  /** The folder of a name; undefined where there is none. */
  folderNamed(name: string): Folder | undefined {
    const canonical = canonicalName(name);
    return this.folders().find((folder) => folder.name === canonical);
  }

  /** The names that the holder has subscribed to. */
  subscriptions(): readonly string[] {
    return this.#services.mailboxes.subscriptions(this.key);
  }

  /** The messages of a folder, current. */
  view(folder: number): Promise<FolderView> {
    return this.#services.views.open(this.key, folder);
  }

  /** The UIDs that have left a folder after a MODSEQ, ascending. */
  vanished(folder: number, sinceModseq: number): readonly number[] {
    return this.#services.mailboxes.vanished(this.key, folder, sinceModseq);
  }

  /** The content of a message; null where it is gone. */
  content(uid: number): Rope | null {
    return this.#services.mailboxes.content(this.key, uid);
  }

  /** How full the mailbox is, in bytes. */
  async quota(): Promise<{ readonly used: number; readonly limit: number }> {
    return { used: this.#services.mailboxes.usage(this.key), limit: await this.limit() };
  }

  /** Bytes that the mailbox may hold. */
  async limit(): Promise<number> {
    const account = await this.#services.queries.accountByAddress(this.key);
    return account?.quota ?? this.#services.quota;
  }

  /**
   * Until when what is deleted now can be brought back: the end of a day, so that there is one purge
   * a day and not one for every message.
   */
  keepUntil(): Instant {
    const { clock, keepDeletedDays } = this.#services;
    return Math.ceil(clock.now() / DAY + keepDeletedDays) * DAY;
  }

  /** Deletes those messages of a folder that bear \Deleted. */
  async expunge(folder: number, uids: readonly number[]): Promise<void> {
    const keepUntil = this.keepUntil();
    for (const part of partsOf(uids)) {
      await this.send({ type: "expunge", folder, uids: part, keepUntil });
    }
  }

  /** Deletes messages, wherever they lie; where that fails some may be gone. */
  async remove(uids: readonly number[]): Promise<void> {
    const keepUntil = this.keepUntil();
    for (const part of partsOf(uids)) {
      const { refusal } = await this.send({ type: "remove", uids: part, keepUntil });
      if (refusal) throw new Error(`Cannot remove messages: ${refusal.detail}`);
    }
  }

  /** Sends a command to the mailbox; views show what came of it when this resolves. */
  async send(
    command: MailboxCommand,
    blobs: readonly SmallBlob[] = [],
  ): Promise<Sent<MailboxState, MailboxEvent>> {
    const { runtime, views } = this.#services;
    const sent = await runtime.send(mailbox, this.key, command, blobs);
    if (sent.events.length > 0) views.refresh(this.key);
    return sent;
  }
}
