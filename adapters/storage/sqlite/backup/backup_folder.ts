/**
 * The folder of a backup: a data folder without what can be built anew, a description of itself,
 * and a lock.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { syncFolder } from "../../files.ts";
import { SCHEMA_VERSION } from "../schema.ts";
import type { Extent } from "./copy.ts";
import { replaceFile } from "./durable_file.ts";

/** The first thing that is written into a new backup, and the last one of each run. */
const DESCRIPTION = "backup.json";
const LOCK = "backup.lock";
/** What a first run that was cut short may have left before it had described the backup. */
const OF_A_NEW_ONE: readonly string[] = [LOCK, `${DESCRIPTION}.new`];

const descriptionSchema = z.strictObject({
  format: z.literal("ceralacca/backup/1"),
  /** Of `events.db`. */
  schema: z.int().min(1),
  /** The provider's mail domain. */
  provider: z.string(),
  /** When the latest run ended. */
  made: z.iso.datetime(),
  /** How many events it holds. */
  events: z.int().min(0),
  /** When the last of them happened. */
  until: z.iso.datetime().nullable(),
  /** The head that covers most of them; the root in base64. */
  head: z.strictObject({ size: z.int().min(1), root: z.base64() }).nullable(),
});

/** What a backup says of itself. */
export type Description = z.output<typeof descriptionSchema>;

/** The description of what a backup holds. */
export function describe(provider: string, made: number, { last, at, head }: Extent): Description {
  return {
    format: "ceralacca/backup/1",
    schema: SCHEMA_VERSION,
    provider,
    made: new Date(made).toISOString(),
    events: last,
    until: at === null ? null : new Date(at).toISOString(),
    head: head && { size: head.size, root: head.root.toBase64() },
  };
}

/** Writes a backup's description in the place of the one before. */
export function writeDescription(folder: string, description: Description): void {
  const text = `${JSON.stringify(description, null, 2)}\n`;
  replaceFile(`${folder}/${DESCRIPTION}`, new TextEncoder().encode(text));
}

/**
 * The description of a backup; null where the folder holds none.
 *
 * @throws {Error} where it cannot be read, or another release has written it.
 */
export function readDescription(folder: string): Description | null {
  let text: string;
  try {
    text = readFileSync(`${folder}/${DESCRIPTION}`, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return descriptionSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `Cannot read the backup ${folder}: its ${DESCRIPTION} is damaged, or of a newer release`,
    );
  }
}

/** Whether there is nothing in a folder, or no folder. */
export function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw error;
  }
}

/**
 * Takes a backup to write to it, until the process ends at the latest; makes the folder.
 *
 * @throws {Error} when another process writes to it or reads from it, or it is no backup's folder.
 */
export function takeForWriting(folder: string): Disposable {
  const names = isEmpty(folder) ? [] : readdirSync(folder);
  if (names.some((name) => !OF_A_NEW_ONE.includes(name)) && readDescription(folder) === null) {
    throw new Error(
      `Cannot back up into ${folder}: it holds something else than a backup. Name another folder`,
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  syncFolder(folder);
  const file = Deno.openSync(`${folder}/${LOCK}`, { create: true, write: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new Error(`Cannot back up into ${folder}: another process is using it. Wait until it ends`);
}

/**
 * Takes a backup to read from it, which several may do at once. It may lie where nothing can be
 * written.
 *
 * @throws {Error} when another process writes to it.
 */
export function takeForReading(folder: string): Disposable {
  const file = Deno.openSync(`${folder}/${LOCK}`);
  if (file.tryLockSync(false)) return file;
  file.close();
  throw new Error(`Cannot restore ${folder}: a backup is being written to it. Wait until it ends`);
}
