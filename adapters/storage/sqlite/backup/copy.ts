/**
 * Copies a storage: the log, the keys that open it, its heads, its blobs and its tiles. What
 * follows from the log (projections, the index) is not copied: it is built anew.
 *
 * A backup and a restore are the same copy in two directions. At whatever moment it is cut short,
 * the target holds what it held before, and blobs and tiles that are of use when it goes on.
 *
 * @module
 */
import type { Instant } from "../../../../events/instant.ts";
import type { Position } from "../../../../events/store.ts";
import type { StoredHead } from "../../log.ts";
import { BlobTable } from "../blob_table.ts";
import { SqliteLogQueries } from "../log_queries.ts";
import { headOf } from "../rows.ts";
import { copyBlobs } from "./copy_blobs.ts";
import { copyRows } from "./copy_rows.ts";
import { copyTiles, publish } from "./copy_tiles.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { Side } from "./side.ts";

const headUpTo = `SELECT size, root, at, note FROM tree_heads
  WHERE size <= ? ORDER BY size DESC LIMIT 1`;

/** Is told how a copy gets on. */
export interface CopyWatch {
  /** A blob of so many bytes has been copied. */
  blob(size: number): void;
  /** An event has been copied; it is durable when the copy is complete. */
  event(): void;
  /** Something at the source is not what it should be, and was left out; the rest is copied. */
  damaged(what: string): void;
}

/** The state of a storage. */
export interface Extent {
  /** Position of the last event; 0 for none. */
  readonly last: Position;
  /** When the last event happened; null without events. */
  readonly at: Instant | null;
  /** The head that covers most events; null where none was signed. */
  readonly head: StoredHead | null;
}

/** What a copy has done. */
export interface Copied {
  readonly extent: Extent;
  /** How many keys of events were destroyed, since the source has destroyed them. */
  readonly destroyed: number;
}

/**
 * Brings `target` to the state that `source` has now. The log of `target` must be the beginning of
 * the source's.
 */
export function copyStorage(source: Side, target: Side, watch: CopyWatch): Copied {
  // A round finds fewer blobs than the one before it: new ones, while that one was under way.
  let last = takeSnapshot(source, target);
  while (!copyBlobs(source, target, watch)) last = takeSnapshot(source, target);
  const head = source.statements.of(headUpTo).get(last) as StoredHead | undefined;
  if (head) copyTiles(source, target, head, watch);
  const destroyed = copyRows(source, target, last, watch);
  if (head) publish(target, head);
  const blobs = new BlobTable(target.statements, target.folder);
  for (let part = 0; part < 256; part++) blobs.sweep(part.toString(16).padStart(2, "0"));
  return { extent: extentOf(target), destroyed };
}

/** What a storage holds. */
export function extentOf({ statements }: Side): Extent {
  const last = headOf(statements);
  const row = statements.of("SELECT at FROM events WHERE position = ?").get(last);
  return {
    last,
    at: row ? Number(row["at"]) : null,
    head: new SqliteLogQueries(statements).latestHead(),
  };
}
