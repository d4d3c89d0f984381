/**
 * What projections forget when events are erased: the store hands erased events to none of them, so
 * that one which is built anew never knows what one that was there must let go.
 *
 * @module
 */
import type { CustodyEvent } from "../custody.ts";
import type { AnyEvent } from "../definition.ts";
import type { Statement } from "./projection.ts";

/**
 * Deletes the rows of the streams that an event erases; nothing where it erases none.
 *
 * @param tables have a column `stream`.
 */
export function rowsErasedBy(event: AnyEvent, ...tables: readonly string[]): readonly Statement[] {
  const fact = event as CustodyEvent;
  if (fact.type !== "custody.erased" || fact.streams.length === 0) return [];
  const streams = JSON.stringify(fact.streams);
  return tables.map((table) => ({
    sql: `DELETE FROM ${table} WHERE stream IN (SELECT value FROM json_each(?))`,
    parameters: [streams],
  }));
}
