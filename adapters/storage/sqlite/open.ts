/**
 * Opens a data folder.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../../events/instant.ts";
import { incomingFolder, syncFolder } from "../files.ts";
import type { ReadOnlyStorage, Storage } from "../storage.ts";
import { removeLeftovers } from "../temporaries.ts";
import { SqliteBlobReader, SqliteBlobStore } from "./blob_store.ts";
import { SqliteClientQueries } from "./client_queries.ts";
import { EventLog, SqliteEventStore } from "./event_log.ts";
import { SqliteFeedQueries } from "./feed_queries.ts";
import { SqliteLogQueries } from "./log_queries.ts";
import { SqliteMailboxPages } from "./mailbox_pages.ts";
import { SqliteMailboxQueries } from "./mailbox_queries.ts";
import { SqliteRetentionQueries } from "./retention_queries.ts";
import { SqliteQueries } from "./queries.ts";
import { openForReading } from "./schema.ts";
import { SqliteSentQueries } from "./sent_queries.ts";
import { Statements } from "./statements.ts";
import { SqliteTraceQueries } from "./trace_queries.ts";
import { SqliteWebhookQueries } from "./webhook_queries.ts";
import { Writer } from "./writer.ts";

/**
 * Opens the storage in a data folder; an empty or missing folder becomes a new one. Several
 * processes may have the same folder open. Projections that an older release has left behind are
 * brought up to date.
 *
 * @throws {Error} when the folder cannot be written, or a newer release has written it.
 */
export async function openStorage(folder: string, clock: Clock): Promise<Storage> {
  // Messages and verifiers are nobody else's business; a folder that exists is left as it is.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(incomingFolder(folder), { recursive: true });
  syncFolder(folder);
  removeLeftovers(incomingFolder(folder));
  const writer = await Writer.start(folder, clock);
  let database: DatabaseSync;
  try {
    database = openForReading(folder);
  } catch (error) {
    await writer.close();
    throw error;
  }
  const statements = new Statements(database);
  const events = new SqliteEventStore(statements, clock, writer);
  return {
    events,
    blobs: new SqliteBlobStore(statements, folder, writer),
    queries: new SqliteQueries(statements),
    mailboxes: new SqliteMailboxQueries(statements),
    mailboxPages: new SqliteMailboxPages(statements),
    trace: new SqliteTraceQueries(statements),
    sent: new SqliteSentQueries(statements),
    feed: new SqliteFeedQueries(statements),
    webhooks: new SqliteWebhookQueries(statements),
    clients: new SqliteClientQueries(statements),
    log: new SqliteLogQueries(statements),
    retention: new SqliteRetentionQueries(statements),
    async addHead(after, head) {
      return await writer.request({ kind: "head", after, head }) as boolean;
    },
    async projected() {
      await writer.request({ kind: "project" });
    },
    async rebuild(name) {
      await writer.request({ kind: "rebuild", name: name ?? null });
    },
    async emptyJournal() {
      await writer.request({ kind: "empty-journal" });
    },
    async compact() {
      await writer.request({ kind: "compact" });
    },
    async close() {
      events.close();
      // The last connection to close tidies the write-ahead log away; that must be the writer's.
      database.close();
      await writer.close();
    },
  };
}

/**
 * Opens the storage in an existing data folder for reading, also beside a running server.
 *
 * @throws {Error} when there is none, or a newer release has written it.
 */
export function openStorageReadOnly(folder: string, clock: Clock): Promise<ReadOnlyStorage> {
  return new Promise((resolve) => {
    const database = openForReading(folder);
    resolve(readersOf(database, new Statements(database), folder, clock));
  });
}

/** Storage opened for reading one state of it, whatever is appended meanwhile. */
export interface Snapshot extends ReadOnlyStorage {
  /** Reads of the tables themselves. */
  readonly statements: Statements;
}

/**
 * Opens one state of the storage in an existing data folder. Its write-ahead log grows until this
 * is closed.
 *
 * @throws {Error} when there is none, or a newer release has written it.
 */
export function openSnapshot(folder: string, clock: Clock): Snapshot {
  const database = openForReading(folder);
  database.exec("BEGIN");
  const statements = new Statements(database);
  return { ...readersOf(database, statements, folder, clock), statements };
}

function readersOf(
  database: DatabaseSync,
  statements: Statements,
  folder: string,
  clock: Clock,
): ReadOnlyStorage {
  const events = new EventLog(statements, clock);
  return {
    events,
    blobs: new SqliteBlobReader(statements, folder),
    queries: new SqliteQueries(statements),
    mailboxes: new SqliteMailboxQueries(statements),
    mailboxPages: new SqliteMailboxPages(statements),
    trace: new SqliteTraceQueries(statements),
    sent: new SqliteSentQueries(statements),
    feed: new SqliteFeedQueries(statements),
    webhooks: new SqliteWebhookQueries(statements),
    clients: new SqliteClientQueries(statements),
    log: new SqliteLogQueries(statements),
    retention: new SqliteRetentionQueries(statements),
    close() {
      events.close();
      database.close();
      return Promise.resolve();
    },
  };
}
