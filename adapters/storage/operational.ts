/**
 * What is no fact and belongs to no projection: cursors, attempts, counters. A database of its own
 * beside that of the events; whoever loses it does some work twice, and loses no fact.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { Statements, transaction } from "./sqlite/statements.ts";

/** The database. */
export interface Operational {
  readonly statements: Statements;
  /** All of the work, or none of it. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** The file in a data folder. */
export function operationalFile(folder: string): string {
  return `${folder}/operational.db`;
}

/**
 * Opens the database, with new tables where it lacks them.
 *
 * @param tables statements `CREATE TABLE IF NOT EXISTS …` and `CREATE INDEX IF NOT EXISTS …`.
 */
export function openOperational(folder: string, tables: readonly string[]): Operational {
  const database = new DatabaseSync(operationalFile(folder));
  // The last few changes may be lost with the machine: each of them can be made again.
  database.exec(
    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
  );
  for (const table of tables) database.exec(table);
  const statements = new Statements(database);
  return {
    statements,
    transaction: (work) => transaction(statements, work),
    close: () => database.close(),
  };
}
