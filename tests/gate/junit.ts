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

/** Counts a report. Steps of a test count like tests. */
export function tally(report: string): Tally {
  const outcomes = [...report.matchAll(CASE)].map(([, name, file, body]) => ({
    title: `${unescape(file!)}: ${unescape(name!)}`,
    failed: /<(?:failure|error)\b/.test(body!),
    skipped: /<skipped\b/.test(body!),
  }));
  return {
    passed: outcomes.filter(({ failed, skipped }) => !failed && !skipped).length,
    failed: outcomes.filter(({ failed }) => failed).length,
    skipped: outcomes.filter(({ skipped }) => skipped).map(({ title }) => title),
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
