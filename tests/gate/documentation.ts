/**
 * Reads what `deno doc --lint` finds and keeps what this project holds itself to: every exported
 * symbol has a docstring and an explicit type, and no type is used in public that is not exported.
 *
 * @module
 */

/** One finding of `deno doc --lint`. */
export interface Finding {
  /** `missing-jsdoc`, `missing-explicit-type`, `missing-return-type`, `private-type-ref` … */
  readonly kind: string;
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const FINDING = /^error\[([a-z-]+)\]: (.*)\n\s*--> (.*):(\d+):\d+$/gm;

/** The findings in the output of `deno doc --lint`, without colours. */
export function parseFindings(output: string): readonly Finding[] {
  return [...output.matchAll(FINDING)].map(([, kind, message, file, line]) => ({
    kind: kind!,
    message: message!,
    file: file!,
    line: Number(line),
  }));
}

/** Whether a finding counts, given the place and the text of its file. */
export function counts(finding: Finding, place: string, text: string): boolean {
  switch (finding.kind) {
    case "missing-jsdoc":
      // Members whose names say everything need no comment; what is exported does.
      return /^export\b/.test(text.split("\n")[finding.line - 1] ?? "");
    case "missing-explicit-type":
      // The type of an event, and of what the API takes and gives, is what its schema says.
      return !place.startsWith("events/") && !/^adapters\/api\/(?:.*[/_])?schemas\.ts$/.test(place);
    case "private-type-ref":
      // Types of packages and of schemas count as private too; the project's own are meant.
      return declaresType(text, /private type '(.+)'$/.exec(finding.message)?.[1] ?? "");
    default:
      return true;
  }
}

function declaresType(text: string, name: string): boolean {
  return new RegExp(`^(?:interface|type|class) ${name}\\b`, "m").test(text);
}
