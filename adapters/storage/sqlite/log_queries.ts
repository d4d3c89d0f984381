/**
 * Reads of the log for whoever proves it.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Position, StreamId } from "../../../events/store.ts";
import type { LogEntry, LogQueries, StoredHead, StreamLength } from "../log.ts";
import { eventColumns, type EventRow, eventTables, headOf, textOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

const entryColumns = `${eventColumns}, commitment_key AS key, commitment`;
const entriesSql = `SELECT ${entryColumns} FROM ${eventTables}
  WHERE events.position > ? ORDER BY events.position LIMIT ?`;
const entriesOfSql = `SELECT ${entryColumns} FROM ${eventTables}
  WHERE stream = ? AND version > ? ORDER BY version LIMIT ?`;
const commitmentsSql = `SELECT commitment FROM events
  WHERE position > ? ORDER BY position LIMIT ?`;
const headColumns = "size, root, at, note";
const boundarySql = `SELECT position FROM events
  WHERE position > ? AND at >= ? ORDER BY position LIMIT 1`;
const nextStreamSql = `SELECT stream FROM events
  WHERE stream > ? AND stream < ? ORDER BY stream LIMIT 1`;
const versionSql = `SELECT version FROM events
  WHERE stream = ? AND position <= ? ORDER BY version DESC LIMIT 1`;

type EntryRow = EventRow & { readonly key: Uint8Array | null; readonly commitment: Uint8Array };

/** The queries over one connection. */
export class SqliteLogQueries implements LogQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  entries(after: Position, limit: number): readonly LogEntry[] {
    return (this.#statements.of(entriesSql).all(after, limit) as EntryRow[]).map(entryOf);
  }

  entriesOf(stream: StreamId, afterVersion: number, limit: number): readonly LogEntry[] {
    return (this.#statements.of(entriesOfSql).all(stream, afterVersion, limit) as EntryRow[])
      .map(entryOf);
  }

  commitments(after: Position, limit: number): readonly Uint8Array[] {
    return this.#statements.of(commitmentsSql).all(after, limit)
      .map((row) => row["commitment"] as Uint8Array);
  }

  latestHead(): StoredHead | null {
    return this.#head(`SELECT ${headColumns} FROM tree_heads ORDER BY size DESC LIMIT 1`);
  }

  headAtLeast(size: number): StoredHead | null {
    const sql = `SELECT ${headColumns} FROM tree_heads WHERE size >= ? ORDER BY size LIMIT 1`;
    return this.#head(sql, size);
  }

  heads(afterSize: number, limit: number): readonly StoredHead[] {
    return this.#statements
      .of(`SELECT ${headColumns} FROM tree_heads WHERE size > ? ORDER BY size LIMIT ?`)
      .all(afterSize, limit) as unknown as StoredHead[];
  }

  *lengths(kind: string, upTo: Position): Generator<StreamLength> {
    // The names of a kind's streams lie between `kind-` and `kind.`, which follows the hyphen.
    for (let stream = `${kind}-`;;) {
      const next = this.#statements.of(nextStreamSql).get(stream, `${kind}.`);
      if (!next) return;
      stream = String(next["stream"]);
      const last = this.#statements.of(versionSql).get(stream, upTo);
      if (last) yield { stream, version: Number(last["version"]) };
    }
  }

  boundary(after: Position, instant: Instant): Position {
    const row = this.#statements.of(boundarySql).get(after, instant);
    return row ? Number(row["position"]) - 1 : headOf(this.#statements);
  }

  #head(sql: string, ...parameters: number[]): StoredHead | null {
    return (this.#statements.of(sql).get(...parameters) ?? null) as StoredHead | null;
  }
}

function entryOf(row: EntryRow): LogEntry {
  const { position, stream, version, number, form, at, key, commitment } = row;
  return { position, stream, version, number, form, at, data: textOf(row), key, commitment };
}
