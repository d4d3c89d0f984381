/**
 * `deno task bench mailboxes`: what mail programs do, with this engine and with Dovecot.
 *
 * @module
 */
import { Command } from "commander";
import { dirname, join, resolve } from "node:path";
import { renderTable } from "../../../adapters/console/table.ts";
import { thisMachine } from "../machine.ts";
import { machineLine } from "../report.ts";
import { startCeralacca } from "./ceralacca.ts";
import { compare } from "./comparison.ts";
import { dovecotMissing, dovecotVersion, startDovecot } from "./dovecot.ts";
import type { Extent } from "./measures.ts";
import { markdownOf, rowsOf, TITLES } from "./report.ts";
import type { MailServer } from "./server.ts";

const SIZE = 10_240;
const FULL: Extent = { messages: 10_000, size: SIZE, idlers: 1000 };
const QUICK: Extent = { messages: 1000, size: SIZE, idlers: 100 };

interface Options {
  readonly quick?: true;
  readonly runs: string;
  readonly out?: string;
  readonly data?: string;
  readonly profile?: string;
}

/** The command. */
export const mailboxes: Command = new Command("mailboxes")
  .description("IMAP and POP3 beside a private Dovecot, with the same client and messages.")
  .option("--quick", "1,000 messages in place of 10,000, 100 connections in place of 1,000")
  .option("--runs <count>", "how often each is measured", "5")
  .option(
    "--out <file>",
    "the table (default: docs/benchmarks/mailboxes-<date>.md, unless --quick)",
  )
  .option("--data <folder>", "where the servers' folders are made (default: temporary files)")
  .option("--profile <folder>", "write CPU profiles of the engine there (the numbers suffer)")
  .action(run);

async function run(options: Options): Promise<void> {
  const runs = Number(options.runs);
  if (!(runs >= 1)) throw new Error(`Cannot measure ${options.runs} times`);
  const extent = options.quick ? QUICK : FULL;
  const missing = await dovecotMissing();
  if (missing !== null) console.log(`Skipped: ${missing}`);
  const preface = await prefaceOf(extent, runs, missing === null ? await dovecotVersion() : null);
  console.log(preface.join("\n"));
  const folder = await Deno.makeTempDir({
    prefix: "ceralacca-bench-",
    ...(options.data && { dir: options.data }),
  });
  const servers: MailServer[] = [];
  try {
    // Dovecot's processes belong to other users, and have to get to their files.
    await Deno.chmod(folder, 0o755);
    const flags = options.profile
      ? ["--cpu-prof", `--cpu-prof-dir=${resolve(options.profile)}`]
      : [];
    const ours = await startCeralacca(join(folder, "ceralacca"), flags);
    servers.push(ours);
    if (missing === null) servers.push(await startDovecot(join(folder, "dovecot")));
    const compared = await compare(servers, extent, runs, console.log);
    console.log(`\n${renderTable(TITLES, rowsOf(compared))}`);
    await write(fileFor(options), markdownOf(preface, compared));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Deno.remove(folder, { recursive: true });
  }
}

/** Where, when and what. */
async function prefaceOf(
  { messages, size, idlers }: Extent,
  runs: number,
  dovecot: string | null,
): Promise<readonly string[]> {
  const now = new Date().toISOString();
  const load = Deno.loadavg().map((average) => average.toFixed(1)).join(", ");
  const other = dovecot === null ? "there was no Dovecot" : `Dovecot ${dovecot} (maildir)`;
  return [
    `${now.slice(0, 16)}Z; ${
      machineLine(await thisMachine())
    }; load average before ${load}; ${other}.`,
    `${messages} messages of ${size} octets, ${idlers} idle connections; everything over TLS on the ` +
    `loopback interface, servers and client in processes of their own. Both servers were measured ` +
    `alternately; medians of ${runs} runs after a warm-up, of ten parts for APPEND, memory once.`,
  ];
}

function fileFor({ out, quick }: Options): string | null {
  const date = new Date().toISOString().slice(0, 10);
  return out ?? (quick ? null : join("docs", "benchmarks", `mailboxes-${date}.md`));
}

async function write(file: string | null, text: string): Promise<void> {
  if (file === null) return;
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, text);
  // Columns and line lengths as everywhere in the documentation.
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", file] }).output();
  console.log(`\nWritten to ${file}`);
}
