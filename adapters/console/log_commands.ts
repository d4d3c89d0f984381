/**
 * The commands `log …`: the signed heads of the log of events, proofs from it, and its days.
 *
 * @module
 */
import { Argument, type Command } from "commander";
import type { Position } from "../../events/store.ts";
import { systemClock } from "../clock.ts";
import { loadConfiguration } from "../config/load.ts";
import { newLogKey } from "../keys/log_key.ts";
import { formatVerifierKey } from "../merkle/note_key.ts";
import { PAGE } from "../notary/growth.ts";
import { logFiles, openLogFolder } from "../notary/log_folder.ts";
import { proofsAt } from "../notary/proofs.ts";
import { repair } from "../notary/repair.ts";
import { logSignerOf, openNotary } from "../opening/proof.ts";
import { random } from "../opening/random.ts";
import { openStorage, openStorageReadOnly } from "../storage/sqlite/open.ts";
import type { LogQueries } from "../storage/log.ts";
import { wholeNumber } from "./arguments.ts";
import { dayCommands } from "./day_commands.ts";
import { writePrivateKey } from "../opening/layout.ts";
import { standardProgress } from "./progress.ts";
import { config } from "./storage_access.ts";

interface Options {
  readonly config: string;
}

/** Adds them to the command line. */
export function logCommands(main: Command): void {
  const log = main.command("log").description(
    "the log of events, its signed heads, proofs and days",
  );
  log.command("head").addOption(config())
    .description("print the signed head that covers every event, making it where there is none")
    .action(async (options: Options) => write(await newestHead(options.config)));
  log.command("proof").addOption(config())
    .description("print the proof that an event is in the log (C2SP tlog-proof)")
    .addArgument(new Argument("<position>", "the event's place in the log").argParser(wholeNumber))
    .action((position: Position, options: Options) => printProof(options.config, position));
  log.command("repair").addOption(config())
    .description("make missing and damaged files of the log again, when the store is as signed")
    .action((options: Options) => repairFiles(options.config));
  log.command("vkey").addOption(config())
    .description("print the public key of the log, for those who verify")
    .action(async (options: Options) => {
      const { key } = await logSignerOf(await loadConfiguration(options.config));
      console.log(formatVerifierKey(key));
    });
  log.command("key <file>").description("make a key that signs the heads of a log, in a new file")
    .action(async (file: string) => {
      await writePrivateKey(file, newLogKey(random)).catch((error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
        throw new Error(`Cannot make a key in ${file}: it is there already. Name a new file`);
      });
      console.log(`Wrote ${file}: keep a copy in a safe place, a log has one key for good`);
    });
  dayCommands(log);
}

/** Advances the head, also beside a provider that serves; the note of the head. */
async function newestHead(file: string): Promise<Uint8Array> {
  const configuration = await loadConfiguration(file);
  const { storage: { folder } } = configuration;
  const storage = await openStorage(folder, systemClock);
  try {
    const notary = await openNotary(configuration, storage, systemClock, { error: () => {} });
    const head = await notary.advance();
    if (head) return head.note;
    throw new Error(`Cannot print the head of ${folder}: nothing has happened there yet`);
  } finally {
    await storage.close();
  }
}

async function printProof(file: string, position: Position): Promise<void> {
  const { storage: { folder } } = await loadConfiguration(file);
  const storage = await openStorageReadOnly(folder, systemClock);
  try {
    write(proofText(folder, storage.log, position));
  } finally {
    await storage.close();
  }
}

/** As https://c2sp.org/tlog-proof wants it, for the latest head. */
function proofText(folder: string, log: LogQueries, position: Position): Uint8Array {
  const head = log.latestHead();
  if (!head || position < 1 || position > head.size) {
    const covered = head ? `the signed head covers 1 to ${head.size}` : "no head is signed yet";
    throw new Error(
      `Cannot prove event ${position}: ${covered}. ceralacca log head covers what is new`,
    );
  }
  const hashes = proofsAt(logFiles(folder), head).inclusion(position);
  const lines = [
    "c2sp.org/tlog-proof@v1",
    `index ${position - 1}`,
    ...hashes.map((hash) => hash.toBase64()),
  ];
  return Uint8Array.of(...new TextEncoder().encode(`${lines.join("\n")}\n\n`), ...head.note);
}

async function repairFiles(file: string): Promise<void> {
  const configuration = await loadConfiguration(file);
  const { storage: { folder } } = configuration;
  const signer = await logSignerOf(configuration);
  const storage = await openStorageReadOnly(folder, systemClock);
  const progress = standardProgress();
  try {
    const ports = { storage, folder: openLogFolder(folder), signer };
    const { files } = await repair(ports, (entries) => {
      progress.reached(Math.ceil(entries / PAGE), `Compared ${entries} events with the head`);
    });
    progress.end();
    for (const path of files) console.log(`Made ${path} again`);
    console.log(files.length > 0 ? `Repaired ${files.length} files` : "Nothing was amiss");
  } finally {
    await storage.close();
  }
}

/** Octets as they are, a last line feed included. */
function write(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += Deno.stdout.writeSync(bytes.subarray(written));
  }
}
