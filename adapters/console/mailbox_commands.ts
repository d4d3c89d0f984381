/**
 * The commands `mailbox …` on the command line.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { systemClock } from "../clock.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import { wholeNumber } from "./arguments.ts";
import { formatOf, type MailFormat, mailFormats, messagesIn } from "./mail_files/sources.ts";
import { exportMaildir, exportMbox } from "./mailbox_export.ts";
import { importMessages, type ImportReport } from "./mailbox_import.ts";
import {
  accountOf,
  deletedTable,
  deletedUids,
  exportMailbox,
  mailboxTable,
  restoreMessages,
} from "./mailboxes.ts";
import { standardProgress } from "./progress.ts";
import { changing, config, reading } from "./storage_access.ts";

interface Options {
  readonly config: string;
}

/** Adds them to the command line. */
export function mailboxCommands(main: Command): void {
  const mailboxes = main.command("mailbox").description("holders' and service mailboxes (caselle)");
  mailboxes.command("list <address>").addOption(config()).description("the messages of a mailbox")
    .action((address: string, options: Options) =>
      reading(options.config, async ({ queries }) => {
        console.log(await mailboxTable(queries, address));
      })
    );
  exportCommand(mailboxes);
  importCommand(mailboxes);
  mailboxes.command("deleted <address>").addOption(config())
    .description("the deleted messages that can still be brought back")
    .action((address: string, options: Options) =>
      reading(options.config, async (storage) => {
        console.log(await deletedTable(storage, address));
      })
    );
  restoreCommand(mailboxes);
}

/** In place of UIDs. */
const ALL = "all";

function restoreCommand(mailboxes: Command): void {
  mailboxes.command("restore").addOption(config())
    .description("bring deleted messages back into the folders where they were")
    .argument("<address>")
    .argument("<uid...>", `as mailbox deleted shows them; or the word ${ALL}`, oneMore)
    .addHelpText("after", "\nINBOX takes the messages whose folder is gone.")
    .action((address: string, uids: readonly number[] | typeof ALL, options: Options) =>
      changing(options.config, async ({ runtime, storage }) => {
        const deleted = await deletedUids(storage, address);
        const folders = await restoreMessages(runtime, address, uids === ALL ? deleted : uids);
        const parts = [...folders].map(([folder, count]) => `${count} to ${folder}`);
        const count = [...folders.values()].reduce((sum, count) => sum + count, 0);
        const where = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
        console.log(`Brought ${count} ${messages(count)} of ${address} back${where}`);
      })
    );
}

function oneMore(
  text: string,
  before: readonly number[] | typeof ALL = [],
): readonly number[] | typeof ALL {
  if (text === ALL || before === ALL) return ALL;
  return [...before, wholeNumber(text)];
}

function exportCommand(mailboxes: Command): void {
  mailboxes.command("export <address> <folder>").addOption(config())
    .addOption(new Option("--format <format>").choices(mailFormats).default("eml"))
    .description("write the messages into a folder of the disk")
    .addHelpText(
      "after",
      `
eml      each message, byte for byte, as an .eml file
mbox     each folder as an .mbox file (mboxrd); flags are not kept
maildir  a Maildir with subfolders, flags and keywords

Nothing is overwritten. An export that was interrupted goes on when it is started again.`,
    )
    .action((address: string, folder: string, options: Options & { format: MailFormat }) =>
      reading(options.config, async (storage) => {
        const count = await exportAs(options.format, storage, address, folder);
        console.log(`Wrote ${count} messages to ${folder}`);
      })
    );
}

async function exportAs(
  format: MailFormat,
  storage: ReadOnlyStorage,
  address: string,
  target: string,
): Promise<number> {
  const tools = { storage, address, target, progress: standardProgress() };
  switch (format) {
    case "eml":
      return await exportMailbox(storage.queries, storage.blobs, address, target);
    case "mbox":
      return await exportMbox(tools);
    case "maildir":
      return await exportMaildir(tools);
  }
}

function importCommand(mailboxes: Command): void {
  mailboxes.command("import <address> <source>").addOption(config())
    .addOption(new Option("--format <format>", "default: found out").choices(mailFormats))
    .option("--folder <name>", "the folder of the mailbox to import into", "INBOX")
    .description("store messages from an mbox, a Maildir or .eml files")
    .addHelpText(
      "after",
      `
mbox     a file, or a folder of .mbox files, each for the folder of its name
maildir  with its subfolders, flags and keywords
eml      a file, or a folder of .eml files, each beginning with a header field

What holds no message is named and left out; the exit status is 1 then.

It works beside a provider that serves. Started again, it goes on where it was interrupted: no
message is stored twice in a folder, also when it has been moved or deleted since.`,
    )
    .action((address: string, source: string, options: ImportOptions) => {
      return importFrom(address, source, options);
    });
}

interface ImportOptions extends Options {
  readonly format?: MailFormat;
  readonly folder: string;
}

async function importFrom(address: string, source: string, options: ImportOptions): Promise<void> {
  await changing(options.config, async ({ runtime, storage, configuration }) => {
    const account = await accountOf(storage.queries, address);
    const format = options.format ?? await formatOf(source);
    const report = await importMessages({
      runtime,
      blobs: storage.blobs,
      address,
      quota: account.quota ?? configuration.mailboxes.quotaBytes,
      now: systemClock.now(),
      progress: standardProgress(),
    }, messagesIn(source, format, options.folder));
    tell(report, address);
  });
}

/** Throws where something is missing, so that scripts notice. */
function tell({ stored, known, failed, full }: ImportReport, address: string): void {
  console.log(
    `Imported ${stored} ${messages(stored)} into ${address}; ${known} were there already, ` +
      `${failed} failed`,
  );
  if (full !== null) {
    throw new Error(
      `Cannot import the rest: the mailbox is full: ${full}. Make room, or give it more with ` +
        "account quota, then start again",
    );
  }
  if (failed > 0) throw new Error(`Cannot import everything: ${failed} ${messages(failed)} failed`);
}

function messages(count: number): string {
  return count === 1 ? "message" : "messages";
}
