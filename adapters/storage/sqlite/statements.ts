/**
 * Prepared statements and transactions of one connection.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Prepares every SQL text once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The prepared statement of a text. */
  of(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  /** Runs a text that is needed only once. */
  run(sql: string): void {
    this.#database.exec(sql);
  }
}

/**
 * Runs `work` in a transaction that holds the write lock from its start, and commits it. Nothing
 * is left of it when this throws.
 */
export function transaction<T>(statements: Statements, work: () => T): T {
  statements.of("BEGIN IMMEDIATE").run();
  try {
    const result = work();
    statements.of("COMMIT").run();
    return result;
  } catch (error) {
    rollBack(statements);
    throw error;
  }
}

/** SQLite's primary result code for a broken constraint: the transaction itself goes on. */
const SQLITE_CONSTRAINT = 19;

/** Whether an error comes from the database's own working, not from what it was asked to do. */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && "errcode" in error &&
    (Number(error.errcode) & 0xff) !== SQLITE_CONSTRAINT;
}

/**
 * Runs `work` in a savepoint. Its changes are undone when it throws; the transaction around it
 * goes on, unless the database itself has failed.
 */
export function savepoint<T>(statements: Statements, work: () => T): T {
  statements.of("SAVEPOINT change").run();
  try {
    const result = work();
    statements.of("RELEASE change").run();
    return result;
  } catch (error) {
    if (!isDatabaseFailure(error)) {
      statements.of("ROLLBACK TO change").run();
      statements.of("RELEASE change").run();
    }
    throw error;
  }
}

function rollBack(statements: Statements): void {
  try {
    statements.of("ROLLBACK").run();
  } catch {
    // A full disk or an I/O error has ended the transaction already.
  }
}
