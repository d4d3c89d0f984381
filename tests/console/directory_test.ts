/** @module */
import { expect } from "expect";
import { diffTable, refreshReport } from "../../adapters/console/directory.ts";
import { directoryDiff } from "../../adapters/directory/diff.ts";
import type { Edition } from "../../adapters/directory/signed_directory.ts";

const alfa = {
  name: "Alfa",
  mailReceipt: "service@alfa.example",
  domains: ["alfa.example"],
  certificates: [{ sha1: "aa", der: new Uint8Array() }],
};
const beta = { ...alfa, name: "Beta", unit: "two", domains: ["beta.example", "b.example"] };

Deno.test("directory diff: a row for each value, a provider that came or went in one row", () => {
  const moved = { ...alfa, domains: ["pec.alfa.example"] };
  expect(diffTable(directoryDiff([alfa, beta], [moved])).split("\n")).toEqual([
    "CHANGE   PROVIDER   WHAT            VALUE",
    "───────  ─────────  ──────────────  ───────────────────────────────────────────────",
    "removed  Beta, two  provider        2 domains, 1 certificates, service@alfa.example",
    "removed  Alfa       managedDomains  alfa.example",
    "added    Alfa       managedDomains  pec.alfa.example",
  ]);
  expect(diffTable(directoryDiff([alfa], [alfa]))).toBe("No differences");
});

const edition: Edition = {
  signingTime: Date.UTC(2026, 10, 21),
  signer: "Authority ab",
  providers: 25,
  domains: 250_000,
};

Deno.test("directory refresh: the new edition beside the one before, with its warnings", () => {
  const earlier = { ...edition, signingTime: Date.UTC(2026, 10, 20), domains: 249_000 };
  const report = refreshReport({
    kind: "refreshed",
    edition,
    previous: earlier,
    warnings: ["providerName=Beta,o=postacert (line 7): \u001b[31mrejected"],
  });
  expect(report.split("\n")).toEqual([
    "EDITION  SIGNED                    PROVIDERS  DOMAINS  SIGNER",
    "───────  ────────────────────────  ─────────  ───────  ────────────",
    "now      2026-11-21T00:00:00.000Z         25   250000  Authority ab",
    "before   2026-11-20T00:00:00.000Z         25   249000  Authority ab",
    "",
    "WARNING",
    "─────────────────────────────────────────────────────",
    "providerName=Beta,o=postacert (line 7): \ufffd[31mrejected",
  ]);
});

Deno.test("directory refresh: a refusal with its reason, and what is served on", () => {
  const report = refreshReport({ kind: "refused", reason: "it is older", current: edition });
  expect(report).toMatch(/^Refused: it is older\nEDITION .*\n.*\nstill {4}2026-11-21/);
  expect(refreshReport({ kind: "refused", reason: "it is older", current: null }))
    .toBe("Refused: it is older");
});
