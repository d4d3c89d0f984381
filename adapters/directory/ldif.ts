/**
 * LDIF content records (RFC 2849): a reader with explicit limits, and a writer.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** An attribute value: text, or bytes where the file had base64 (`::`). */
export type LdifValue = string | Uint8Array;

/** One attribute value of an entry. */
export interface LdifAttribute {
  /** Attribute description without its options, in lower case (RFC 4512 §2.5). */
  readonly name: string;
  /** Options such as `binary`, in lower case. */
  readonly options: readonly string[];
  readonly value: LdifValue;
}

/** One entry. */
export interface LdifEntry {
  /** Distinguished name as written. */
  readonly dn: string;
  /** Line of the file on which the entry begins, from 1. */
  readonly line: number;
  readonly attributes: readonly LdifAttribute[];
}

/** Bounds for what is read. */
export interface LdifLimits {
  /** Characters of one unfolded line. */
  readonly lineLength: number;
  /** Lines of one entry. */
  readonly entryLines: number;
  readonly entries: number;
}

/** Ample for the directory of all providers. */
export const LDIF_LIMITS: LdifLimits = {
  lineLength: 256 * 1024,
  entryLines: 1_000_000,
  entries: 10_000,
};

/** The text is not LDIF, or exceeds a limit. */
export class LdifError extends Error {
  override readonly name = "LdifError";
  /** Line of the file, from 1. */
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`Cannot read LDIF at line ${line}: ${reason}`);
    this.line = line;
  }
}

/** A logical line: unfolded, with the number of its first physical line. */
interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * Reads the entries of an LDIF file, in order.
 *
 * @throws {LdifError} at the first line that is not LDIF or exceeds a limit.
 */
export function* readLdif(text: string, limits: LdifLimits = LDIF_LIMITS): Generator<LdifEntry> {
  let lines: Line[] = [];
  let entries = 0;
  for (const line of logicalLines(text, limits)) {
    if (line.text === "") {
      if (lines.length > 0) yield entryOf(lines);
      lines = [];
      continue;
    }
    if (lines.length === 0) {
      if (entries === 0 && /^version:/i.test(line.text)) {
        checkVersion(line);
        continue;
      }
      if (++entries > limits.entries) {
        throw new LdifError(line.number, `more than ${limits.entries} entries`);
      }
    }
    if (lines.length >= limits.entryLines) {
      throw new LdifError(line.number, `more than ${limits.entryLines} lines in one entry`);
    }
    lines.push(line);
  }
  if (lines.length > 0) yield entryOf(lines);
}

/** Unfolds lines and drops comments (RFC 2849, notes 2 and 3). An empty line stays. */
function* logicalLines(text: string, { lineLength }: LdifLimits): Generator<Line> {
  let number = 0;
  let pending: { number: number; text: string } | undefined;
  const start = text.startsWith("\ufeff") ? 1 : 0;
  for (let from = start, to; from < text.length; from = to + 1) {
    to = text.indexOf("\n", from);
    if (to < 0) to = text.length;
    const line = text.slice(from, text[to - 1] === "\r" && to > from ? to - 1 : to);
    number++;
    if (line.startsWith(" ")) {
      if (!pending) throw new LdifError(number, "nothing precedes this continuation line");
      pending.text += line.slice(1);
    } else {
      if (pending && !pending.text.startsWith("#")) yield pending;
      pending = line === "" ? undefined : { number, text: line };
      if (line === "") yield { number, text: "" };
    }
    if ((pending?.text.length ?? 0) > lineLength) {
      throw new LdifError(number, `more than ${lineLength} characters in one line`);
    }
  }
  if (pending && !pending.text.startsWith("#")) yield pending;
}

function checkVersion(line: Line): void {
  const version = line.text.slice("version:".length).trim();
  if (version !== "1") throw new LdifError(line.number, `the version is ${version}, not 1`);
}

function entryOf(lines: readonly Line[]): LdifEntry {
  const [first, ...rest] = lines;
  if (!first) throw new Error("Cannot read an LDIF entry: it has no lines");
  const dn = attributeOf(first);
  if (dn.name !== "dn") {
    throw new LdifError(first.number, `an entry begins with ${dn.name}, not dn`);
  }
  const attributes = rest.map(attributeOf);
  const change = rest.find((_, index) => attributes[index]?.name === "changetype");
  if (change) throw new LdifError(change.number, "change records are not content");
  return { dn: textOf(dn.value), line: first.number, attributes };
}

const ATTRIBUTE = /^([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)((?:;[A-Za-z0-9-]+)*):(:|<|) */;

function attributeOf({ number, text }: Line): LdifAttribute {
  const match = ATTRIBUTE.exec(text);
  if (!match) throw new LdifError(number, "this is no attribute: value");
  const [prefix, name = "", options = "", form] = match;
  const rest = text.slice(prefix.length);
  // RFC 2849 allows the value to be fetched from a URL; a directory must be whole in itself.
  if (form === "<") throw new LdifError(number, "values by URL are not followed");
  const value = form === ":" ? base64(rest, number) : rest;
  return {
    name: name.toLowerCase(),
    options: options.toLowerCase().split(";").slice(1),
    value,
  };
}

function base64(text: string, line: number): Uint8Array {
  const compact = text.trimEnd();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) {
    throw new LdifError(line, "the value is not base64");
  }
  return Buffer.from(compact, "base64");
}

/** A value as text; RFC 2849 puts UTF-8 that is not a SAFE-STRING into base64. */
export function textOf(value: LdifValue): string {
  return typeof value === "string" ? value : new TextDecoder().decode(value);
}

/** Longest line written, the leading space of a folded one included. */
const LINE_WIDTH = 76;
/** RFC 2849, SAFE-STRING; a final space would be lost on many ways (note 8). */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const SAFE = /^(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*(?<! )$/;

/** Writes one attribute value, folded; its line ends in LF. */
export function writeAttribute(description: string, value: LdifValue): string {
  const safe = typeof value === "string" && SAFE.test(value);
  const line = safe
    ? `${description}: ${value}`
    : `${description}:: ${Buffer.from(value as string).toString("base64")}`;
  let folded = line.slice(0, LINE_WIDTH);
  for (let from = LINE_WIDTH; from < line.length; from += LINE_WIDTH - 1) {
    folded += `\n ${line.slice(from, from + LINE_WIDTH - 1)}`;
  }
  return `${folded}\n`;
}
