/**
 * The commands `directory …`.
 *
 * @module
 */
import type { DirectoryDiff, ProviderChange } from "../directory/diff.ts";
import type { RefreshOutcome } from "../directory/keeper.ts";
import type { ProviderEntry } from "../directory/provider.ts";
import type { Edition } from "../directory/signed_directory.ts";
import { renderTable } from "./table.ts";

/** What changed from one directory to another, a row for each value. */
export function diffTable(diff: DirectoryDiff): string {
  const rows = [
    ...diff.removed.map((entry) => ["removed", labelOf(entry), "provider", summaryOf(entry)]),
    ...diff.added.map((entry) => ["added", labelOf(entry), "provider", summaryOf(entry)]),
    ...diff.changed.flatMap(changeRows),
  ];
  if (rows.length === 0) return "No differences";
  return renderTable(["CHANGE", "PROVIDER", "WHAT", "VALUE"], rows);
}

function changeRows({ provider, differences }: ProviderChange): string[][] {
  const label = labelOf(provider);
  return differences.flatMap(({ attribute, removed, added }) => [
    ...removed.map((value) => ["removed", label, attribute, value]),
    ...added.map((value) => ["added", label, attribute, value]),
  ]);
}

function labelOf({ name, unit }: ProviderEntry): string {
  return unit === undefined ? name : `${name}, ${unit}`;
}

function summaryOf({ domains, certificates, mailReceipt }: ProviderEntry): string {
  return `${domains.length} domains, ${certificates.length} certificates, ${mailReceipt}`;
}

/** How a fetch ended: the edition that is served now beside the one before, and why. */
export function refreshReport(outcome: RefreshOutcome): string {
  const editions = outcome.kind === "refreshed"
    ? [["now", outcome.edition] as const, ["before", outcome.previous] as const]
    : [["still", outcome.current] as const];
  const rows = editions.flatMap(([when, edition]) => edition ? [editionRow(when, edition)] : []);
  const table = renderTable(["EDITION", "SIGNED", "PROVIDERS", "DOMAINS", "SIGNER"], rows);
  if (outcome.kind === "refused") {
    return [`Refused: ${outcome.reason}`, ...(rows.length > 0 ? [table] : [])].join("\n");
  }
  const warnings = outcome.warnings.map((warning) => [warning]);
  return [table, ...(warnings.length > 0 ? ["", renderTable(["WARNING"], warnings)] : [])]
    .join("\n");
}

function editionRow(when: string, edition: Edition): string[] {
  const { signingTime, providers, domains, signer } = edition;
  return [when, new Date(signingTime).toISOString(), String(providers), String(domains), signer];
}
