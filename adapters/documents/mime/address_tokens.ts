/**
 * The lexical tokens of address lists (RFC 5322 §3.2), in one pass.
 *
 * @module
 */

/** A token of an address list. */
export interface AddressToken {
  /** A special stands for itself. `broken` runs to the end because a closing mark is missing. */
  readonly kind: "atom" | "quoted" | "comment" | "literal" | "broken" | Special;
  /** As written. */
  readonly text: string;
  /** What it means: a quoted string or comment without its marks and backslashes. */
  readonly value: string;
  /** Offset of its first character in the list. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  /** Whether blanks or comments stand before it. */
  readonly afterBlank: boolean;
}

/** The characters that separate; the dot counts as part of an atom. */
export type Special = "<" | ">" | "@" | "," | ";" | ":";

const ATOM = /[^ \t\r\n<>@,;:"()[\]]+/y;

/** Cuts an address list into tokens, white space left out. */
export function* tokenizeAddresses(text: string): Generator<AddressToken> {
  let afterBlank = false;
  for (let at = 0; at < text.length;) {
    if (isBlank(text[at]!)) {
      afterBlank = true;
      at++;
      continue;
    }
    const reading: Reading = readToken(text, at);
    yield { ...reading, text: text.slice(at, reading.end), start: at, afterBlank };
    afterBlank = reading.kind === "comment";
    at = reading.end;
  }
}

type Reading = Pick<AddressToken, "kind" | "value" | "end">;

function readToken(text: string, at: number): Reading {
  const char = text[at]!;
  switch (char) {
    case '"':
      return readEnclosed(text, at, "quoted", '"');
    case "(":
      return readEnclosed(text, at, "comment", ")");
    case "[":
      return readEnclosed(text, at, "literal", "]");
    case "<":
    case ">":
    case "@":
    case ",":
    case ";":
    case ":":
      return { kind: char, value: char, end: at + 1 };
  }
  ATOM.lastIndex = at;
  const atom = ATOM.exec(text)?.[0];
  // A closing mark that nothing opened.
  if (atom === undefined) return { kind: "broken", value: char, end: at + 1 };
  return { kind: "atom", value: atom, end: at + atom.length };
}

/** Reads up to the closing mark; only comments nest (RFC 5322 §3.2.2). */
function readEnclosed(
  text: string,
  start: number,
  kind: "quoted" | "comment" | "literal",
  close: string,
): Reading {
  let depth = 1;
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === "\\") value += text[++at] ?? "";
    else if (char === close && --depth === 0) return { kind, value, end: at + 1 };
    else {
      if (kind === "comment" && char === "(") depth++;
      value += char;
    }
  }
  return { kind: "broken", value, end: text.length };
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\n";
}
