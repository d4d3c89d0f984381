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

// Subjects and names are foreign text: no control character, which a terminal obeys, and no
// bidirectional override, which disguises, may get through.
const DANGEROUS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Lines of JSON (NDJSON), one for each thing. */
export function jsonOutput(out: (line: string) => void, err: (line: string) => void): Output {
  return {
    item: (value) => out(JSON.stringify(value)),
    note: err,
  };
}

/** Text. */
export function textOutput(out: (line: string) => void, err: (line: string) => void): Output {
  return {
    item: (_, text) => out(text),
    note: err,
  };
}

/** Foreign text as it may be shown on a terminal. */
export function harmless(text: string): string {
  return text.replace(DANGEROUS, "\ufffd");
}
