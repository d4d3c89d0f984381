/**
 * Reads back what a copy has just written.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Position } from "../../../../events/store.ts";
import { sameHash } from "../../../merkle/hash.ts";
import { commitmentOf } from "../../../merkle/commitment.ts";
import { blobFile } from "../../files.ts";
import type { LogQueries } from "../../log.ts";
import { SqliteLogQueries } from "../log_queries.ts";
import { headOf } from "../rows.ts";
import { hashOfFile } from "./copy_blobs.ts";
import type { Side } from "./side.ts";

const blobsSql = `SELECT rowid AS row, sha256, bytes FROM blobs WHERE rowid > ?
  ORDER BY rowid LIMIT 100`;
const lastBlobSql = "SELECT coalesce(max(rowid), 0) AS row FROM blobs";

/** How far a copy had got: what comes behind is new. */
export interface Mark {
  readonly position: Position;
  /** Of the last blob, in the order in which they came. */
  readonly blob: number;
}

/** The mark of a copy as it is now. */
export function markOf({ statements }: Side): Mark {
  return {
    position: headOf(statements),
    blob: Number(statements.of(lastBlobSql).get()!["row"]),
  };
}

/** Reads everything that has come since a mark, and names what is not what it should be. */
export function* faultsSince(copy: Side, mark: Mark): Generator<string, void, void> {
  yield* faultyBlobs(copy, mark.blob);
  yield* faultyEvents(copy, mark.position);
}

function* faultyBlobs({ folder, statements }: Side, mark: number): Generator<string, void, void> {
  for (let after = mark;;) {
    const page = statements.of(blobsSql).all(after);
    for (const { row, sha256, bytes } of page) {
      const actual = bytes === null
        ? hashOfFile(blobFile(folder, String(sha256)))
        : createHash("sha256").update(bytes as Uint8Array).digest("hex");
      if (actual !== sha256) yield `blob ${sha256}`;
      after = Number(row);
    }
    if (page.length === 0) return;
  }
}

function* faultyEvents({ statements }: Side, mark: Position): Generator<string, void, void> {
  const log = new SqliteLogQueries(statements);
  const last = headOf(statements);
  // One by one: a page in which an event cannot be decrypted cannot be read.
  for (let position = mark + 1; position <= last; position++) {
    if (!isSound(log, position)) yield `event ${position}`;
  }
}

/** Whether an event can be decrypted and is what it was committed to, or has been erased. */
function isSound(log: LogQueries, position: Position): boolean {
  try {
    const entry = log.entries(position - 1, 1)[0]!;
    const { data, key, commitment } = entry;
    return data === null || key === null ||
      sameHash(commitmentOf({ ...entry, data }, key), commitment);
  } catch {
    return false;
  }
}
