/**
 * The commands that hand out parts of the log with proofs: `evidence`, `extract` and `export`.
 *
 * @module
 */
import type { Command } from "commander";
import { type Period, writeAuthorityExport, writeMailboxExtract } from "../evidence/extract.ts";
import { writeMessageEvidence } from "../evidence/message.ts";
import { legalDay, requirePeriod, someWords } from "./arguments.ts";
import { handOut } from "./handing_out.ts";
import { accountOf } from "./mailboxes.ts";
import { config } from "./storage_access.ts";

interface Options {
  readonly config: string;
}

const HANDED_OUT = `
Nothing is overwritten. The log remembers for whom the file was made, and its SHA-256. It can be made
while the provider serves. ceralacca verify checks it, offline.`;

/** Adds them to the command line. */
export function evidenceCommands(main: Command): void {
  evidenceCommand(main);
  extractCommand(main);
  exportCommand(main);
}

function evidenceCommand(main: Command): void {
  main.command("evidence <pec-id> <file>").addOption(config())
    .requiredOption("--for <address>", "its sender, or one of its recipients")
    .description("write the evidence about a message into a ZIP file, for one of its parties")
    .addHelpText(
      "after",
      `
The file holds the documents byte for byte, the events of the log with proofs, time stamps,
certificates and a readable summary: what concerns the party, and nothing of anybody else's mailbox
or of other messages.
${HANDED_OUT}`,
    )
    .action((pecId: string, file: string, options: Options & { readonly for: string }) => {
      const to = options.for;
      const about = { kind: "evidence", to, mailbox: null, pecId, reason: "" } as const;
      return handOut(options.config, file, about, (zip, office) => {
        return writeMessageEvidence(zip, office, pecId, to);
      });
    });
}

function extractCommand(main: Command): void {
  ofPeriod(main.command("extract <mailbox> <file>"))
    .description("write what happened to a mailbox on some days into a ZIP file, for its holder")
    .addHelpText(
      "after",
      `
The file holds every event of the mailbox on the closed days of the period, with the proof that none
is left out, and the events of its messages as evidence would have them.
${HANDED_OUT}`,
    )
    .action((mailbox: string, file: string, { config, from, to }: Options & Period) => {
      requirePeriod(from, to);
      const about = { kind: "holder", to: mailbox, mailbox, pecId: null, reason: "" } as const;
      return handOut(config, file, about, async (zip, office) => {
        await accountOf(office.storage.queries, mailbox);
        return await writeMailboxExtract(zip, office, mailbox, { from, to });
      });
    });
}

interface Order extends Options, Period {
  readonly authority: string;
  readonly reason: string;
}

function exportCommand(main: Command): void {
  ofPeriod(main.command("export <file>"))
    .requiredOption("--authority <name>", "which authority has asked", someWords)
    .requiredOption(
      "--reason <text>",
      "by which order; the log keeps it, so name no person",
      someWords,
    )
    .description("write the whole log of some days into a ZIP file, for an authority")
    .addHelpText(
      "after",
      `
The file holds every event of the closed days of the period, of all mailboxes and accounts, with
proofs, and the log of operations (RFC 6109 §2.3).
${HANDED_OUT}`,
    )
    .action((file: string, { config, authority, reason, from, to }: Order) => {
      requirePeriod(from, to);
      const about = {
        kind: "authority",
        to: authority,
        mailbox: null,
        pecId: null,
        reason,
      } as const;
      return handOut(config, file, about, (zip, office) => {
        return writeAuthorityExport(zip, office, authority, { from, to });
      });
    });
}

function ofPeriod(command: Command): Command {
  return command.addOption(config())
    .requiredOption("--from <day>", "the first day in legal time, as 2026-11-21", legalDay)
    .requiredOption("--to <day>", "the last day", legalDay);
}
