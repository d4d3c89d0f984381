/**
 * `deno task bench [names]`: what the engine does in a second, on the loopback interface.
 *
 * Servers and load generator are processes of their own and share the machine, as they do in the
 * published figures of other mail servers. The numbers are written down as they are, with the
 * share of the processors that other processes took meanwhile. `deno task bench mailboxes` stands
 * apart: it measures another server beside the engine.
 *
 * @module
 */
import { Command, Option } from "commander";
import { dirname, join, resolve } from "node:path";
import { audit } from "./cases/audit.ts";
import { evidence } from "./cases/evidence.ts";
import { followers } from "./cases/followers.ts";
import { heads } from "./cases/heads.ts";
import { largeAttachment } from "./cases/large_attachment.ts";
import { largeMessage } from "./cases/large_message.ts";
import { rendering } from "./cases/rendering.ts";
import { replay } from "./cases/replay.ts";
import { signing } from "./cases/signing.ts";
import { submissions } from "./cases/submissions.ts";
import { apiOneProvider, calm, oneProvider, twoProviders } from "./cases/transactions.ts";
import { webhooks } from "./cases/webhooks.ts";
import { huge } from "./huge/command.ts";
import { thisMachine } from "./machine.ts";
import { mailboxes } from "./mailboxes/command.ts";
import type { Benchmark, Engine } from "./options.ts";
import {
  type BenchmarkReport,
  benchmarkTable,
  judged,
  machineLine,
  type RunReport,
} from "./report.ts";

const BENCHMARKS: readonly Benchmark[] = [
  signing,
  oneProvider,
  apiOneProvider,
  twoProviders,
  calm,
  submissions,
  largeMessage,
  largeAttachment,
  replay,
  rendering,
  heads,
  evidence,
  audit,
  webhooks,
  followers,
];

interface Options {
  readonly engine: readonly Engine[];
  readonly seconds: string;
  readonly out?: string;
  readonly data?: string;
  readonly profile?: string;
}

await new Command("bench")
  // The command below has options of the same names.
  .enablePositionalOptions()
  .description("What the engine does in a second, on the loopback interface.")
  .argument("[names...]", `of ${BENCHMARKS.map(({ name }) => name).join(", ")} (default: all)`)
  .addOption(
    new Option("--engine <engine...>", "what signs").choices(["webcrypto", "libcrypto"])
      .default(["webcrypto"]),
  )
  .option("--seconds <seconds>", "how long each benchmark measures", "12")
  .option(
    "--out <file>",
    "the JSON file (default: docs/benchmarks/<date>-<cores>cores.json, for all benchmarks alone)",
  )
  .option("--data <folder>", "where the providers' folders are made (default: temporary files)")
  .option("--profile <folder>", "write CPU profiles of the servers there (the numbers suffer)")
  .action(bench)
  .addCommand(mailboxes)
  .addCommand(huge)
  .parseAsync(Deno.args, { from: "user" });

async function bench(names: readonly string[], options: Options): Promise<void> {
  const chosen = names.length === 0 ? BENCHMARKS : names.map(benchmarkCalled);
  const seconds = Number(options.seconds);
  if (!(seconds > 0)) throw new Error(`Cannot measure for ${options.seconds} seconds`);
  const machine = await thisMachine();
  const loadAverage = Deno.loadavg();
  const date = new Date().toISOString();
  console.log(`${date}\n${machineLine(machine)}\nLoad average ${loadAverage.map(rounded)}`);
  const benchmarks: BenchmarkReport[] = [];
  for (const engine of options.engine) {
    for (const benchmark of chosen) {
      benchmarks.push(await runOne(benchmark, engine, seconds, options));
    }
  }
  const report: RunReport = { date, machine, loadAverage, seconds, benchmarks };
  const usual = join("docs", "benchmarks", `${date.slice(0, 10)}-${machine.cores}cores.json`);
  const file = options.out ?? (names.length === 0 ? usual : null);
  if (file === null) return;
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}

async function runOne(
  { name, title, run }: Benchmark,
  engine: Engine,
  seconds: number,
  { data, profile }: Options,
): Promise<BenchmarkReport> {
  console.log(`\n${name}: ${title}; signed by ${engine}`);
  const folder = await Deno.makeTempDir({ prefix: "ceralacca-bench-", ...(data && { dir: data }) });
  const denoFlags = profile ? ["--cpu-prof", `--cpu-prof-dir=${resolve(profile)}`] : [];
  try {
    const measurements = judged(await run({ engine, seconds, folder, denoFlags }));
    const report = { benchmark: name, title, engine, measurements };
    console.log(benchmarkTable(report));
    return report;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function benchmarkCalled(name: string): Benchmark {
  const benchmark = BENCHMARKS.find((benchmark) => benchmark.name === name);
  if (benchmark) return benchmark;
  const known = BENCHMARKS.map(({ name }) => name).join(", ");
  throw new Error(`Cannot run ${name}: the benchmarks are ${known}`);
}

function rounded(number: number): string {
  return number.toFixed(1);
}
