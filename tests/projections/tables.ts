/**
 * The tables of the projections as they stand in a database.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";

const allTables = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND name NOT IN ('events', 'event_keys', 'tree_heads', 'wakes', 'blobs', 'projections') ORDER BY name`;

/** All rows of all projections' tables, and the checkpoints. */
export function dump(database: DatabaseSync): Record<string, unknown> {
  const tables = database.prepare(allTables).all().map(({ name }) => String(name));
  return Object.fromEntries([...tables, "projections"].map((table) => [
    table,
    database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all().map((row) => ({ ...row })),
  ]));
}

/** The same of a data folder. */
export function dumpFolder(folder: string): Record<string, unknown> {
  using database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  return dump(database);
}
