/**
 * What is wrong with a configuration, in words that let its author put it right.
 *
 * @module
 */

/** One fault of a configuration. */
export interface Problem {
  /** The setting, from the top: `submission.tls_port`; empty for the file as a whole. */
  readonly key: string;
  /** What its value is, why that is wrong and what would be right, as sentences. */
  readonly text: string;
}

/** The longest value that is quoted in a message. */
const LONGEST_VALUE = 60;

/** A configuration that cannot be used. The message has one line for each fault. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  /** The file's name as the message gives it. */
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map(({ key, text }) => [file, key, text].filter(Boolean).join(": ")).join("\n"));
    this.file = file;
    this.problems = problems;
  }
}

/** A value as a message shows it: as JSON, shortened. */
export function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** The known name that someone who wrote `name` most likely meant; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const farthest = Math.max(1, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((one, other) => one.distance - other.distance)[0]?.candidate;
}

/** Letters to insert, delete or replace to get from one word to the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + replaced,
      ));
    }
    previous = current;
  }
  return previous[other.length]!;
}
