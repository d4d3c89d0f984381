/**
 * Copies the log itself, and lets the copy forget what the source has forgotten.
 *
 * @module
 */
import type { Position } from "../../../../events/store.ts";
import { headOf } from "../rows.ts";
import { type Statements, transaction } from "../statements.ts";
import type { CopyWatch } from "./copy.ts";
import type { Side } from "./side.ts";

/** Events that are read at once. */
const PAGE = 500;
/** Events whose keys are counted at once. */
const SPAN = 10_000;

const pageSql = `SELECT events.position, stream, version, number, form, at, data, commitment,
    commitment_key AS commitmentKey, data_key AS dataKey
  FROM events LEFT JOIN event_keys ON event_keys.position = events.position
  WHERE events.position > ? AND events.position <= ? ORDER BY events.position LIMIT ?`;
const insertEvent = `INSERT INTO events
  (position, stream, version, number, form, at, data, commitment) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const insertKey = "INSERT INTO event_keys (position, commitment_key, data_key) VALUES (?, ?, ?)";
const countKeys = `SELECT count(*) AS count FROM event_keys WHERE position > ? AND position <= ?`;
const keysSql = "SELECT position FROM event_keys WHERE position > ? AND position <= ?";
const destroyKey = "DELETE FROM event_keys WHERE position = ?";
const headsSql = "SELECT size, root, at, note FROM tree_heads WHERE size > ? AND size <= ?";
const insertHead = "INSERT INTO tree_heads (size, root, at, note) VALUES (?, ?, ?, ?)";
const latestHead = "SELECT coalesce(max(size), 0) AS size FROM tree_heads";
const replaceWakes = `DELETE FROM wakes;
  INSERT INTO wakes (stream, wake) SELECT stream, wake FROM wanted_wakes`;
const forgetBlobs = `DELETE FROM blobs
  WHERE NOT EXISTS (SELECT 1 FROM wanted_blobs WHERE wanted_blobs.sha256 = blobs.sha256)`;

type Row = {
  readonly position: Position;
  readonly stream: string;
  readonly version: number;
  readonly number: number;
  readonly form: number;
  readonly at: number;
  readonly data: Uint8Array;
  readonly commitment: Uint8Array;
  readonly commitmentKey: Uint8Array | null;
  readonly dataKey: Uint8Array | null;
};

/**
 * Brings the target's log to a position, in one transaction: before and after it the target is a
 * whole one. Files of blobs that it forgets are the caller's to remove. Returns how many keys of
 * events it has destroyed, since the source has them no longer.
 */
export function copyRows(source: Side, target: Side, last: Position, watch: CopyWatch): number {
  const [from, to] = [source.statements, target.statements];
  return transaction(to, () => {
    const before = headOf(to);
    const destroyed = destroyKeys(from, to, before);
    copyEvents(from, to, before, last, watch);
    const { size } = to.of(latestHead).get() as { size: number };
    for (const head of from.of(headsSql).iterate(size, last)) {
      to.of(insertHead).run(head["size"]!, head["root"]!, head["at"]!, head["note"]!);
    }
    to.run(replaceWakes);
    to.of(forgetBlobs).run();
    return destroyed;
  });
}

function copyEvents(
  from: Statements,
  to: Statements,
  before: Position,
  last: Position,
  watch: CopyWatch,
): void {
  for (let after = before; after < last;) {
    const page = from.of(pageSql).all(after, last, PAGE) as Row[];
    for (const { commitmentKey, dataKey, ...row } of page) {
      const { position, stream, version, number, form, at, data, commitment } = row;
      if (position !== ++after) throw missing(after);
      to.of(insertEvent).run(position, stream, version, number, form, at, data, commitment);
      if (commitmentKey && dataKey) to.of(insertKey).run(position, commitmentKey, dataKey);
      watch.event();
    }
    if (page.length === 0) throw missing(after + 1);
  }
}

/** Positions are without gaps: where one is missing, the log is not what was written. */
function missing(position: Position): Error {
  return new Error(
    `Cannot copy event ${position}: it is missing. Find out what else is with the command audit`,
  );
}

/** To destroy the key of an event is to erase it: a copy must not undo that. */
function destroyKeys(from: Statements, to: Statements, last: Position): number {
  let destroyed = 0;
  for (let start = 0; start < last; start += SPAN) {
    const span = [start, Math.min(start + SPAN, last)] as const;
    if (to.of(countKeys).get(...span)!["count"] === from.of(countKeys).get(...span)!["count"]) {
      continue;
    }
    const kept = new Set(from.of(keysSql).all(...span).map((row) => row["position"]));
    for (const { position } of to.of(keysSql).all(...span)) {
      if (kept.has(position!)) continue;
      to.of(destroyKey).run(position!);
      destroyed++;
    }
  }
  return destroyed;
}
