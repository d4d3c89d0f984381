/**
 * From schema 1 to schema 2: what stood in plain text gets its keys and its commitments.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { StoredEvent } from "../../merkle/commitment.ts";
import { logTables } from "./log_tables.ts";
import { insertRow } from "./rows.ts";
import { Statements } from "./statements.ts";

/** Events that are read at once. */
const PAGE = 1000;

const pageSql = `SELECT position, stream, version, number, form, at, data FROM plain_events
  WHERE position > ? ORDER BY position LIMIT ?`;

/**
 * Commits to every event of a log of schema 1, and encrypts it. Runs within the transaction that
 * raises the schema: a crash leaves schema 1 whole. Takes about a minute for a million events.
 */
export function commitToEvents(database: DatabaseSync): void {
  database.exec(`ALTER TABLE events RENAME TO plain_events; ${logTables}`);
  const statements = new Statements(database);
  for (let after = 0;;) {
    const page = statements.of(pageSql).all(after, PAGE) as unknown as StoredEvent[];
    for (const event of page) insertRow(statements, event, randomBytes);
    if (page.length < PAGE) break;
    after = page.at(-1)!.position;
  }
  database.exec("DROP TABLE plain_events");
}
