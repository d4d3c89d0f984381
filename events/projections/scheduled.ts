/**
 * Scheduled messages, and their age: what was called off leaves no operation in the trace, and must
 * go all the same when its time is over (RFC 6109 §2.3).
 *
 * @module
 */
import type { ScheduledEvent } from "../scheduled.ts";
import { rowsErasedBy } from "./erasure.ts";
import type { Projection } from "./projection.ts";

const insert = `INSERT INTO scheduled (stream, pec_id, position, events, youngest)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT (stream) DO NOTHING`;

// Applied again, an event changes nothing: versions and instants of a stream never fall.
const grow = `UPDATE scheduled SET events = ?, youngest = ? WHERE stream = ? AND events < ?`;

/** A row for each message that was ever scheduled. */
export const scheduled: Projection = {
  name: "scheduled",
  version: 1,
  mode: "following",
  tables: [
    `CREATE TABLE scheduled (
      stream TEXT PRIMARY KEY,
      pec_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      events INTEGER NOT NULL,
      youngest INTEGER NOT NULL
    )`,
  ],
  readersIndexes: [
    "CREATE INDEX scheduled_by_position ON scheduled (position)",
    "CREATE INDEX scheduled_by_pec_id ON scheduled (pec_id)",
  ],
  apply({ stream, position, version, event }) {
    if (!event.type.startsWith("scheduled.")) return rowsErasedBy(event, "scheduled");
    const fact = event as ScheduledEvent;
    return fact.type === "scheduled.planned"
      ? [{ sql: insert, parameters: [stream, fact.pecId, position, version, fact.at] }]
      : [{ sql: grow, parameters: [version, fact.at, stream, version] }];
  },
};
