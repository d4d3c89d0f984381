/**
 * `deno task conformance [--json FILE] [--write]`: runs the scenario of every rule and prints the
 * table. `--json` writes it to a file as well, `--write` renews docs/conformance.md. The exit status
 * is 1 when a rule failed.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Outcome, outcomes } from "../gate/junit.ts";
import { ROOT } from "../gate/project.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";
import { asMarkdown, asText, isFailure, judge, summary } from "./table.ts";

const { values: options } = parseArgs({
  args: Deno.args,
  options: { json: { type: "string" }, write: { type: "boolean", default: false } },
});
const rows = judge(rules, await run(filesOf(rules)));
console.log(`\n${asText(rows)}\n\n${summary(rows)}`);
if (options.json !== undefined) {
  await Deno.writeTextFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
}
if (options.write) {
  await Deno.writeTextFile(`${ROOT}docs/conformance.md`, await formatted(asMarkdown(rows)));
}
Deno.exitCode = rows.some(isFailure) ? 1 : 0;

function filesOf(all: readonly Rule[]): readonly string[] {
  return [...new Set(all.flatMap(({ shown }) => "file" in shown ? [shown.file] : []))];
}

/** Runs test files; resolves with what the report says, whether or not all of them passed. */
async function run(files: readonly string[]): Promise<readonly Outcome[]> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const options = ["-A", "--parallel", "--sanitize-ops", "--sanitize-resources"];
  try {
    await new Deno.Command(Deno.execPath(), {
      args: ["test", ...options, `--junit-path=${report}`, ...files],
      cwd: ROOT,
      stdin: "null",
    }).spawn().status;
    return outcomes(await Deno.readTextFile(report));
  } finally {
    await Deno.remove(report);
  }
}

/** Lays Markdown out as `deno fmt` wants it. */
async function formatted(markdown: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(markdown));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot lay out docs/conformance.md: deno fmt failed");
  return new TextDecoder().decode(stdout);
}
