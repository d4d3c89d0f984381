/**
 * Whether the database is whole by itself: its pages, its tables and indexes, the versions within
 * each stream, no row where nobody looks who goes through the log.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Projection } from "../../events/projections/projection.ts";
import { projections } from "../../events/projections/projections.ts";
import { storeTables } from "../storage/sqlite/schema.ts";
import { Statements } from "../storage/sqlite/statements.ts";
import type { Findings } from "./fault.ts";

const gapsSql = `SELECT stream, count(*) AS count, max(version) AS version FROM events
  GROUP BY stream HAVING count(*) <> max(version) OR min(version) <> 1 LIMIT 100`;

/** The log begins at 1, but whoever reads a stream would take what stands before that for true. */
const earlySql = "SELECT position FROM events WHERE position < 1 LIMIT 100";
/** The event that gets such a position could not be written. */
const loneKeysSql = `SELECT position FROM event_keys
  WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.position = event_keys.position) LIMIT 100`;
const emptyHeadsSql = "SELECT size FROM tree_heads WHERE size < 1 LIMIT 100";

/** Indexes that SQLite makes by itself have no text. */
const schemaSql = `SELECT type || ' ' || name AS object FROM sqlite_schema
  WHERE sql IS NOT NULL`;
const strangeSql = `SELECT type || ' ' || name AS object FROM sqlite_schema
  WHERE type IN ('trigger', 'view')`;

/** Looks at what no hash covers. */
export function checkDatabase(statements: Statements, findings: Findings): void {
  for (const row of statements.of("PRAGMA integrity_check").all()) {
    const text = String(row["integrity_check"]);
    if (text !== "ok") findings.fault("events.db", text);
  }
  for (const { stream, count, version } of statements.of(gapsSql).all()) {
    const reason = `its last version is ${version}, and it has ${count} events`;
    findings.fault(`stream ${stream}`, reason);
  }
  checkRows(statements, findings);
  checkSchema(statements, findings);
  checkVersions(statements, findings);
}

function checkRows(statements: Statements, findings: Findings): void {
  for (const { position } of statements.of(earlySql).all()) {
    findings.fault(`event ${position}`, "it stands before the first event of the log");
  }
  for (const { position } of statements.of(loneKeysSql).all()) {
    findings.fault(`event ${position}`, "it has a key, and is not in the log");
  }
  for (const { size } of statements.of(emptyHeadsSql).all()) {
    findings.fault(`head of ${size} events`, "it covers none");
  }
}

/** Tables that a former release has left behind harm nobody; what acts by itself might. */
function checkSchema(statements: Statements, findings: Findings): void {
  using database = new DatabaseSync(":memory:");
  database.exec([storeTables, ...projections.flatMap(statementsOf)].join(";\n"));
  const missing = objectsOf(new Statements(database), schemaSql)
    .difference(objectsOf(statements, schemaSql));
  for (const object of missing) findings.fault("events.db", `the ${object} is missing`);
  for (const object of objectsOf(statements, strangeSql)) {
    findings.fault("events.db", `the ${object} is none of a storage's`);
  }
}

function statementsOf({ tables, readersIndexes = [] }: Projection): readonly string[] {
  return [...tables, ...readersIndexes];
}

function objectsOf(statements: Statements, sql: string): Set<string> {
  return new Set(statements.of(sql).all().map(({ object }) => String(object)));
}

/** The next start would build a projection of another version anew, and one too far never again. */
function checkVersions(statements: Statements, findings: Findings): void {
  const sql = `SELECT version, position, (SELECT max(position) FROM events) AS head
    FROM projections WHERE name = ?`;
  for (const { name, version } of projections) {
    const row = statements.of(sql).get(name);
    if (row?.["version"] !== version) {
      findings.fault(`projection ${name}`, `it is of version ${row?.["version"]}, not ${version}`);
    } else if (Number(row["position"]) > Number(row["head"] ?? 0)) {
      findings.fault(`projection ${name}`, `it stands at ${row["position"]}, beyond the log`);
    }
  }
}
