/**
 * Reads of the projections `mailbox` and `accounts`, a page at a time.
 *
 * @module
 */
import type { Arrival, Arrivals, HeldMessage, Holders, MailboxPages } from "../mailbox_pages.ts";
import type { Statements } from "./statements.ts";

const columns = `uid, email, e.folder, f.name AS folderName, kind, pec_id AS pecId,
  message_id AS messageId, subject, size, received, flags, e.modseq`;
// CROSS: the messages are gone through in their order, whatever the planner thinks.
const entries = `mailbox_entries e CROSS JOIN mailbox_folders f
  ON f.mailbox = e.mailbox AND f.folder = e.folder`;

const messageSql = `SELECT ${columns} FROM ${entries} WHERE e.mailbox = ? AND uid = ?`;
const newestSql = `SELECT ${columns} FROM ${entries}
  WHERE e.mailbox = ? AND uid < ? ORDER BY uid DESC LIMIT ?`;
const newestInSql = `SELECT ${columns} FROM ${entries}
  WHERE e.mailbox = ? AND uid < ? AND e.folder = ? ORDER BY uid DESC LIMIT ?`;

const ofKinds = "kind IN (SELECT value FROM json_each(?))";
const arrivedIn = `e.mailbox = ? AND e.folder = ? AND uid > ? AND uid <= ? AND ${ofKinds}`;
// Of several copies the one that was made first counts.
const arrivedAnywhere = `e.mailbox = ? AND email > ? AND email <= ? AND ${ofKinds} AND NOT EXISTS (
  SELECT 1 FROM mailbox_entries AS copy
  WHERE copy.mailbox = e.mailbox AND copy.email = e.email AND copy.uid < e.uid)`;

const holdersSql = `SELECT address FROM accounts
  WHERE role = 'holder' AND address_key > ? AND (
    address_key IN (SELECT value FROM json_each(?)) OR EXISTS (
      SELECT 1 FROM json_each(?) WHERE substr(address_key, -length(value) - 1) = '@' || value))
  ORDER BY address_key LIMIT ?`;

/** The queries over one connection. */
export class SqliteMailboxPages implements MailboxPages {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  holders({ addresses, domains }: Holders, afterKey: string, limit: number): readonly string[] {
    return this.#statements.of(holdersSql)
      .all(afterKey, JSON.stringify(addresses), JSON.stringify(domains), limit)
      .map(({ address }) => String(address));
  }

  message(mailbox: string, uid: number): HeldMessage | null {
    return (this.#statements.of(messageSql).get(mailbox, uid) ?? null) as HeldMessage | null;
  }

  newest(
    mailbox: string,
    folder: number | null,
    belowUid: number,
    limit: number,
  ): readonly HeldMessage[] {
    const rows = folder === null
      ? this.#statements.of(newestSql).all(mailbox, belowUid, limit)
      : this.#statements.of(newestInSql).all(mailbox, belowUid, folder, limit);
    return rows as unknown as HeldMessage[];
  }

  arrivals(mailbox: string, arrivals: Arrivals, limit: number): readonly Arrival[] {
    const { where, parameters, place } = conditionsOf(mailbox, arrivals);
    return this.#statements
      .of(`SELECT ${columns} FROM ${entries} WHERE ${where} ORDER BY ${place} LIMIT ?`)
      .all(...parameters, limit)
      .map((row) => ({
        place: Number(row[place]),
        message: row as unknown as HeldMessage,
      }));
  }

  arrivalCount(mailbox: string, arrivals: Arrivals): number {
    const { where, parameters } = conditionsOf(mailbox, arrivals);
    const row = this.#statements
      .of(`SELECT count(*) AS count FROM mailbox_entries e WHERE ${where}`)
      .get(...parameters);
    return Number(row?.["count"]);
  }

  lastPlace(mailbox: string): number {
    const row = this.#statements
      .of("SELECT max(highest_uid) AS last FROM mailbox_folders WHERE mailbox = ?")
      .get(mailbox);
    return Number(row?.["last"] ?? 0);
  }
}

function conditionsOf(mailbox: string, { folder, kinds, after, upTo }: Arrivals) {
  const rest = [after, upTo, JSON.stringify(kinds)];
  return folder === null
    ? { where: arrivedAnywhere, place: "email", parameters: [mailbox, ...rest] } as const
    : { where: arrivedIn, place: "uid", parameters: [mailbox, folder, ...rest] } as const;
}
