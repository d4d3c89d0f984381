// The port is asynchronous, SQLite's reads are not: `async` makes rejections of their errors.
// deno-lint-ignore-file require-await
/**
 * Reads of the projections' tables.
 *
 * @module
 */
import { addressKey } from "../../../events/address.ts";
import type { Rope } from "../../../events/rope.ts";
import type {
  Account,
  AppPassword,
  InfectedMessage,
  MailboxEntry,
  MessageSummary,
  Queries,
  Standing,
  TimelineStep,
} from "../storage.ts";
import type { Statements } from "./statements.ts";

const entrySql = `SELECT e.mailbox, uid, f.name AS folder, entry, position, at, kind,
  pec_id AS pecId, message_id AS messageId, subject, size, content, flags, received
  FROM mailbox_entries e JOIN mailbox_folders f ON f.mailbox = e.mailbox AND f.folder = e.folder
  WHERE e.mailbox = ?`;
const accountColumns = `address, role, status, verifier, ordinary, folder, quota, receipts,
  second_factor AS secondFactor`;

type EntryRow = Omit<MailboxEntry, "content" | "flags"> & {
  readonly content: string;
  readonly flags: string;
};
type AccountRow = Omit<Account, "secondFactor"> & { readonly secondFactor: number };
type AppPasswordRow = Omit<AppPassword, "networks"> & { readonly networks: string | null };

/** The queries over one connection. */
export class SqliteQueries implements Queries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  async mailboxEntries(mailbox: string): Promise<readonly MailboxEntry[]> {
    return this.#rows<EntryRow>(
      `${entrySql} ORDER BY uid`,
      addressKey(mailbox),
    ).map(entryOf);
  }

  async mailboxEntry(mailbox: string, uid: number): Promise<MailboxEntry | null> {
    const [row] = this.#rows<EntryRow>(
      `${entrySql} AND uid = ?`,
      addressKey(mailbox),
      uid,
    );
    return row ? entryOf(row) : null;
  }

  async accountByAddress(address: string): Promise<Account | null> {
    const [row] = this.#rows<AccountRow>(
      `SELECT ${accountColumns} FROM accounts WHERE address_key = ?`,
      addressKey(address),
    );
    return row ? accountOf(row) : null;
  }

  async appPasswordsOf(address: string): Promise<readonly AppPassword[]> {
    return this.#rows<AppPasswordRow>(
      `SELECT id, name, scope, networks, added, expires, verifier
      FROM accounts_app_passwords WHERE address_key = ? ORDER BY id`,
      addressKey(address),
    ).map((row) => ({ ...row, networks: row.networks === null ? null : JSON.parse(row.networks) }));
  }

  async listAccounts(): Promise<readonly Account[]> {
    return this.#rows<AccountRow>(`SELECT ${accountColumns} FROM accounts ORDER BY address_key`)
      .map(accountOf);
  }

  async listInfected(): Promise<readonly InfectedMessage[]> {
    return this.#rows("SELECT position, at, stream, signature FROM infected ORDER BY position");
  }

  async listMessages(limit: number): Promise<readonly MessageSummary[]> {
    const messages = this.#rows<Omit<MessageSummary, "standings"> & { readonly stream: string }>(
      `SELECT pec_id AS pecId, stream, at, sender, subject, recipients
      FROM timeline_messages AS one WHERE NOT EXISTS (SELECT 1 FROM timeline_messages AS earlier
        WHERE earlier.pec_id = one.pec_id AND earlier.position < one.position)
      ORDER BY at DESC, pec_id DESC LIMIT ?`,
      limit,
    );
    return messages.map(({ stream, ...message }) => ({
      ...message,
      standings: this.#standings(stream),
    }));
  }

  #standings(stream: string): Standing[] {
    return this.#rows(
      `SELECT status, COUNT(*) AS count FROM timeline_recipients
      WHERE stream = ? GROUP BY status ORDER BY MAX(progress) DESC`,
      stream,
    );
  }

  async timelineOf(pecId: string): Promise<readonly TimelineStep[]> {
    return this.#rows(
      `SELECT position, pec_id AS pecId, at, event, who, detail
      FROM timeline WHERE pec_id = ? ORDER BY position`,
      pecId,
    );
  }

  #rows<Row>(sql: string, ...parameters: (string | number)[]): Row[] {
    return this.#statements.of(sql).all(...parameters).map((row) => ({ ...row } as Row));
  }
}

function entryOf(row: EntryRow): MailboxEntry {
  return {
    ...row,
    content: JSON.parse(row.content) as Rope,
    flags: row.flags.split(" ").filter(Boolean),
  };
}

function accountOf(row: AccountRow): Account {
  return { ...row, secondFactor: row.secondFactor !== 0 };
}
