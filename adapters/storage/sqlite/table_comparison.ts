/**
 * Whether a table has the same rows in two databases.
 *
 * @module
 */
import type { Statements } from "./statements.ts";

/** A row that the two databases do not share, each value as SQL writes it. */
export interface TableDifference {
  readonly table: string;
  /** The row in the database that is judged; null where it is missing there. */
  readonly live: string | null;
  /** The row in the database that is right; null where there is none. */
  readonly fresh: string | null;
}

/** Rows that are compared at once, as one text. */
const TOGETHER = 500;

/** The rows of a table that differ, in the order of its key. A table may be missing in `live`. */
export function* tableDifferences(
  live: Statements,
  fresh: Statements,
  table: string,
): Generator<TableDifference> {
  const layout = layoutOf(fresh, table);
  if (JSON.stringify(layoutOf(live, table)) !== JSON.stringify(layout)) {
    yield { table, live: "another layout of columns", fresh: layout.columns.join(", ") };
    return;
  }
  const sides = [live, fresh].map((statements) => new Side(statements, table, layout));
  const [ours, theirs] = sides as [Side, Side];
  for (let after: Key | null = null;;) {
    // The fresh side sets the pace: up to the same key both must read the same.
    const until: Key | null = theirs.keyAfter(after, TOGETHER);
    if (ours.text(after, until) !== theirs.text(after, until)) {
      yield* rowDifferences(table, ours.rows(after, until), theirs.rows(after, until));
    }
    if (until === null) return;
    after = until;
  }
}

type Key = readonly (string | number | Uint8Array)[];

interface Layout {
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

function layoutOf(statements: Statements, table: string): Layout {
  const info = statements.of(`SELECT name, pk FROM pragma_table_info('${table}') ORDER BY cid`)
    .all();
  const columns = info.map(({ name }) => String(name));
  const key = info.filter(({ pk }) => Number(pk) > 0)
    .toSorted((a, b) => Number(a["pk"]) - Number(b["pk"])).map(({ name }) => String(name));
  return { columns, key: key.length > 0 ? key : columns };
}

interface Row {
  /** The key as SQL writes it. */
  readonly key: string;
  readonly text: string;
}

/** One table of one database, read in stretches of its key. */
class Side {
  readonly #statements: Statements;
  readonly #table: string;
  readonly #key: readonly string[];
  readonly #row: string;
  readonly #keyText: string;

  constructor(statements: Statements, table: string, { columns, key }: Layout) {
    this.#statements = statements;
    this.#table = table;
    this.#key = key;
    this.#row = quoted(columns);
    this.#keyText = quoted(key);
  }

  /** The key of the row that stands `count` rows behind a key; null where the table ends before. */
  keyAfter(after: Key | null, count: number): Key | null {
    const sql = `SELECT ${this.#key.join(", ")} FROM ${this.#table} ${this.#between(after, null)}
      ORDER BY ${this.#key.join(", ")} LIMIT 1 OFFSET ${count - 1}`;
    const row = this.#statements.of(sql).get(...after ?? []);
    return row ? Object.values(row) as unknown as Key : null;
  }

  /** All rows after a key, up to another one, in one text; null bounds are the table's ends. */
  text(after: Key | null, until: Key | null): string {
    const sql = `SELECT group_concat(row, char(10)) AS text FROM (SELECT ${this.#row} AS row
      FROM ${this.#table} ${this.#between(after, until)} ORDER BY ${this.#key.join(", ")})`;
    const row = this.#statements.of(sql).get(...after ?? [], ...until ?? []);
    return String(row?.["text"] ?? "");
  }

  /** The same, row by row. */
  rows(after: Key | null, until: Key | null): readonly Row[] {
    const sql = `SELECT ${this.#keyText} AS key, ${this.#row} AS text FROM ${this.#table}
      ${this.#between(after, until)} ORDER BY ${this.#key.join(", ")}`;
    return this.#statements.of(sql).all(...after ?? [], ...until ?? []) as unknown as Row[];
  }

  #between(after: Key | null, until: Key | null): string {
    const key = `(${this.#key.join(", ")})`;
    const value = `(${this.#key.map(() => "?").join(", ")})`;
    const bounds = [
      ...after ? [`${key} > ${value}`] : [],
      ...until ? [`${key} <= ${value}`] : [],
    ];
    return bounds.length > 0 ? `WHERE ${bounds.join(" AND ")}` : "";
  }
}

/** SQL for a text that two different rows never share. */
function quoted(columns: readonly string[]): string {
  return columns.map(literalOf).join(" || ', ' || ");
}

/** `quote` leaves out what stands behind a NUL in a text. */
function literalOf(column: string): string {
  return `iif(typeof(${column}) = 'text' AND instr(${column}, char(0)) > 0,
    'CAST(' || quote(CAST(${column} AS BLOB)) || ' AS TEXT)', quote(${column}))`;
}

function* rowDifferences(
  table: string,
  live: readonly Row[],
  fresh: readonly Row[],
): Generator<TableDifference> {
  const known = new Map(live.map(({ key, text }) => [key, text]));
  for (const { key, text } of fresh) {
    const found = known.get(key) ?? null;
    known.delete(key);
    if (found !== text) yield { table, live: found, fresh: text };
  }
  for (const text of known.values()) yield { table, live: text, fresh: null };
}
