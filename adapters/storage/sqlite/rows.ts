/**
 * Events as rows of the table `events`.
 *
 * @module
 */
import { decodeEvent } from "../../../events/catalogue.ts";
import type { Stored } from "../../../events/definition.ts";
import type { Position, Recorded } from "../../../events/store.ts";
import type { Statements } from "./statements.ts";

/** The columns of an event in the order of {@linkcode EventRow}. */
export const eventColumns = "position, stream, version, number, form, at, data";

/** A row of `events`. */
export type EventRow = {
  position: number;
  stream: string;
  version: number;
  number: number;
  form: number;
  at: number;
  data: string;
};

/** The event of a row. Throws for an event that this release does not know. */
export function recordedOf(row: EventRow): Recorded {
  const event = decodeEvent({
    number: row.number,
    version: row.form,
    at: row.at,
    data: JSON.parse(row.data) as Stored,
  });
  return { position: row.position, stream: row.stream, version: row.version, event };
}

const pageSql = `SELECT ${eventColumns} FROM events WHERE position > ? ORDER BY position LIMIT ?`;

/** Up to `limit` events of the log after a position. */
export function readPage(statements: Statements, after: Position, limit: number): Recorded[] {
  return (statements.of(pageSql).all(after, limit) as EventRow[]).map(recordedOf);
}

/** Position of the last event; 0 in an empty log. */
export function headOf(statements: Statements): Position {
  const row = statements.of("SELECT max(position) AS head FROM events").get() as {
    head: number | null;
  };
  return row.head ?? 0;
}
