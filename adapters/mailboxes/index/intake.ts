/**
 * Brings messages into the index, and those that are gone out of it.
 *
 * @module
 */
import { othersTurn } from "../../clock.ts";
import type { Rope } from "../../../events/rope.ts";
import { MissingBlob } from "../../../events/store.ts";
import type { ReadOnlyStorage } from "../../storage/storage.ts";
import { openContent } from "../message_content.ts";
import { readFacts, searchedFields, searchedText } from "./facts.ts";
import type { IndexLog, MessageSet } from "./protocol.ts";
import { LAST_EMAIL } from "./schema.ts";
import type { IndexTables, NewMessage } from "./tables.ts";

/** Messages that are read before what they are is written. */
const TOGETHER = 50;

/** Messages of a folder that are listed at once. */
const PAGE = 5000;

/** The way into the index. */
export class Intake {
  /** What is written. */
  readonly tables: IndexTables;
  readonly #storage: ReadOnlyStorage;
  readonly #log: IndexLog;

  constructor(tables: IndexTables, storage: ReadOnlyStorage, log: IndexLog) {
    this.tables = tables;
    this.#storage = storage;
    this.#log = log;
  }

  /** Reads a message; null where it is gone. */
  async read(mailbox: string, email: number, rope: Rope): Promise<NewMessage | null> {
    try {
      const content = await openContent(rope, this.#storage.blobs);
      return {
        mailbox,
        email,
        facts: await readFacts(content),
        fields: searchedFields(content.root),
        text: await searchedText(content),
      };
    } catch (error) {
      // One message must not hold up all others; whoever asks for it will hear of it again.
      if (!(error instanceof MissingBlob)) {
        this.#log("index.message.failed", { email, reason: String(error) });
      }
      return null;
    }
  }

  /** Takes messages in that are asked for, before the log's turn has come to them. */
  async takeIn({ mailbox, emails, uids }: MessageSet): Promise<void> {
    if (emails.length === 0) return;
    const known = new Set(this.tables.emails(mailbox, emails[0]!, emails.at(-1)!));
    let messages: NewMessage[] = [];
    const write = async () => {
      this.tables.takeIn(messages);
      messages = [];
      await othersTurn();
    };
    for (const [index, email] of emails.entries()) {
      if (known.has(email)) continue;
      const content = this.#storage.mailboxes.content(mailbox, uids[index]!);
      const message = content && await this.read(mailbox, email, content);
      if (message) messages.push(message);
      if (messages.length === TOGETHER) await write();
    }
    if (messages.length > 0) await write();
  }

  /**
   * Removes from one of the mailboxes that something was purged from what lies in no folder any
   * more. Returns whether there was such a mailbox. What can still be brought back may go too: it
   * is read again when someone asks for it.
   */
  sweep(): boolean {
    const mailbox = this.tables.purgedMailbox();
    if (mailbox === undefined) return false;
    // Before the folders are listed: what is stored meanwhile stays.
    const known = this.tables.emails(mailbox, 1, LAST_EMAIL);
    const alive = this.#emails(mailbox);
    this.tables.remove(mailbox, known.filter((email) => !alive.has(email)));
    return true;
  }

  #emails(mailbox: string): Set<number> {
    const emails = new Set<number>();
    const { mailboxes } = this.#storage;
    for (const { folder } of mailboxes.folders(mailbox)) {
      for (let after = 0, more = true; more;) {
        const messages = mailboxes.listed(mailbox, folder, after, PAGE);
        for (const { email } of messages) emails.add(email);
        after = messages.at(-1)?.uid ?? after;
        more = messages.length === PAGE;
      }
    }
    return emails;
  }
}
