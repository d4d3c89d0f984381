/**
 * The maildrops that POP3 shows: what has come for a holder, receipts among it.
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import { FOLDERS } from "../../events/folders.ts";
import { MissingBlob } from "../../events/store.ts";
import { uidlOf } from "../mailboxes/era.ts";
import type { HolderMailbox } from "../mailboxes/holder_mailbox.ts";
import type { Maildrop, MaildropMessage, Maildrops } from "../pop3/server/maildrop.ts";
import type { Queries } from "../storage/storage.ts";
import { folderOfReceipts } from "./mailboxes.ts";

/**
 * POP3 knows no folders: without those of Ricevute a holder would never see that a message was
 * accepted or delivered. UIDs hold for the whole mailbox, so both folders make one maildrop.
 */
export class StoredMaildrops implements Maildrops {
  readonly #queries: Queries;
  readonly #mailboxOf: (account: string) => HolderMailbox;
  /** Accounts whose maildrop a session has locked (RFC 1939 §4). */
  readonly #locked = new Set<string>();

  constructor(queries: Queries, mailboxOf: (account: string) => HolderMailbox) {
    this.#queries = queries;
    this.#mailboxOf = mailboxOf;
  }

  async open(account: string): Promise<Maildrop | "in use"> {
    const key = addressKey(account);
    if (this.#locked.has(key)) return "in use";
    this.#locked.add(key);
    try {
      const mailbox = this.#mailboxOf(account);
      const messages = await this.#messages(key, mailbox);
      return {
        messages,
        uniqueId: (uid) => uidlOf(mailbox.era, uid),
        read: (uid) => read(mailbox, uid),
        remove: (uids) => mailbox.remove(uids.toSorted((one, other) => one - other)),
        release: () => {
          this.#locked.delete(key);
        },
      };
    } catch (error) {
      this.#locked.delete(key);
      throw error;
    }
  }

  async #messages(key: string, mailbox: HolderMailbox): Promise<readonly MaildropMessage[]> {
    const account = await this.#queries.accountByAddress(key);
    const receipts = mailbox.folderNamed(folderOfReceipts(account));
    const folders = new Set([FOLDERS.inbox, receipts?.folder ?? FOLDERS.receipts]);
    const views = [];
    for (const folder of folders) views.push(await mailbox.view(folder));
    // Copies: what comes later goes into the views' own arrays.
    const messages = views[0]!.messages.concat(...views.slice(1).map((view) => view.messages));
    return folders.size === 1 ? messages : messages.sort((one, other) => one.uid - other.uid);
  }
}

async function* read(mailbox: HolderMailbox, uid: number): AsyncGenerator<Uint8Array> {
  const rope = mailbox.content(uid);
  if (rope === null) throw new MissingBlob(`Cannot read the message ${uid}: it has been deleted`);
  yield* mailbox.blobs.read(rope);
}
