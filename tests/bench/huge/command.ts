/**
 * `deno task bench huge`: one mailbox of a million messages, and what others notice of it.
 *
 * @module
 */
import { Command } from "commander";
import { dirname, join, resolve } from "node:path";
import { renderTable } from "../../../adapters/console/table.ts";
import { thisMachine } from "../machine.ts";
import { startCeralacca } from "../mailboxes/ceralacca.ts";
import { ImapClient } from "../mailboxes/imap_client.ts";
import type { MailServer } from "../mailboxes/server.ts";
import { memoryOf } from "../process.ts";
import { serveFolder } from "../provider.ts";
import { machineLine } from "../report.ts";
import { fillMailbox } from "./fill.ts";
import { measuresOf } from "./measures.ts";
import { Pulse } from "./pulse.ts";

interface Options {
  readonly messages: string;
  readonly out?: string;
  readonly data?: string;
  readonly profile?: string;
}

/** What one measure gave: times in milliseconds, memory in bytes. */
interface Result {
  readonly name: string;
  readonly time: number;
  /** The longest that a NOOP of another connection took meanwhile. */
  readonly longest: number | null;
  /** Of the process, afterwards. */
  readonly resident: number;
}

/** The command. */
export const huge: Command = new Command("huge")
  .description("One mailbox of a million messages: times, memory, and how long others wait.")
  .option("--messages <count>", "how many", "1000000")
  .option("--out <file>", "write the table there (usually docs/benchmarks/huge-<date>.md)")
  .option("--data <folder>", "where the server's folder is made (default: temporary files)")
  .option("--profile <folder>", "write CPU profiles of the engine there (the numbers suffer)")
  .action(run);

async function run(options: Options): Promise<void> {
  const messages = Number(options.messages);
  if (!(messages >= 100)) throw new Error(`Cannot measure a mailbox of ${options.messages}`);
  const flags = options.profile ? ["--cpu-prof", `--cpu-prof-dir=${resolve(options.profile)}`] : [];
  const preface = await prefaceOf(messages);
  console.log(preface);
  const folder = await Deno.makeTempDir({
    prefix: "ceralacca-bench-",
    ...(options.data && { dir: options.data }),
  });
  try {
    const results = await measure(folder, messages, flags);
    console.log(`\n${renderTable(TITLES, results.map(rowOf))}`);
    if (options.out) await write(options.out, `${preface} ${loadNow("afterwards")}`, results);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measure(
  folder: string,
  messages: number,
  flags: readonly string[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const keep = (result: Result) => {
    results.push(result);
    console.log(rowOf(result).join("   "));
  };
  const empty = await startCeralacca(folder, []);
  await empty.stop();
  const filled = performance.now();
  await fillMailbox(join(folder, "data"), empty.user.name, messages);
  console.log(`Filled in ${((performance.now() - filled) / 1000).toFixed(0)} s`);
  const before = performance.now();
  const ports = [empty.imaps.port, empty.pop3s.port, empty.pop3.port];
  const { pid, stop } = await serveFolder({ folder, engine: "webcrypto", ports }, flags);
  const server: MailServer = { ...empty, pid, stop };
  try {
    const { resident } = await memoryOf(pid);
    keep({ name: "start", time: performance.now() - before, longest: null, resident });
    await measureAll(server, messages, keep);
  } finally {
    await server.stop();
  }
  return results;
}

async function measureAll(
  server: MailServer,
  messages: number,
  keep: (result: Result) => void,
): Promise<void> {
  const clients = {
    worker: await ImapClient.open(server.imaps, server.user),
    idler: await ImapClient.open(server.imaps, server.user),
  };
  const pulse = await Pulse.start(server);
  try {
    for (const { name, run } of measuresOf(messages)) {
      pulse.reset();
      const start = performance.now();
      const remark = await run(clients, server);
      const time = performance.now() - start;
      const { longest } = pulse;
      const { resident } = await memoryOf(server.pid);
      keep({ name: remark ? `${name} (${remark})` : name, time, longest, resident });
    }
  } finally {
    await pulse.stop();
    clients.worker.close();
    clients.idler.close();
  }
}

const TITLES = ["DONE", "MS", "LONGEST NOOP, MS", "MEMORY, MB"];

function rowOf({ name, time, longest, resident }: Result): readonly string[] {
  return [
    name,
    time.toFixed(0),
    longest === null ? "" : longest.toFixed(0),
    (resident / 1e6).toFixed(0),
  ];
}

/** Where, when and what. */
async function prefaceOf(messages: number): Promise<string> {
  const when = new Date().toISOString().slice(0, 16);
  const machine = machineLine(await thisMachine());
  return `${when}Z; ${machine}. ${loadNow("before")} INBOX holds ${messages} messages; TLS ` +
    `on the loopback interface. A second connection sends a NOOP 5 ms after each answer: the ` +
    `longest that one of them took is how long the server was deaf. The memory is that of the ` +
    `whole process afterwards, its threads included.`;
}

function loadNow(when: "afterwards" | "before"): string {
  const averages = Deno.loadavg().map((average) => average.toFixed(1)).join(", ");
  return `Load average ${when}: ${averages}.`;
}

async function write(file: string, preface: string, results: readonly Result[]): Promise<void> {
  const titles = ["Done", "ms", "Longest NOOP, ms", "Memory, MB"];
  const rows = [titles, ["---", "---:", "---:", "---:"], ...results.map(rowOf)];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, `# A huge mailbox\n\n${preface}\n\n${table}\n`);
  console.log(`\nWritten to ${file}`);
}
