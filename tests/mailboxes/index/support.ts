/**
 * Mailboxes with messages, and an index of them.
 *
 * @module
 */
import { MessageIndex, type MessageRef } from "../../../adapters/mailboxes/index/message_index.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import { smallBlob } from "../../../adapters/storage/small_blob.ts";
import type { Storage } from "../../../adapters/storage/storage.ts";
import type { AccountEvent } from "../../../events/account.ts";
import type { MailboxEvent } from "../../../events/mailbox.ts";
import { stored } from "../../contracts/samples.ts";
import { withFolder } from "../../storage/temporary.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

/** The mailbox of the tests. */
export const ANNA = "anna@alfa.example";

/** A data folder with its storage and its index, which can be closed and opened again. */
export class Workplace {
  readonly folder: string;
  /** What the index is about. */
  readonly storage: Storage;
  /** What the log of operation has heard. */
  readonly log: string[] = [];
  #index: MessageIndex | null = null;
  readonly #versions = new Map<string, number>();

  constructor(folder: string, storage: Storage) {
    this.folder = folder;
    this.storage = storage;
  }

  /** The index, which must have been opened. */
  get index(): MessageIndex {
    if (this.#index) return this.#index;
    throw new Error("Cannot use the index: it is not open");
  }

  /** Opens the index, after closing the one that was open. */
  async openIndex(): Promise<MessageIndex> {
    await this.closeIndex();
    return this.#index = await MessageIndex.open(
      this.folder,
      this.storage,
      (event) => this.log.push(event),
    );
  }

  /** Closes the index. */
  async closeIndex(): Promise<void> {
    await this.#index?.close();
    this.#index = null;
  }

  /** Opens the account, by which the mailbox gets its folders. */
  async openAccount(): Promise<void> {
    const opened: AccountEvent = {
      type: "account.opened",
      at: 1_000,
      address: ANNA,
      role: "holder",
    };
    await this.storage.events.append({
      stream: `account-${ANNA}`,
      expectedVersion: 0,
      events: [opened],
      wake: null,
    });
  }

  /** Puts messages into a mailbox, in one append; `more` is said of all of them. */
  async store(
    messages: readonly (string | Uint8Array)[],
    mailbox = ANNA,
    more: { readonly flags?: string[]; readonly received?: number; readonly at?: number } = {},
  ): Promise<MessageRef[]> {
    const first = (this.#versions.get(mailbox) ?? 0) + 1;
    const encoded = messages.map((message) =>
      typeof message === "string" ? new TextEncoder().encode(message) : message
    );
    const blobs = encoded.map(smallBlob);
    const events = blobs.map(({ sha256, bytes: { length } }, at): MailboxEvent => {
      const content = length === 0 ? [] : [{ blob: sha256, offset: 0, length }];
      return { ...stored(first + at, content), size: length, ...more } as MailboxEvent;
    });
    await this.append(events, mailbox, blobs);
    return events.map((_, at) => ({ uid: first + at, email: first + at }));
  }

  /** Appends events to a mailbox's stream. */
  async append(
    events: readonly MailboxEvent[],
    mailbox = ANNA,
    blobs: ReturnType<typeof smallBlob>[] = [],
  ): Promise<void> {
    const version = this.#versions.get(mailbox) ?? 0;
    this.#versions.set(mailbox, version + events.length);
    await this.storage.events.append({
      stream: `mailbox-${mailbox}`,
      expectedVersion: version,
      events,
      blobs,
      wake: null,
    });
  }
}

/** Runs `test` in a new workplace with an open index. */
export function withIndex(test: (place: Workplace) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const storage = await openStorage(folder, new SimulatedClock());
    const place = new Workplace(folder, storage);
    try {
      await place.openIndex();
      await test(place);
    } finally {
      await place.closeIndex();
      await storage.close();
    }
  });
}

/** A message of one text. */
export function message(subject: string, body: string, more: readonly string[] = []): string {
  return [
    "From: Anna Rossi <anna@alfa.example>",
    "To: bruno@beta.example",
    `Subject: ${subject}`,
    ...more,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    body,
    "",
  ].join("\r\n");
}
