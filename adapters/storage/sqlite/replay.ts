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
import type { OpenedEvent } from "./opened_events.ts";
import { headOf, readOpened, recordedFrom } from "./rows.ts";
import { openForReading } from "./schema.ts";
import { Statements } from "./statements.ts";
import { type TableDifference, tableDifferences } from "./table_comparison.ts";

/** Events that are read at once. */
const PAGE = 1000;

/** Kibibytes of the fresh database that are held in memory. */
const CACHE = 524_288;

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
  readonly #chosen: readonly Projection[];
  /** Position of the log's last event. */
  readonly head: Position;
  /** The fresh projections, as the live ones are read, after {@linkcode foldUntil}. */
  readonly queries: SqliteQueries;

  /**
   * @param folder the data folder
   * @param scratch a file that is not there yet; whoever replays removes it afterwards
   * @param chosen the projections that are folded
   */
  constructor(folder: string, scratch: string, chosen: readonly Projection[] = projections) {
    this.#chosen = chosen;
    this.#live = openForReading(folder);
    this.#live.exec("BEGIN");
    this.#fresh = new DatabaseSync(scratch);
    // Nothing of it is worth keeping: no journal, no waiting for the disk.
    this.#fresh.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -${CACHE}; BEGIN`);
    this.#log = new Statements(this.#live);
    this.#statements = new Statements(this.#fresh);
    for (const sql of chosen.flatMap(({ tables }) => tables)) this.#statements.run(sql);
    this.head = headOf(this.#log);
    this.queries = new SqliteQueries(this.#statements);
  }

  /**
   * Folds as far as each live projection has come; tells the position after each page.
   *
   * @param pages the log from its first event on, read and decrypted by another thread; what it
   *   lacks at its end is read here
   */
  async *foldAsLive(
    pages: AsyncIterable<readonly OpenedEvent[]>,
  ): AsyncGenerator<Position, void, void> {
    const row = "SELECT position FROM projections WHERE name = ?";
    const goals = this.#goals(({ name, mode }) =>
      mode === "inline"
        ? this.head
        : Math.min(this.head, Number(this.#log.of(row).get(name)?.["position"] ?? 0))
    );
    let position = 0;
    for await (const page of pages) {
      position = this.#take(page, goals, position);
      yield position;
    }
    yield* this.#fold(goals, position);
  }

  /**
   * Folds all that the log held before the first event of an instant or later; then `queries` has
   * it.
   */
  *foldUntil(instant: Instant): Generator<Position> {
    const end = new SqliteLogQueries(this.#log).boundary(0, instant);
    yield* this.#fold(this.#goals(() => end), 0);
    for (const sql of this.#chosen.flatMap(({ readersIndexes = [] }) => readersIndexes)) {
      this.#statements.run(sql);
    }
  }

  /** Where the live projections differ from the fresh ones, after {@linkcode foldAsLive}. */
  *differences(): Generator<Difference> {
    for (const projection of this.#chosen) {
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

  #goals(goalOf: (projection: Projection) => Position): readonly Goal[] {
    return this.#chosen.map((projection) => ({ projection, goal: goalOf(projection) }));
  }

  *#fold(goals: readonly Goal[], after: Position): Generator<Position> {
    const end = Math.max(...goals.map(({ goal }) => goal));
    for (let position = after; position < end;) {
      const page = readOpened(this.#log, position, Math.min(PAGE, end - position));
      if (page.length === 0) return;
      position = this.#take(page, goals, position);
      yield position;
    }
  }

  /** Folds a page; the position of its last event, or the one before it where it is empty. */
  #take(page: readonly OpenedEvent[], goals: readonly Goal[], before: Position): Position {
    for (const opened of page) {
      const recorded = recordedFrom(opened);
      for (const { projection, goal } of goals) {
        if (recorded.position <= goal) apply(this.#statements, projection, recorded);
      }
    }
    return page.at(-1)?.position ?? before;
  }
}

/** How far a projection is folded. */
interface Goal {
  readonly projection: Projection;
  readonly goal: Position;
}

function tablesOf({ tables }: Projection): readonly string[] {
  return tables.flatMap((sql) => /^CREATE TABLE (\w+)/.exec(sql)?.[1] ?? []);
}
