/**
 * `deno task test [files or folders]`: runs the tests and closes with the line
 * `N passed, N failed` alone. What was skipped stands by name above it. The exit status is 0 only
 * when tests ran and none failed.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { type Tally, tally } from "./gate/junit.ts";

const places = Deno.args.length > 0 ? Deno.args : ["tests"];
const report = await Deno.makeTempFile({ suffix: ".xml" });
try {
  const { success } = await run(report);
  const result = tally(await Deno.readTextFile(report));
  const troubles = await silentFiles(result);
  if (!success && result.failed + troubles.length === 0) troubles.push("the run itself failed");
  if (result.passed + result.failed + troubles.length === 0) troubles.push("there are no tests");
  close(result, troubles);
} finally {
  await Deno.remove(report);
}

/** As many files at a time as there are processors: tests listen on free ports only. */
function run(report: string): Promise<Deno.CommandStatus> {
  const options = ["-A", "--parallel", "--sanitize-ops", "--sanitize-resources"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...options, `--junit-path=${report}`, ...places],
    stdin: "null",
  }).spawn();
  return child.status;
}

/** Test files that the report does not know: they failed before their first test. */
async function silentFiles({ files }: Tally): Promise<string[]> {
  const heard = new Set(files.map((file) => resolve(file)));
  const found = (await Promise.all(places.map(testFiles))).flat();
  return found.filter((file) => !heard.has(resolve(file)))
    .map((file) => `${relative(Deno.cwd(), file)} ran no test`);
}

async function testFiles(place: string): Promise<string[]> {
  if (!(await Deno.stat(place)).isDirectory) return [place];
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(place)) {
    if (isDirectory) files.push(...await testFiles(resolve(place, name)));
    else if (name.endsWith("_test.ts")) files.push(resolve(place, name));
  }
  return files.sort();
}

/** Prints the names of what is not fine, then the closing line, and sets the exit status. */
function close({ passed, failed, skipped }: Tally, troubles: readonly string[]): void {
  console.log("");
  for (const title of skipped) console.log(`skipped: ${title}`);
  for (const trouble of troubles) console.log(`failed: ${trouble}`);
  console.log(`${passed} passed, ${failed + troubles.length} failed`);
  Deno.exitCode = failed + troubles.length === 0 ? 0 : 1;
}
