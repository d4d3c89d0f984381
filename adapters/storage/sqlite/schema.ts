/**
 * The database of a data folder: its tables, and how a connection to it is set up.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { logTables } from "./log_tables.ts";
import { commitToEvents } from "./migration.ts";

/** Version of the tables below; kept in the database's `user_version`. */
export const SCHEMA_VERSION = 2;

/** The tables of a new database but for those of its projections. */
export const storeTables = `
  ${logTables}
  CREATE TABLE wakes (stream TEXT PRIMARY KEY, wake INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX wakes_by_instant ON wakes (wake, stream);
  CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    bytes BLOB
  ) STRICT;
  -- position: the last event that a following projection has taken in; 0 for inline ones.
  CREATE TABLE projections (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** How a commit meets the disk: `FULL` waits until it is durable, `NORMAL` does not. */
export type Durability = "FULL" | "NORMAL";

/** The database's file in a data folder. */
export function databaseFile(folder: string): string {
  return `${folder}/events.db`;
}

/**
 * Opens a database for writing; creates the file and its tables where there are none.
 *
 * @throws {Error} when a newer release has written it.
 */
export function openForWriting(folder: string, durability: Durability): DatabaseSync {
  const database = new DatabaseSync(databaseFile(folder));
  try {
    // The time-out comes first: another process may hold the lock that the next line needs.
    // What is deleted is overwritten: the key of an erased event must not lie on in a free page.
    database.exec(`PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability}; PRAGMA secure_delete = ON`);
    createTables(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens an existing database for reading.
 *
 * @throws {Error} when there is none, or a newer release has written it.
 */
export function openForReading(folder: string): DatabaseSync {
  const database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    const version = schemaVersion(database);
    refuseNewer(version);
    if (version === 0) throw new Error(`Cannot open ${databaseFile(folder)}: it holds no storage`);
    if (version < SCHEMA_VERSION) {
      throw new Error(
        `Cannot read ${
          databaseFile(folder)
        }: an older release has written it. Start the provider ` +
          "once with this release: that brings it up to date",
      );
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createTables(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = schemaVersion(database);
    refuseNewer(version);
    if (version === 0) database.exec(storeTables);
    if (version === 1) commitToEvents(database);
    if (version < SCHEMA_VERSION) database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

function refuseNewer(version: number): void {
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `Cannot open the storage: its schema is version ${version}, this release knows ${SCHEMA_VERSION}`,
    );
  }
}
