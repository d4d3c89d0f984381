/**
 * Whether the database is whole by itself: its pages, its indexes, the versions within each stream.
 *
 * @module
 */
import { projections } from "../../events/projections/projections.ts";
import type { Statements } from "../storage/sqlite/statements.ts";
import type { Findings } from "./fault.ts";

const gapsSql = `SELECT stream, count(*) AS count, max(version) AS version FROM events
  GROUP BY stream HAVING count(*) <> max(version) OR min(version) <> 1 LIMIT 100`;

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
  checkVersions(statements, findings);
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
