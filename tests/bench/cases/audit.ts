/**
 * Audit and replay of a log of a million events, as their commands do it: each in a process of its
 * own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { EVENTS, millionEvents } from "../log/million.ts";
import type { Benchmark, Measurement } from "../options.ts";
import { memoryOf, processorTimeOf } from "../process.ts";

const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));
/** Milliseconds between two looks at a process. */
const PAUSE = 100;
/** Seconds that a command may take. */
const TARGET = { atMost: 60 };

/** The commands `audit` and `replay`. */
export const audit: Benchmark = {
  name: "audit",
  title: `Audit and replay of a log of ${EVENTS} events`,
  async run(options) {
    const { file } = await millionEvents(options);
    return [
      ...await measured("audit", file, options.denoFlags),
      ...await measured("replay", file, options.denoFlags),
    ];
  },
};

async function measured(
  command: string,
  file: string,
  denoFlags: readonly string[],
): Promise<readonly Measurement[]> {
  const rights = ["--no-prompt", "--ignore-env", "--allow-net", "--allow-read", "--allow-write"];
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...rights, ...denoFlags, MAIN, command, "--config", file],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = new Response(child.stdout).text();
  const spent = watch(child.pid);
  const { code } = await child.status;
  const time = (performance.now() - start) / 1000;
  const { peak, processor } = await spent;
  if (code !== 0) throw new Error(`Cannot measure ${command}: ${await output}`);
  return [
    { name: command, value: time, unit: "s", target: TARGET },
    { name: `${command}, processor time`, value: processor, unit: "s" },
    { name: `${command}, peak memory`, value: peak / 1e6, unit: "MB" },
  ];
}

/** What a process has spent, looked at until it ends. */
async function watch(pid: number): Promise<{ readonly peak: number; readonly processor: number }> {
  let seen = { peak: 0, processor: 0 };
  for (;;) {
    try {
      const { peak } = await memoryOf(pid);
      // A process that has ended and was not waited for has no memory.
      if (Number.isNaN(peak)) return seen;
      seen = { peak, processor: await processorTimeOf(pid) };
    } catch {
      return seen;
    }

    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
