/**
 * Fresh projections out of the log, in a database of their own, beside the live ones.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Projection } from "../../../events/projections/projection.ts";
import { projections } from "../../../events/projections/projections.ts";
import type { Instant } from "../../../events/instant.ts";
import type { Position } from "../../../events/store.ts";
import { SqliteLogQueries } from "./log_queries.ts";
import { apply } from "./projector.ts";
import { SqliteQueries } from "./queries.ts";
import { headOf, readPage } from "./rows.ts";
import { openForReading } from "./schema.ts";
import { Statements } from "./statements.ts";
import { type TableDifference, tableDifferences } from "./table_comparison.ts";

/** Events that are read at once. */
const PAGE = 1000;

/** Kibibytes of the fresh database that are held in memory. */
const CACHE = 131_072;

/** A row of a projection that is not what the log says. */
export interface Difference extends TableDifference {
  readonly projection: string;
}

/**
 * A replay of a data folder. What it reads is one state of the log, however long it takes; a
 * provider may serve meanwhile.
 */
export class Replay {
  readonly #live: DatabaseSync;
  readonly #fresh: DatabaseSync;
  readonly #statements: Statements;
  readonly #log: Statements;
  /** Position of the log's last event. */
  readonly head: Position;
  /** The fresh projections, as the live ones are read, after {@linkcode foldUntil}. */
  readonly queries: SqliteQueries;

  /**
   * @param folder the data folder
   * @param scratch a file that is not there yet; whoever replays removes it afterwards
   */
  constructor(folder: string, scratch: string) {
    this.#live = openForReading(folder);
    this.#live.exec("BEGIN");
    this.#fresh = new DatabaseSync(scratch);
    // Nothing of it is worth keeping: no journal, no waiting for the disk.
    this.#fresh.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -${CACHE}; BEGIN`);
    this.#log = new Statements(this.#live);
    this.#statements = new Statements(this.#fresh);
    for (const sql of projections.flatMap(({ tables }) => tables)) this.#statements.run(sql);
    this.head = headOf(this.#log);
    this.queries = new SqliteQueries(this.#statements);
  }

  /** Folds as far as each live projection has come; tells the position after each page. */
  foldAsLive(): Generator<Position> {
    const row = "SELECT position FROM projections WHERE name = ?";
    return this.#fold(({ name, mode }) =>
      mode === "inline"
        ? this.head
        : Math.min(this.head, Number(this.#log.of(row).get(name)?.["position"] ?? 0))
    );
  }

  /**
   * Folds all that the log held before the first event of an instant or later; then `queries` has
   * it.
   */
  *foldUntil(instant: Instant): Generator<Position> {
    const end = new SqliteLogQueries(this.#log).boundary(0, instant);
    yield* this.#fold(() => end);
    for (const sql of projections.flatMap(({ readersIndexes = [] }) => readersIndexes)) {
      this.#statements.run(sql);
    }
  }

  /** Where the live projections differ from the fresh ones, after {@linkcode foldAsLive}. */
  *differences(): Generator<Difference> {
    for (const projection of projections) {
      for (const table of tablesOf(projection)) {
        for (const difference of tableDifferences(this.#log, this.#statements, table)) {
          yield { projection: projection.name, ...difference };
        }
      }
    }
  }

  /** Lets go of both databases. */
  close(): void {
    this.#live.close();
    this.#fresh.close();
  }

  *#fold(goalOf: (projection: Projection) => Position): Generator<Position> {
    const goals = projections.map((projection) => ({ projection, goal: goalOf(projection) }));
    const end = Math.max(...goals.map(({ goal }) => goal));
    for (let position = 0; position < end;) {
      const page = readPage(this.#log, position, Math.min(PAGE, end - position));
      if (page.length === 0) return;
      for (const recorded of page) {
        for (const { projection, goal } of goals) {
          if (recorded.position <= goal) apply(this.#statements, projection, recorded);
        }
        position = recorded.position;
      }
      yield position;
    }
  }
}

function tablesOf({ tables }: Projection): readonly string[] {
  return tables.flatMap((sql) => /^CREATE TABLE (\w+)/.exec(sql)?.[1] ?? []);
}
