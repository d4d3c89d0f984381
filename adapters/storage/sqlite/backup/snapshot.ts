/**
 * What a copy is to hold: the state of the source at one instant. It is noted down in temporary
 * tables of the target's connection, so that the source need not hold still while it is copied.
 *
 * @module
 */
import type { Position } from "../../../../events/store.ts";
import { headOf } from "../rows.ts";
import { type Statements, transaction } from "../statements.ts";
import type { Side } from "./side.ts";

const tables = `
  CREATE TEMP TABLE IF NOT EXISTS wanted_blobs (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    large INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TEMP TABLE IF NOT EXISTS wanted_wakes (stream TEXT PRIMARY KEY, wake INTEGER NOT NULL)
    WITHOUT ROWID;
  DELETE FROM wanted_blobs;
  DELETE FROM wanted_wakes;
`;
// The bytes themselves are not read: what comes before them in the row says whether there are any.
const blobsSql = `SELECT sha256, size, stored_at, bytes IS NULL AS large FROM blobs`;
const wantBlob = `INSERT INTO wanted_blobs (sha256, size, stored_at, large) VALUES (?, ?, ?, ?)`;
const wantWake = `INSERT INTO wanted_wakes (stream, wake) VALUES (?, ?)`;

/**
 * Notes which blobs and wakes the source has, and resolves with the position of its last event, all
 * as of one instant. A wake is no fact of the log: one that is younger than the last event that is
 * copied would let that stream be forgotten.
 */
export function takeSnapshot(source: Side, target: Side): Position {
  target.statements.run(tables);
  return transaction(target.statements, () =>
    atOneInstant(source.statements, () => {
      for (const row of source.statements.of(blobsSql).iterate()) {
        target.statements.of(wantBlob)
          .run(row["sha256"]!, row["size"]!, row["stored_at"]!, row["large"]!);
      }
      for (const row of source.statements.of("SELECT stream, wake FROM wakes").iterate()) {
        target.statements.of(wantWake).run(row["stream"]!, row["wake"]!);
      }
      return headOf(source.statements);
    }));
}

/** Reads from one snapshot. It lasts seconds: the source's write-ahead log grows meanwhile. */
function atOneInstant<T>(statements: Statements, read: () => T): T {
  statements.of("BEGIN").run();
  try {
    return read();
  } finally {
    statements.of("COMMIT").run();
  }
}
