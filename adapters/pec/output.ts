/**
 * What `pec` writes: lines of JSON for programs, text for people.
 *
 * @module
 */

/** Where the commands write. */
export interface Output {
  /** One thing: a line of JSON where programs read, else the text. */
  item(value: unknown, text: string): void;
  /** For people alone: it goes to standard error. */
  note(text: string): void;
}

/** Writes a line. */
export type Line = (line: string) => void;

/** Lines of JSON (NDJSON), one for each thing. */
export function jsonOutput(out: Line, err: Line): Output {
  return {
    item: (value) => out(JSON.stringify(value)),
    note: (text) => err(harmless(text)),
  };
}

/** Text. */
export function textOutput(out: Line, err: Line): Output {
  return {
    item: (_, text) => out(harmless(text)),
    note: (text) => err(harmless(text)),
  };
}

// Subjects, names and what servers say are foreign text: no control character, which a terminal
// obeys, and no bidirectional override, which disguises, may get through.
const DANGEROUS = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of several lines as it may be shown on a terminal. */
function harmless(text: string): string {
  return text.replace(DANGEROUS, "\ufffd");
}

/** Foreign text within a line: it cannot begin another one. */
export function inLine(text: string): string {
  return harmless(text).replaceAll("\n", "\ufffd");
}
