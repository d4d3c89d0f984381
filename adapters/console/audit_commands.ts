/**
 * The command `audit`: everything that can be verified of a data folder.
 *
 * @module
 */
import type { Command } from "commander";
import { audit, type AuditReport } from "../audit/audit.ts";
import { systemClock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import { loadConfiguration, loadPublicConfiguration } from "../config/load.ts";
import { escapeText } from "../documents/pec/trace_line.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from "../merkle/note_key.ts";
import { openIssuers } from "../opening/issuers.ts";
import { logSignerOf } from "../opening/proof.ts";
import { readDescription } from "../storage/sqlite/backup/backup_folder.ts";
import { databaseFile } from "../storage/sqlite/schema.ts";
import type { Trust } from "../verifier/report.ts";
import { fileFault } from "./file_faults.ts";
import { standardProgress } from "./progress.ts";
import { config } from "./storage_access.ts";
import { renderTable } from "./table.ts";

interface Options {
  readonly config: string;
  readonly data?: string;
  readonly logKey?: string;
}

/** What each check has looked at, in words. */
const CHECKED: Readonly<Record<string, string>> = {
  log: "events: their commitments, the tree over them, its files",
  blobs: "blobs: their hashes",
  heads: "signed heads",
  days: "sealed days: signatures, time stamps, lines",
  documents: "documents: their signatures",
  database: "the database by itself: pages, indexes, versions",
  projections: "events, folded into projections that were compared with the live ones",
  trace: "messages: what the log must say of each (RFC 6109 §2.3)",
  wakes: "streams to be woken",
};

/** Things that are looked at between two lines of progress. */
const STEP = 20_000;

/** Adds it to the command line. */
export function auditCommands(main: Command): void {
  main.command("audit").addOption(config())
    .description(
      "verify everything that there is: events, tree, heads, time stamps, sealed days, " +
        "signatures, blobs, rules and projections, also while the provider serves; names each " +
        "fault; status 1 where there is one",
    )
    .option("--data <folder>", "a copy of the data folder, such as restore makes")
    .option("--log-key <vkey>", "the log's public key, where its private key is not at hand")
    .action(run);
}

/** Throws where there are faults, so that scripts notice. */
async function run({ config, data, logKey }: Options): Promise<void> {
  const [configuration, key] = logKey === undefined
    ? await withOwnKey(config)
    : [await loadPublicConfiguration(config), parseVerifierKey(logKey)];
  const folder = data ?? configuration.storage.folder;
  await requireDataFolder(folder);
  const scratch = await Deno.makeTempDir({ prefix: "ceralacca-audit-" });
  const progress = standardProgress();
  const began = systemClock.now();
  try {
    const report = await audit({
      folder,
      scratch,
      key,
      trust: await trustOf(configuration, key),
      issuers: (storage) => openIssuers(configuration, storage),
      clock: systemClock,
      tell({ check, place, reason }) {
        progress.end();
        // Names of streams and texts of documents may be anyone's.
        console.log(escapeText(`${check}: ${place}: ${reason}`));
      },
      reached(check, count) {
        if (count > 0 && count % STEP === 0) progress.note(`${check}: ${count}`);
      },
    });
    progress.end();
    conclude(report, folder, systemClock.now() - began);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

async function withOwnKey(file: string): Promise<[Configuration, VerifierKey]> {
  const configuration = await loadConfiguration(file);
  return [configuration, (await logSignerOf(configuration)).key];
}

/** What is no data folder at all has no faults: the wrong one was named. */
async function requireDataFolder(folder: string): Promise<void> {
  try {
    await Deno.stat(databaseFile(folder));
  } catch (error) {
    throw new Error(
      `Cannot audit ${folder}: ${databaseFile(folder)}: ${fileFault(error)}. Name a data folder ` +
        "with --data, or one in the configuration that has been served",
    );
  }
  if (readDescription(folder) === null) return;
  throw new Error(
    `Cannot audit ${folder}: it is a backup, which lacks what can be built anew. Audit what ` +
      `\`ceralacca restore ${folder} FOLDER --whole\` makes of it`,
  );
}

function conclude({ checked, faults }: AuditReport, folder: string, took: number): void {
  const rows = [...checked].toSorted(([one], [other]) => one < other ? -1 : 1)
    .map(([check, count]) => [check, String(count), CHECKED[check] ?? ""]);
  console.log(renderTable(["CHECK", "COUNT", "OF"], rows));
  console.log(`Audited ${folder} in ${(took / 1000).toFixed(1)} s; ${faults} faults`);
  if (faults > 0) {
    throw new Error(
      `Cannot vouch for ${folder}: ${faults} faults. docs/audit.md says what each means and how ` +
        "it is mended",
    );
  }
}

async function trustOf(
  { trust, proof }: Configuration,
  key: VerifierKey,
): Promise<Trust> {
  const files = [...new Set(proof.authorities.map(({ roots }) => roots))];
  const stamping = await Promise.all(files.map((file) => Deno.readTextFile(file)));
  return {
    roots: certificatesFromPem(await Deno.readTextFile(trust.roots)),
    timeStampRoots: stamping.flatMap(certificatesFromPem),
    logKeys: [formatVerifierKey(key)],
    now: systemClock.now(),
  };
}
