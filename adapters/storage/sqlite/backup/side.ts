/**
 * A folder that a storage is copied from, and one that it is copied into.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { incomingFolder, syncFolder } from "../../files.ts";
import { removeLeftovers } from "../../temporaries.ts";
import { openForReading, openForWriting } from "../schema.ts";
import { Statements } from "../statements.ts";

/** One end of a copy: a folder, and a connection to its database. */
export class Side implements Disposable {
  readonly folder: string;
  readonly statements: Statements;
  readonly #database: DatabaseSync;

  constructor(folder: string, database: DatabaseSync) {
    this.folder = folder;
    this.statements = new Statements(database);
    this.#database = database;
  }

  /** Puts everything into the database's one file, so that the folder can be moved or mounted. */
  settle(): void {
    this.#database.exec("PRAGMA journal_mode = DELETE");
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/**
 * The storage to be copied, also beside a process that writes to it.
 *
 * @throws {Error} when there is none, or another release has written it.
 */
export function openSource(folder: string): Side {
  return new Side(folder, openForReading(folder));
}

/** The storage to be copied into: a new one where there is none. What a crash has left goes. */
export function openTarget(folder: string): Side {
  mkdirSync(incomingFolder(folder), { recursive: true, mode: 0o700 });
  syncFolder(folder);
  removeLeftovers(incomingFolder(folder));
  return new Side(folder, openForWriting(folder, "FULL"));
}
