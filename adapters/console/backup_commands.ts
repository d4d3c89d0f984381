/**
 * The commands `backup` and `restore`.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { loadConfiguration } from "../config/load.ts";
import { type BackedUp, backUp } from "../storage/sqlite/backup/backup.ts";
import type { Continuation } from "../storage/sqlite/backup/continuation.ts";
import { restore } from "../storage/sqlite/backup/restore.ts";
import { fileFault, isDiskFull } from "./file_faults.ts";
import { standardProgress } from "./progress.ts";
import { ShownCopy } from "./shown_copy.ts";
import { config } from "./storage_access.ts";

/** The largest checkpoint that is read: C2SP signed-note knows none that is larger. */
const MAX_CHECKPOINT = 256 * 1024;

interface RestoreOptions {
  readonly whole?: boolean;
  readonly origin?: string;
  readonly checkpoint?: string;
}

/** Adds them to the command line. */
export function backupCommands(main: Command): void {
  main.command("backup <folder>").addOption(config())
    .description("copy log, keys, messages and tiles into a folder, also while the provider serves")
    .option("--verify", "read back what was written, and check it", false)
    .addHelpText(
      "after",
      "\nA folder that holds an earlier backup gets what has changed since. Configuration, keys and\n" +
        "certificates are not in it: docs/backup.md says what else to keep.",
    )
    .action(async (folder: string, options: { config: string; verify: boolean }) => {
      const { storage, provider } = await loadConfiguration(options.config);
      const watch = new ShownCopy(standardProgress());
      const into = `back up into ${resolve(folder)}`;
      const { description, copied } = watched(watch, into, () =>
        backUp({
          source: storage.folder,
          folder: resolve(folder),
          provider: provider.domain,
          now: () => systemClock.now(),
          watch,
          readBack: options.verify ? requireNone : () => {},
        }));
      console.log(report(resolve(folder), description, copied.destroyed, watch));
      watch.requireWhole("back up");
    });
  main.command("restore <backup> <data-folder>")
    .description("make a data folder of a backup")
    .addOption(
      new Option("--whole", "nothing was recorded after the backup: it is the same log")
        .conflicts("origin"),
    )
    .option("--origin <name>", "something was, or nobody knows: the log gets this new name")
    .option("--checkpoint <file>", "with --whole: the last checkpoint that was published")
    .addHelpText(
      "after",
      "\nOne of --whole and --origin must be given: heads that were signed after the backup must\n" +
        "never be contradicted under the same name. docs/backup.md says which.",
    )
    .action(async (backup: string, target: string, options: RestoreOptions) => {
      const continuation = await continuationOf(options);
      const watch = new ShownCopy(standardProgress());
      const extent = await restore({
        backup: resolve(backup),
        target: resolve(target),
        continuation,
        clock: systemClock,
        watch,
        note: (text) => watch.note(text),
      }).catch((error) => {
        throw withRemedy(`restore into ${resolve(target)}`, error);
      }).finally(() => watch.end());
      console.log(
        `Restored ${extent.last} events until ${instant(extent.at)} and ${watch.blobs} blobs ` +
          `into ${resolve(target)}. Verify them: ceralacca audit --data ${resolve(target)}`,
      );
      if (continuation.kind === "anew") {
        console.log(`Set origin = "${continuation.origin}" under [proof] before you serve`);
      }
      watch.requireWhole("restore");
    });
}

function watched<T>(watch: ShownCopy, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withRemedy(what, error);
  } finally {
    watch.end();
  }
}

/** The words of the database and of the file system do not say what could not be done. */
function withRemedy(what: string, error: unknown): unknown {
  if (!isDiskFull(error)) return error;
  return new Error(`Cannot ${what}: ${fileFault(error)}. Make room, and run it again`);
}

/** Names what was not read back as it was written. */
function requireNone(faults: Iterable<string>): void {
  const named = [...faults].slice(0, 10);
  if (named.length === 0) return;
  throw new Error(
    `Cannot trust the backup: not read back as it was written: ${named.join(", ")}. ` +
      "Check its disk, and back up into another folder",
  );
}

function report(
  folder: string,
  { events, until }: BackedUp["description"],
  destroyed: number,
  { blobs, bytes, events: fresh }: ShownCopy,
): string {
  const erased = destroyed > 0 ? `, ${destroyed} events erased as in the source` : "";
  return `Backed up into ${folder}: ${events} events until ${until ?? "now"}; ` +
    `new are ${fresh} events and ${blobs} blobs (${bytes} bytes)${erased}`;
}

async function continuationOf(
  { whole, origin, checkpoint }: RestoreOptions,
): Promise<Continuation> {
  if (origin !== undefined) return { kind: "anew", origin };
  if (!whole) {
    throw new Error(
      "Cannot restore: say --whole where nothing was recorded after the backup, " +
        "and --origin NAME where something was or nobody knows",
    );
  }
  return { kind: "whole", checkpoint: checkpoint === undefined ? null : await read(checkpoint) };
}

async function read(file: string): Promise<Uint8Array> {
  try {
    const { size } = await Deno.stat(file);
    if (size > MAX_CHECKPOINT) throw new Error("it is too large for a checkpoint");
    return await Deno.readFile(file);
  } catch (error) {
    throw new Error(`Cannot read the checkpoint ${file}: ${fileFault(error)}`);
  }
}

function instant(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}
