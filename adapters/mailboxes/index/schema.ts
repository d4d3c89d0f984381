/**
 * The index's database: `index.db` in the data folder. Whatever is in it follows from the log and
 * the blobs; where it is missing, damaged or of another release it is built anew.
 *
 * A message's key is one number, so that a mailbox is one range of every table:
 * the mailbox's number times 2^32, plus the message's EMAILID.
 *
 * The full text is FTS5 over trigrams, without positions (`detail=none`) and without the text
 * itself; what it finds is looked up again in `heads` and `bodies`. Measured on one of two shared
 * cores, 10,000 messages with 10 KB of text each: taking one in costs 0.7 ms (1.1 ms where 20
 * mailboxes take turns) and 2.0 KB beside the text. A rare word is found in 0.3 ms, a common one in
 * 20 ms, a word whose trigrams are in most messages while itself is in none in 130 ms at the worst;
 * one or two characters, which are looked for in every text, in 20 to 210 ms. With positions no
 * second look is needed, but the trigrams take 23 KB and 1.0 ms; words (unicode61) take 1.3 KB and
 * 0.3 ms, but find no substrings.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Statements } from "../../storage/sqlite/statements.ts";

/** Of the tables below and of what is written into them. Another one's are thrown away. */
const SCHEMA_VERSION = 1;

// A table for each use: what is not asked for is not read. Texts for searches are folded.
const tables = `
  -- The last event that has been taken in. Its stream and instant tell a log from another one.
  CREATE TABLE checkpoint (
    position INTEGER NOT NULL, stream TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO checkpoint VALUES (0, '', 0);
  -- Mailboxes of which messages were purged, and that have not been swept since.
  CREATE TABLE purged (mailbox TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE mailboxes (number INTEGER PRIMARY KEY, mailbox TEXT NOT NULL UNIQUE) STRICT;
  -- sentDay: the day of the field Date as it stands there, in days since 1970-01-01.
  CREATE TABLE messages (id INTEGER PRIMARY KEY, sentDay INTEGER) STRICT;
  CREATE TABLE envelopes (id INTEGER PRIMARY KEY, envelope TEXT NOT NULL) STRICT;
  CREATE TABLE structures (
    id INTEGER PRIMARY KEY, body TEXT NOT NULL, bodystructure TEXT NOT NULL, preview TEXT NOT NULL
  ) STRICT;
  CREATE TABLE headers (id INTEGER PRIMARY KEY, header BLOB) STRICT;
  CREATE TABLE sorting (id INTEGER PRIMARY KEY, sortKeys TEXT NOT NULL) STRICT;
  CREATE TABLE fields (
    id INTEGER PRIMARY KEY, subject TEXT, "from" TEXT, "to" TEXT, cc TEXT, bcc TEXT
  ) STRICT;
  CREATE TABLE heads (id INTEGER PRIMARY KEY, head BLOB NOT NULL) STRICT;
  CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE VIRTUAL TABLE trigrams USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
  );
`;

/** SQLite's primary result codes for a file that is damaged, or no database at all. */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** A mailbox's ids lie this far apart; RFC 9051 §9 has UIDs of 32 bits. */
const MAILBOX_SPAN = 2 ** 32;

/** The highest EMAILID. */
export const LAST_EMAIL: number = MAILBOX_SPAN - 1;

/** The database's file in a data folder. */
export function indexFile(folder: string): string {
  return `${folder}/index.db`;
}

/** The key of a message. Mailboxes are numbered from 1; 2^21 of them are exact as a double. */
export function messageId(mailbox: number, email: number): number {
  return mailbox * MAILBOX_SPAN + email;
}

/** The EMAILID in a key. */
export function emailOf(id: number): number {
  return id % MAILBOX_SPAN;
}

/**
 * The EMAILIDs of the messages that a query finds, whose first column is `id`. They come in one row
 * as JSON, since each row costs a microsecond on its way out of SQLite.
 */
export function gather(
  statements: Statements,
  query: string,
  ...parameters: readonly (number | string | Uint8Array)[]
): number[] {
  const row = statements
    .of(`SELECT json_group_array(id % ${MAILBOX_SPAN}) AS emails FROM (${query})`)
    .get(...parameters);
  return JSON.parse(String(row?.["emails"])) as number[];
}

/** Whether an error tells of a file that is beyond use. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !("errcode" in error)) return false;
  const code = Number(error.errcode) & 0xff;
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** Opens the index for writing. Another release's gives way to an empty one, and so does damage. */
export function openForWriting(folder: string): DatabaseSync {
  try {
    const database = open(folder);
    if (versionOf(database) === SCHEMA_VERSION) return database;
    database.close();
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  return openAnew(folder);
}

/** Throws the index away and opens an empty one. */
export function openAnew(folder: string): DatabaseSync {
  const file = indexFile(folder);
  for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true });
  const database = open(folder);
  database.exec(`BEGIN; ${tables} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  return database;
}

/** Opens the index, which the worker has opened before, for reading. */
export function openForReading(folder: string): DatabaseSync {
  const database = new DatabaseSync(indexFile(folder), { readOnly: true });
  database.exec("PRAGMA busy_timeout = 5000");
  return database;
}

const SETTINGS = [
  "busy_timeout = 5000",
  "page_size = 8192",
  "journal_mode = WAL",
  "synchronous = NORMAL",
  "cache_size = -16000",
];

/**
 * NORMAL waits for the disk only when the write-ahead log is folded in: a crash may cost the latest
 * messages, which are taken in again, and never damages the file.
 */
function open(folder: string): DatabaseSync {
  const database = new DatabaseSync(indexFile(folder));
  try {
    // Prepared, since errors of `exec` bear no code by which damage could be told.
    for (const setting of SETTINGS) database.prepare(`PRAGMA ${setting}`).all();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}
