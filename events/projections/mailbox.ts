/**
 * What lies in the mailboxes: their folders, and one row for each message. The MODSEQ of a row is
 * that of the event that changed it last.
 *
 * @module
 */
import type { AccountEvent } from "../account.ts";
import { standingFolders } from "../folders.ts";
import type { MailboxEvent } from "../mailbox.ts";
import { modseqOf, NO_CHANGE } from "../modseq.ts";
import type { Recorded } from "../store.ts";
import { rangesOf, uidsOf } from "../uid_set.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

/** The columns that a message keeps for life, wherever it lies. */
const CONTENT =
  `entry, position, received, kind, pec_id, message_id, subject, size, content, email`;

const insertEntry = `INSERT INTO mailbox_entries
  (mailbox, uid, folder, at, flags, modseq, ${CONTENT})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const touchFolder = `UPDATE mailbox_folders SET modseq = ? WHERE mailbox = ? AND folder = ?`;
const growFolder = `UPDATE mailbox_folders SET modseq = ?, highest_uid = ?, bytes = bytes + ?
  WHERE mailbox = ? AND folder = ?`;
const bytesOfRange = `(SELECT coalesce(sum(size), 0) FROM mailbox_entries
  WHERE mailbox = ? AND folder = ? AND uid BETWEEN ? AND ?)`;
const fillFolder = `UPDATE mailbox_folders SET modseq = ?, highest_uid = ?,
  bytes = bytes + ${bytesOfRange} WHERE mailbox = ? AND folder = ?`;
const shrinkFolder = `UPDATE mailbox_folders SET modseq = ?, bytes = bytes - ${bytesOfRange}
  WHERE mailbox = ? AND folder = ?`;
const insertFolder =
  `INSERT INTO mailbox_folders (mailbox, folder, name, highest_uid, modseq, bytes)
  VALUES (?, ?, ?, 0, ?, 0) ON CONFLICT (mailbox, folder) DO NOTHING`;
const subscribe = `INSERT INTO mailbox_subscriptions (mailbox, name) VALUES (?, ?)
  ON CONFLICT (mailbox, name) DO NOTHING`;

// Flags stand between blanks, so that none is found within another.
const addFlag = `UPDATE mailbox_entries SET modseq = ?, flags = CASE
  WHEN instr(flags, ' ' || ? || ' ') > 0 THEN flags ELSE flags || ? || ' ' END
  WHERE mailbox = ? AND uid BETWEEN ? AND ?`;
const removeFlag = `UPDATE mailbox_entries SET modseq = ?,
  flags = replace(flags, ' ' || ? || ' ', ' ') WHERE mailbox = ? AND uid BETWEEN ? AND ?`;

const copyEntry = `INSERT INTO mailbox_entries
  (mailbox, uid, folder, at, flags, modseq, ${CONTENT})
  SELECT mailbox, ?, ?, ?, flags, ?, ${CONTENT} FROM mailbox_entries WHERE mailbox = ? AND uid = ?`;
const leaveTrace = `INSERT INTO mailbox_deleted (mailbox, uid, folder, modseq)
  SELECT mailbox, uid, folder, ? FROM mailbox_entries WHERE mailbox = ? AND uid = ?`;
const moveEntry = `UPDATE mailbox_entries SET uid = ?, folder = ?, at = ?, modseq = ?
  WHERE mailbox = ? AND uid = ?`;
const keepDeleted = `INSERT INTO mailbox_deleted
  (mailbox, uid, folder, modseq, deleted_at, until, flags, ${CONTENT})
  SELECT mailbox, uid, folder, ?, ?, ?, flags, ${CONTENT} FROM mailbox_entries
  WHERE mailbox = ? AND uid BETWEEN ? AND ?`;
const deleteEntries = `DELETE FROM mailbox_entries WHERE mailbox = ? AND uid BETWEEN ? AND ?`;
const restoreEntry = `INSERT INTO mailbox_entries
  (mailbox, uid, folder, at, flags, modseq, ${CONTENT})
  SELECT mailbox, ?, ?, ?, replace(flags, ' \\Deleted ', ' '), ?, ${CONTENT}
  FROM mailbox_deleted WHERE mailbox = ? AND uid = ?`;
// The trace stays: programs that were away must learn that the UID is gone (RFC 7162 §3.2.10).
const forgetContent = `UPDATE mailbox_deleted SET until = NULL, flags = NULL, entry = NULL,
  position = NULL, received = NULL, kind = NULL, pec_id = NULL, message_id = NULL, subject = NULL,
  size = NULL, content = NULL, email = NULL WHERE mailbox = ? AND uid BETWEEN ? AND ?`;

const contentColumns = (constraint: string) =>
  `entry TEXT ${constraint},
      position INTEGER ${constraint},
      received INTEGER ${constraint},
      kind TEXT ${constraint},
      pec_id TEXT ${constraint},
      message_id TEXT ${constraint},
      subject TEXT ${constraint},
      size INTEGER ${constraint},
      content TEXT ${constraint},
      email INTEGER ${constraint}`;

/** The folders of all mailboxes, their messages, and what was deleted from them. */
export const mailbox: Projection = {
  name: "mailbox",
  version: 5,
  mode: "inline",
  tables: [
    `CREATE TABLE mailbox_folders (
      mailbox TEXT NOT NULL,
      folder INTEGER NOT NULL,
      name TEXT NOT NULL,
      highest_uid INTEGER NOT NULL,
      modseq INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (mailbox, folder)
    ) WITHOUT ROWID`,
    `CREATE TABLE mailbox_subscriptions (
      mailbox TEXT NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (mailbox, name)
    ) WITHOUT ROWID`,
    `CREATE TABLE mailbox_entries (
      mailbox TEXT NOT NULL,
      uid INTEGER NOT NULL,
      folder INTEGER NOT NULL,
      at INTEGER NOT NULL,
      flags TEXT NOT NULL,
      modseq INTEGER NOT NULL,
      ${contentColumns("NOT NULL")},
      PRIMARY KEY (mailbox, uid)
    )`,
    `CREATE INDEX mailbox_entries_by_folder ON mailbox_entries (mailbox, folder, uid, size)`,
    `CREATE INDEX mailbox_entries_by_modseq ON mailbox_entries (mailbox, folder, modseq)`,
    `CREATE INDEX mailbox_entries_by_email ON mailbox_entries (mailbox, email, uid)`,
    `CREATE TABLE mailbox_deleted (
      mailbox TEXT NOT NULL,
      uid INTEGER NOT NULL,
      folder INTEGER NOT NULL,
      modseq INTEGER NOT NULL,
      deleted_at INTEGER,
      until INTEGER,
      flags TEXT,
      ${contentColumns("")},
      PRIMARY KEY (mailbox, uid)
    )`,
    `CREATE INDEX mailbox_deleted_by_folder ON mailbox_deleted (mailbox, folder, modseq)`,
  ],
  apply(recorded) {
    const { event, stream } = recorded;
    const fact = event as MailboxEvent | AccountEvent;
    if (fact.type === "account.opened") return furnish(keyOf(stream));
    return fact.type.startsWith("mailbox.")
      ? change(keyOf(stream), recorded, fact as MailboxEvent)
      : [];
  },
};

/** The folders that every mailbox has. */
function furnish(key: string): readonly Statement[] {
  return standingFolders.flatMap(({ folder, name }) => [
    { sql: insertFolder, parameters: [key, folder, name, NO_CHANGE] },
    { sql: subscribe, parameters: [key, name] },
  ]);
}

function change(
  key: string,
  { version, position }: Recorded,
  event: MailboxEvent,
): readonly Statement[] {
  const modseq = modseqOf(version);
  switch (event.type) {
    case "mailbox.stored":
      return store(key, modseq, position, event);
    case "mailbox.flagged":
      return flag(key, modseq, event);
    case "mailbox.copied":
    case "mailbox.moved":
      return transfer(key, modseq, event);
    case "mailbox.expunged":
      return expunge(key, modseq, event);
    case "mailbox.restored":
      return restore(key, modseq, event);
    case "mailbox.purged":
      return rangesOf(event.uids).map(([from, to]) => ({
        sql: forgetContent,
        parameters: [key, from, to],
      }));
    case "mailbox.folder-made":
      return [{ sql: insertFolder, parameters: [key, event.folder, event.name, modseq] }];
    case "mailbox.folder-renamed":
      return [{
        sql: `UPDATE mailbox_folders SET name = ? WHERE mailbox = ? AND folder = ?`,
        parameters: [event.name, key, event.folder],
      }];
    case "mailbox.folder-removed":
      return [{
        sql: `DELETE FROM mailbox_folders WHERE mailbox = ? AND folder = ?`,
        parameters: [key, event.folder],
      }];
    case "mailbox.subscribed":
      return [{ sql: subscribe, parameters: [key, event.name] }];
    case "mailbox.unsubscribed":
      return [{
        sql: `DELETE FROM mailbox_subscriptions WHERE mailbox = ? AND name = ?`,
        parameters: [key, event.name],
      }];
    case "mailbox.quota-passed":
      return [];
  }
}

type Fact<Type extends MailboxEvent["type"]> = Extract<MailboxEvent, { readonly type: Type }>;

function store(
  key: string,
  modseq: number,
  position: number,
  event: Fact<"mailbox.stored">,
): readonly Statement[] {
  const { uid, folder, entry, at, kind, pecId, messageId, subject, size, content, flags } = event;
  return [
    {
      sql: insertEntry,
      parameters: [
        key,
        uid,
        folder,
        at,
        ["", ...flags, ""].join(" "),
        modseq,
        entry,
        position,
        event.received ?? at,
        kind,
        pecId,
        messageId,
        subject,
        size,
        JSON.stringify(content),
        uid,
      ],
    },
    { sql: growFolder, parameters: [modseq, uid, size, key, folder] },
  ];
}

function flag(key: string, modseq: number, event: Fact<"mailbox.flagged">): readonly Statement[] {
  const ranges = rangesOf(event.uids);
  return [
    ...event.add.flatMap((flag) =>
      ranges.map(([from, to]) => ({
        sql: addFlag,
        parameters: [modseq, flag, flag, key, from, to],
      }))
    ),
    ...event.remove.flatMap((flag) =>
      ranges.map(([from, to]) => ({ sql: removeFlag, parameters: [modseq, flag, key, from, to] }))
    ),
    { sql: touchFolder, parameters: [modseq, key, event.folder] },
  ];
}

function transfer(
  key: string,
  modseq: number,
  event: Fact<"mailbox.copied" | "mailbox.moved">,
): readonly Statement[] {
  const { type, at, from, to, first } = event;
  let uid = first;
  const statements: Statement[] = [];
  for (const source of uidsOf(event.uids)) {
    if (type === "mailbox.moved") {
      statements.push({ sql: leaveTrace, parameters: [modseq, key, source] });
      statements.push({ sql: moveEntry, parameters: [uid, to, at, modseq, key, source] });
    } else {
      statements.push({ sql: copyEntry, parameters: [uid, to, at, modseq, key, source] });
    }
    uid++;
  }
  const arrived = [key, to, first, uid - 1];
  statements.push({ sql: fillFolder, parameters: [modseq, uid - 1, ...arrived, key, to] });
  if (type === "mailbox.moved") {
    statements.push({ sql: shrinkFolder, parameters: [modseq, ...arrived, key, from] });
  }
  return statements;
}

function expunge(
  key: string,
  modseq: number,
  { at, until, uids, folder }: Fact<"mailbox.expunged">,
): readonly Statement[] {
  return rangesOf(uids).flatMap(([from, to]) => [
    { sql: shrinkFolder, parameters: [modseq, key, folder, from, to, key, folder] },
    { sql: keepDeleted, parameters: [modseq, at, until, key, from, to] },
    { sql: deleteEntries, parameters: [key, from, to] },
  ]);
}

function restore(
  key: string,
  modseq: number,
  { at, uids, to, first }: Fact<"mailbox.restored">,
): readonly Statement[] {
  let uid = first;
  const statements: Statement[] = [];
  for (const source of uidsOf(uids)) {
    statements.push({ sql: restoreEntry, parameters: [uid++, to, at, modseq, key, source] });
    statements.push({ sql: forgetContent, parameters: [key, source, source] });
  }
  const last = uid - 1;
  const filled = [modseq, last, key, to, first, last, key, to];
  return [...statements, { sql: fillFolder, parameters: filled }];
}
