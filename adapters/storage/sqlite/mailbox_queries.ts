/**
 * Reads of the projection `mailbox`.
 *
 * @module
 */
import type { Rope } from "../../../events/rope.ts";
import type { DeletedMessage, Folder, ListedMessage, MailboxQueries } from "../mailboxes.ts";
import type { Statements } from "./statements.ts";

const foldersSql = `SELECT folder, name, highest_uid AS highestUid, modseq
  FROM mailbox_folders WHERE mailbox = ? ORDER BY folder`;
const listedSql = `SELECT uid, email, modseq, flags, size, received, at AS saved
  FROM mailbox_entries WHERE mailbox = ? AND folder = ? AND uid > ? ORDER BY uid LIMIT ?`;
const changedSql = `SELECT uid, email, modseq, flags, size, received, at AS saved
  FROM mailbox_entries WHERE mailbox = ? AND folder = ? AND modseq > ? ORDER BY uid`;
const deletedSql = `SELECT d.uid, f.name AS folder, subject, size, deleted_at AS deletedAt, until
  FROM mailbox_deleted d LEFT JOIN mailbox_folders f
  ON f.mailbox = d.mailbox AND f.folder = d.folder
  WHERE d.mailbox = ? AND content IS NOT NULL ORDER BY d.uid`;

/** The queries over one connection. */
export class SqliteMailboxQueries implements MailboxQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  folders(mailbox: string): readonly Folder[] {
    return this.#statements.of(foldersSql).all(mailbox) as unknown as Folder[];
  }

  subscriptions(mailbox: string): readonly string[] {
    return this.#statements
      .of("SELECT name FROM mailbox_subscriptions WHERE mailbox = ? ORDER BY name")
      .all(mailbox)
      .map(({ name }) => String(name));
  }

  folder(mailbox: string, folder: number): Folder | null {
    const row = this.#statements
      .of(`SELECT folder, name, highest_uid AS highestUid, modseq
        FROM mailbox_folders WHERE mailbox = ? AND folder = ?`)
      .get(mailbox, folder);
    return (row ?? null) as Folder | null;
  }

  listed(
    mailbox: string,
    folder: number,
    afterUid: number,
    limit: number,
  ): readonly ListedMessage[] {
    return this.#statements.of(listedSql)
      .all(mailbox, folder, afterUid, limit) as unknown as ListedMessage[];
  }

  changed(mailbox: string, folder: number, sinceModseq: number): readonly ListedMessage[] {
    return this.#statements.of(changedSql)
      .all(mailbox, folder, sinceModseq) as unknown as ListedMessage[];
  }

  content(mailbox: string, uid: number): Rope | null {
    const row = this.#statements
      .of("SELECT content FROM mailbox_entries WHERE mailbox = ? AND uid = ?")
      .get(mailbox, uid);
    return row ? JSON.parse(String(row["content"])) as Rope : null;
  }

  usage(mailbox: string): number {
    const row = this.#statements
      .of("SELECT sum(bytes) AS bytes FROM mailbox_folders WHERE mailbox = ?")
      .get(mailbox);
    return Number(row?.["bytes"] ?? 0);
  }

  vanished(mailbox: string, folder: number, sinceModseq: number): readonly number[] {
    return this.#statements
      .of(`SELECT uid FROM mailbox_deleted
        WHERE mailbox = ? AND folder = ? AND modseq > ? ORDER BY uid`)
      .all(mailbox, folder, sinceModseq)
      .map(({ uid }) => Number(uid));
  }

  deleted(mailbox: string): readonly DeletedMessage[] {
    return this.#statements.of(deletedSql).all(mailbox) as unknown as DeletedMessage[];
  }
}
