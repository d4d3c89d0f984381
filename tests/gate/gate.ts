/**
 * `deno task gate`: everything that can be said about the code without running it. Every step
 * runs; the exit status is 1 when one of them failed.
 *
 * @module
 */
import { counts, parseFindings } from "./documentation.ts";
import { placeOf, ROOT } from "./project.ts";

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const STEPS: readonly Step[] = [
  { name: "format", run: () => deno("fmt", "--check") },
  { name: "lint", run: () => deno("lint") },
  { name: "types", run: () => deno("check", "--frozen", ".") },
  { name: "documentation", run: documentation },
];

/** Runs this Deno, whether or not one is in PATH. */
async function deno(...args: string[]): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { ok: success, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function documentation(): Promise<Outcome> {
  const { ok, output } = await deno("doc", "--lint", ...await sources(ROOT));
  const findings = parseFindings(output);
  if (!ok && findings.length === 0) return { ok, output };
  const lines: string[] = [];
  for (const finding of findings) {
    const place = placeOf(finding.file);
    if (!counts(finding, place, await Deno.readTextFile(finding.file))) continue;
    lines.push(`${place}:${finding.line}: ${finding.message} (${finding.kind})`);
  }
  return { ok: lines.length === 0, output: lines.join("\n") };
}

/** Every TypeScript file of the project but the tests. */
async function sources(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await walk(`${folder}${name}/`);
      else if (name.endsWith(".ts")) files.push(`${folder}${name}`);
    }
  };
  for (const room of ["events/", "actors/", "adapters/"]) await walk(`${root}${room}`);
  for await (const { name } of Deno.readDir(root)) {
    if (name.endsWith(".ts")) files.push(root + name);
  }
  return files.sort();
}

let failed = 0;
for (const { name, run } of STEPS) {
  const started = performance.now();
  const { ok, output } = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!ok) {
    failed += 1;
    console.log(output.trimEnd());
  }
  console.log(`${name}: ${ok ? "ok" : "FAILED"} (${seconds} s)`);
}
if (failed > 0) Deno.exit(1);
