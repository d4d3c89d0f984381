/**
 * Reads the JUnit report of `deno test`.
 *
 * @module
 */

/** What a run of tests came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** `file: name` of every test that was skipped. */
  readonly skipped: readonly string[];
  /** The test files that ran, as the report names them. */
  readonly files: readonly string[];
}

const SUITE = /<testsuite name="([^"]*)"/g;
// The report escapes < and " within names and messages, so that neither can be mistaken.
const CASE = /<testcase name="([^"]*)" classname="([^"]*)"[^>]*>(.*?)<\/testcase>/gs;

/** One test, or one step of a test. */
export interface Outcome {
  readonly file: string;
  /** A step's name follows its test's, with ` > ` in between. */
  readonly name: string;
  readonly result: "passed" | "failed" | "skipped";
}

/** All that a report holds, in its order. */
export function outcomes(report: string): readonly Outcome[] {
  return [...report.matchAll(CASE)].map(([, name, file, body]) => ({
    file: unescape(file!),
    name: unescape(name!),
    result: resultIn(body!),
  }));
}

function resultIn(body: string): Outcome["result"] {
  if (/<(?:failure|error)\b/.test(body)) return "failed";
  return /<skipped\b/.test(body) ? "skipped" : "passed";
}

/** Counts a report. Steps of a test count like tests. */
export function tally(report: string): Tally {
  const all = outcomes(report);
  return {
    passed: all.filter(({ result }) => result === "passed").length,
    failed: all.filter(({ result }) => result === "failed").length,
    skipped: all.filter(({ result }) => result === "skipped")
      .map(({ file, name }) => `${file}: ${name}`),
    files: [...report.matchAll(SUITE)].map(([, name]) => unescape(name!)),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&amp;": "&",
};

function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity]!);
}
