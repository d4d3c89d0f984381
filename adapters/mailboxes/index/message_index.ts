/**
 * What follows from the content of messages, for the servers by which mailboxes are read.
 *
 * A message that the index has not reached is read directly, or taken in first where there are
 * many: whoever asks notices nothing but the time. Only the process that serves a data folder opens
 * its index.
 *
 * @module
 */
import { Turn } from "../../clock.ts";
import { MissingBlob } from "../../../events/store.ts";
import type { ReadOnlyStorage } from "../../storage/storage.ts";
import { openContent } from "../message_content.ts";
import { type MessageFacts, readFacts } from "./facts.ts";
import { IndexLink } from "./link.ts";
import type { Criterion, IndexLog, MessageSet } from "./protocol.ts";
import { type FactName, type Facts, IndexReader } from "./reader.ts";
import { isDamage, openForReading } from "./schema.ts";

export type { Criterion, IndexLog } from "./protocol.ts";
export type { FactName, Facts } from "./reader.ts";

/** A message of a mailbox. */
export interface MessageRef {
  /** Its UID, or one of them. */
  readonly uid: number;
  readonly email: number;
}

/** What the index reads. */
export type IndexedStorage = Pick<ReadOnlyStorage, "blobs" | "mailboxes">;

/** Messages that are looked up before others have their turn on this thread. */
const SLICE = 1000;

/** So few messages are rather read here than waited for. */
const FEW = 8;

/** The index of all mailboxes. */
export class MessageIndex {
  readonly #folder: string;
  readonly #storage: IndexedStorage;
  readonly #link: IndexLink;
  #reader: IndexReader;

  private constructor(folder: string, storage: IndexedStorage, link: IndexLink) {
    this.#folder = folder;
    this.#storage = storage;
    this.#link = link;
    this.#reader = new IndexReader(openForReading(folder));
    link.onrenewed = () => this.#reopen();
  }

  /**
   * Opens the index of a data folder, and goes on building it. A missing or damaged one is built
   * anew.
   */
  static async open(
    folder: string,
    storage: IndexedStorage,
    log: IndexLog,
  ): Promise<MessageIndex> {
    return new MessageIndex(folder, storage, await IndexLink.start(folder, log));
  }

  /**
   * Facts by EMAILID. Messages that are gone have none.
   *
   * @param mailbox an address key
   */
  async facts<Name extends FactName>(
    mailbox: string,
    messages: readonly MessageRef[],
    names: readonly Name[],
  ): Promise<Map<number, Facts<Name>>> {
    const sorted = messages.toSorted(byEmail);
    const facts = new Map<number, Facts<Name>>();
    const turn = new Turn();
    for (let at = 0; at < sorted.length; at += SLICE) {
      if (turn.over) await turn.pass();
      const slice = sorted.slice(at, at + SLICE);
      let missing = this.#lookUp(mailbox, slice, names, facts);
      if (missing.length > FEW) {
        // Where that fails, and it says why in the log, messages are read here one by one.
        await this.#link.ask({ kind: "take-in", messages: setOf(mailbox, missing) })
          .catch(() => {});
        missing = this.#lookUp(mailbox, missing, names, facts);
      }
      for (const message of missing) {
        const read = await this.#readDirectly(mailbox, message);
        if (read) facts.set(message.email, chosen(read, names));
        if (turn.over) await turn.pass();
      }
    }
    return facts;
  }

  /**
   * The EMAILIDs of those messages whose content meets a criterion.
   *
   * @param mailbox an address key
   * @throws {Error} when the index cannot be used.
   */
  async search(
    mailbox: string,
    messages: readonly MessageRef[],
    criterion: Criterion,
  ): Promise<Set<number>> {
    const set = setOf(mailbox, messages.toSorted(byEmail));
    const emails = await this.#link.ask({ kind: "search", messages: set, criterion });
    return new Set(emails);
  }

  /** Resolves when everything that the log holds now has been taken in. */
  async caughtUp(): Promise<void> {
    await this.#link.ask({ kind: "catch-up" });
  }

  /** Ends the thread and the connection; what has not been taken in is after the next start. */
  async close(): Promise<void> {
    this.#reader.close();
    await this.#link.close();
  }

  /** Adds what the index knows; returns the messages that it does not. */
  #lookUp<Name extends FactName>(
    mailbox: string,
    messages: readonly MessageRef[],
    names: readonly Name[],
    facts: Map<number, Facts<Name>>,
  ): readonly MessageRef[] {
    const found = this.#read(mailbox, messages.map(({ email }) => email), names);
    return messages.filter(({ email }) => {
      const known = found.get(email);
      if (known) facts.set(email, known);
      return !known;
    });
  }

  #read<Name extends FactName>(
    mailbox: string,
    emails: readonly number[],
    names: readonly Name[],
  ): Map<number, Facts<Name>> {
    try {
      return this.#reader.read(mailbox, emails, names);
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Until there is a new one, messages are read directly.
      this.#link.ask({ kind: "renew" }).catch(() => {});
      return new Map();
    }
  }

  async #readDirectly(mailbox: string, { uid }: MessageRef): Promise<MessageFacts | null> {
    const rope = this.#storage.mailboxes.content(mailbox, uid);
    if (rope === null) return null;
    try {
      return await readFacts(await openContent(rope, this.#storage.blobs));
    } catch (error) {
      if (error instanceof MissingBlob) return null;
      throw error;
    }
  }

  #reopen(): void {
    this.#reader.close();
    this.#reader = new IndexReader(openForReading(this.#folder));
  }
}

function chosen<Name extends FactName>(
  facts: MessageFacts,
  names: readonly Name[],
): Facts<Name> {
  return Object.fromEntries(names.map((name) => [name, facts[name]])) as Facts<Name>;
}

function byEmail(one: MessageRef, other: MessageRef): number {
  return one.email - other.email;
}

function setOf(mailbox: string, messages: readonly MessageRef[]): MessageSet {
  return {
    mailbox,
    emails: Float64Array.from(messages, ({ email }) => email),
    uids: Float64Array.from(messages, ({ uid }) => uid),
  };
}
