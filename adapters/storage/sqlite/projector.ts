/**
 * Keeps the tables of the projections.
 *
 * @module
 */
import { ERASED } from "../../../events/definition.ts";
import type { Projection } from "../../../events/projections/projection.ts";
import type { Position, Recorded } from "../../../events/store.ts";
import { readPage } from "./rows.ts";
import { type Statements, transaction } from "./statements.ts";

/** Events that are read at once where the log is replayed. */
const PAGE = 500;

/** Events that a following projection takes in at once: about ten milliseconds of work. */
const STEP = 500;

/** Changes the tables of a projection as an event asks for; one that was erased asks for nothing. */
export function apply(statements: Statements, projection: Projection, recorded: Recorded): void {
  if (recorded.event.type === ERASED) return;
  for (const { sql, parameters } of projection.apply(recorded)) {
    statements.of(sql).run(...parameters);
  }
}

/** Brings the tables of all projections to the version that this release keeps. */
export function prepare(statements: Statements, projections: readonly Projection[]): void {
  const version = "SELECT version FROM projections WHERE name = ?";
  transaction(statements, () => {
    const stale = projections.filter((projection) =>
      statements.of(version).get(projection.name)?.["version"] !== projection.version
    );
    for (const projection of stale) recreate(statements, projection);
    // The following ones catch up while the store is at work.
    const inline = stale.filter(({ mode }) => mode === "inline");
    if (inline.length > 0) replay(statements, inline);
  });
}

/** Builds projections anew from the whole log, which is read once for all of them. */
export function rebuild(statements: Statements, projections: readonly Projection[]): void {
  transaction(statements, () => {
    for (const projection of projections) recreate(statements, projection);
    const head = replay(statements, projections);
    for (const projection of projections) {
      if (projection.mode === "following") moveCheckpoint(statements, projection, head);
    }
  });
}

/**
 * Lets the following projections take in the next events. Those that stand at the same place share
 * what is read and decrypted. Returns whether there may be more.
 */
export function follow(statements: Statements, projections: readonly Projection[]): boolean {
  const byPlace = Map.groupBy(projections, (one) => checkpointOf(statements, one));
  return [...byPlace].map(([after, group]) => {
    const events = readPage(statements, after, STEP);
    for (const projection of group) takeIn(statements, projection, events);
    return events.length === STEP;
  }).includes(true);
}

function takeIn(
  statements: Statements,
  projection: Projection,
  events: readonly Recorded[],
): void {
  if (events.length === 0) return;
  transaction(statements, () => {
    // Another process may have moved the checkpoint before this one had the lock.
    const after = checkpointOf(statements, projection);
    const fresh = events.filter(({ position }) => position > after);
    for (const recorded of fresh) apply(statements, projection, recorded);
    const last = fresh.at(-1);
    if (last) moveCheckpoint(statements, projection, last.position);
  });
}

function recreate(statements: Statements, projection: Projection): void {
  const { name, version, tables, readersIndexes = [] } = projection;
  const old = statements.of(
    `SELECT name FROM sqlite_schema
    WHERE type = 'table' AND (name = ?1 OR substr(name, 1, length(?1) + 1) = ?1 || '_')`,
  ).all(name);
  for (const table of old) statements.run(`DROP TABLE ${String(table["name"])}`);
  for (const sql of [...tables, ...readersIndexes]) statements.run(sql);
  statements.of(
    `INSERT INTO projections (name, version, position) VALUES (?, ?, 0)
    ON CONFLICT (name) DO UPDATE SET version = excluded.version, position = 0`,
  ).run(name, version);
}

function replay(statements: Statements, projections: readonly Projection[]): Position {
  let head = 0;
  for (;;) {
    const events = readPage(statements, head, PAGE);
    const last = events.at(-1);
    if (!last) return head;
    for (const recorded of events) {
      for (const projection of projections) apply(statements, projection, recorded);
    }
    head = last.position;
  }
}

function checkpointOf(statements: Statements, { name }: Projection): Position {
  const row = statements.of("SELECT position FROM projections WHERE name = ?").get(name);
  return Number(row?.["position"]);
}

function moveCheckpoint(statements: Statements, { name }: Projection, position: Position): void {
  statements.of("UPDATE projections SET position = ? WHERE name = ?").run(position, name);
}
