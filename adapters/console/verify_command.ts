/**
 * The command `verify`: offline, without a provider, with trusted roots alone.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Command } from "commander";
import { systemClock } from "../clock.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { parseVerifierKey } from "../merkle/note_key.ts";
import type { FileReader } from "../merkle/tiles.ts";
import { type GivenFile, overall, type Trust, verifyFiles } from "../verifier/verify.ts";
import { fileFault } from "./file_faults.ts";
import { standardProgress } from "./progress.ts";
import { reportText } from "./verify.ts";

/** Bytes of the largest file that is verified: all of it is held in memory. */
const LARGEST_FILE = 2 * 1024 * 1024 * 1024;
/** Files of this size take a moment, which is announced. */
const LARGE_FILE = 16 * 1024 * 1024;

interface Options {
  readonly trust: string;
  readonly timestampRoots?: string;
  readonly logKey?: readonly string[];
  readonly heads?: readonly string[];
  readonly proof?: string;
  readonly tiles?: string;
}

/** Adds it to the command line. */
export function verifyCommand(main: Command): void {
  main.command("verify").argument("[files...]", "what each is, its content tells")
    .description(
      "verify evidence bundles, PEC documents (.eml), sealed days (.p7m), heads of a log and time " +
        "stamps, offline; status 1 where a claim is false (docs/verify.md)",
    )
    .requiredOption("--trust <pem>", "the authorities of providers' certificates that you trust")
    .option("--timestamp-roots <pem>", "the authorities of time stamps that you trust")
    .option(
      "--log-key <key>",
      "a log's key that you know, name+id+key, or a file with it",
      collected,
    )
    .option("--heads <notes...>", "two or more heads of one log, to be compared")
    .option("--proof <file>", "the consistency proof between two heads: hashes as a JSON list")
    .option("--tiles <folder>", "the log's own files: proofs between heads are computed from them")
    .action(async (files: readonly string[], options: Options, command: Command) => {
      const paths = [...files, ...options.heads ?? [], ...options.proof ? [options.proof] : []];
      if (paths.length === 0) command.error("error: name a file to verify, or --heads");
      await verify(paths, options);
    });
}

/** An option that may be given more than once. */
function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Prints the report; throws where a claim is false, so that scripts notice. */
async function verify(paths: readonly string[], options: Options): Promise<void> {
  const trust: Trust = {
    roots: await rootsIn(options.trust),
    timeStampRoots: options.timestampRoots ? await rootsIn(options.timestampRoots) : [],
    logKeys: (await Promise.all((options.logKey ?? []).map(keysIn))).flat(),
    now: systemClock.now(),
  };
  const given = await Promise.all(paths.map(readGiven));
  const progress = standardProgress();
  for (const { name, bytes } of given) {
    if (bytes.length >= LARGE_FILE) progress.note(`Verifying ${name}, ${bytes.length} bytes`);
  }
  const tiles = options.tiles === undefined ? undefined : await tilesIn(options.tiles);
  const reports = await verifyFiles(given, trust, tiles);
  for (const line of reportText(reports)) console.log(line);
  if (overall(reports) !== "fails") return;
  const wrong = reports.flatMap(({ claims }) => claims).filter(({ verdict }) =>
    verdict === "fails"
  );
  const many = wrong.length === 1 ? "a claim is" : `${wrong.length} claims are`;
  throw new Error(`Cannot vouch for ${paths.join(", ")}: ${many} false`);
}

async function readGiven(path: string): Promise<GivenFile> {
  const bytes = await reading(path, async () => {
    const { size } = await Deno.stat(path);
    if (size > LARGEST_FILE) throw new Error(`it has more than ${LARGEST_FILE} bytes`);
    return await Deno.readFile(path);
  });
  return { name: basename(path), bytes };
}

/** PEM with any number of certificates, or one in DER. */
async function rootsIn(path: string): Promise<readonly Uint8Array[]> {
  return await reading(path, async () => {
    const bytes = await Deno.readFile(path);
    const roots = bytes[0] === 0x30
      ? [bytes]
      : certificatesFromPem(new TextDecoder().decode(bytes));
    if (roots.length === 0) throw new Error("it holds no certificate, PEM or DER");
    for (const root of roots) new Certificate(root);
    return roots;
  });
}

/** A key as it is published; or a file with one in each line. */
async function keysIn(given: string): Promise<readonly string[]> {
  if (isKey(given)) return checked([given]);
  return await reading(given, async () => {
    const keys = (await Deno.readTextFile(given)).split(/\s+/).filter(Boolean);
    if (keys.length === 0) throw new Error("it holds no key");
    return checked(keys);
  });
}

function checked(keys: readonly string[]): readonly string[] {
  for (const key of keys) parseVerifierKey(key);
  return keys;
}

function isKey(text: string): boolean {
  return /^[^+]+\+[0-9a-f]{8}\+/.test(text);
}

/** In another folder every file is missing, which would be held against the log. */
async function tilesIn(folder: string): Promise<FileReader> {
  await reading(join(folder, "tile"), () => Deno.stat(join(folder, "tile")));
  return (path) => {
    try {
      return Deno.readFileSync(join(folder, path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  };
}

async function reading<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`Cannot read ${path}: ${fileFault(cause)}`, { cause });
  }
}
