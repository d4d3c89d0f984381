/**
 * Parameters of structured header fields: RFC 2045 §5.1, and RFC 2231 for charsets and
 * continuations.
 *
 * @module
 */
import { decodeCharset } from "./charset.ts";
import { latin1, octetsOf, readUtf8, trimBlanks } from "./octets.ts";

/** The value of a field such as Content-Type. */
export interface Parameterized {
  /** What stands before the first semicolon, without comments and surrounding white space. */
  readonly value: string;
  /**
   * Names in lower case; values unquoted and RFC 2231 decoded. Of two alike, the first. What
   * follows the 200th is not read.
   */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The most parameters that are read; a file name of 10,000 characters takes as many segments. */
const MOST_PARAMETERS = 200;

/** Reads `value; name=value; …`, folded or not. Never throws: what cannot be read is left out. */
export function parseParameterized(raw: string): Parameterized {
  const [value = "", ...rest] = splitAtSemicolons(raw);
  const written = new Map<string, string>();
  for (const piece of rest) {
    const equals = piece.indexOf("=");
    if (equals <= 0) continue;
    const name = trimBlanks(piece.slice(0, equals)).toLowerCase();
    if (!written.has(name)) written.set(name, piece.slice(equals + 1));
  }
  return { value, parameters: resolve(written) };
}

/**
 * The pieces between semicolons: quoted strings unquoted, comments and line ends dropped, and the
 * blanks around names and values, though not those within quotes. One pass, since the text is
 * foreign.
 */
function splitAtSemicolons(raw: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let blanks = "";
  let comments = 0;
  let quoted = false;
  // Nothing but blanks has come of the name, or of the value.
  let fresh = true;
  const append = (text: string) => {
    piece += blanks + text;
    blanks = "";
    fresh = false;
  };
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === "\r" || char === "\n") continue;
    if (char === "\\" && (quoted || comments > 0)) {
      at++;
      if (quoted) append(raw[at] ?? "");
    } else if (quoted) {
      if (char === '"') quoted = false;
      else append(char);
    } else if (char === "(") comments++;
    else if (comments > 0) {
      if (char === ")") comments--;
    } else if (char === '"') {
      quoted = true;
      append("");
    } else if (char === ";") {
      pieces.push(piece);
      if (pieces.length > MOST_PARAMETERS) return pieces;
      piece = blanks = "";
      fresh = true;
    } else if (char !== " " && char !== "\t") {
      append(char);
      fresh = char === "=";
    } else if (!fresh) blanks += char;
  }
  pieces.push(piece);
  return pieces;
}

/** Puts continuations together and decodes (RFC 2231 §3, §4); the extended form wins. */
function resolve(written: ReadonlyMap<string, string>): Map<string, string> {
  const resolved = new Map<string, string>();
  for (const name of written.keys()) {
    const [base = ""] = name.split("*", 1);
    if (base === "" || resolved.has(base)) continue;
    const value = extended(written, base) ?? continued(written, base) ?? plain(written, base);
    if (value !== undefined) resolved.set(base, value);
  }
  return resolved;
}

function plain(written: ReadonlyMap<string, string>, base: string): string | undefined {
  const value = written.get(base);
  return value === undefined ? undefined : readUtf8(value);
}

function extended(written: ReadonlyMap<string, string>, base: string): string | undefined {
  const value = written.get(`${base}*`);
  return value === undefined ? undefined : decodeExtended([{ text: value, percent: true }]);
}

interface Segment {
  readonly text: string;
  readonly percent: boolean;
}

function continued(written: ReadonlyMap<string, string>, base: string): string | undefined {
  const segments: Segment[] = [];
  for (let index = 0;; index++) {
    const percent = written.get(`${base}*${index}*`);
    const text = percent ?? written.get(`${base}*${index}`);
    if (text === undefined) break;
    segments.push({ text, percent: percent !== undefined });
  }
  return segments.length === 0 ? undefined : decodeExtended(segments);
}

function decodeExtended(segments: readonly Segment[]): string {
  const [first, ...rest] = segments as [Segment, ...Segment[]];
  const prefix = first.percent ? /^([^']*)'[^']*'/.exec(first.text) : null;
  const start = { ...first, text: first.text.slice(prefix?.[0].length ?? 0) };
  const text = [start, ...rest].map((segment) => segment.percent ? unescape(segment) : segment.text)
    .join("");
  const charset = prefix?.[1];
  if (!charset) return readUtf8(text);
  return decodeCharset(octetsOf(text), charset) ?? text;
}

function unescape(segment: Segment): string {
  return segment.text.replace(
    /%([0-9A-Fa-f]{2})/g,
    (_, hex: string) => String.fromCharCode(parseInt(hex, 16)),
  );
}

/** A value this long is written on several lines (RFC 2231 §3). */
const LONGEST_QUOTED = 200;

/** Characters of one line of a continued value, so that the line stays within 78. */
const SEGMENT = 54;

/**
 * Parameters as they follow a value: each begins with `; `. Tokens stand bare, other printable
 * ASCII quoted, everything else in the extended form of RFC 2231, UTF-8.
 *
 * @throws {Error} when a name is not a token
 */
export function formatParameters(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters).map(([name, value]) => formatParameter(name, value)).join("");
}

function formatParameter(name: string, value: string): string {
  if (!/^[!#$&+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new Error(`Cannot format parameter: its name is not a token: ${JSON.stringify(name)}`);
  }
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}$/.test(value)) return `; ${name}=${value}`;
  if (value.length <= LONGEST_QUOTED && /^[ -~]*$/.test(value)) {
    return `; ${name}="${value.replace(/["\\]/g, "\\$&")}"`;
  }
  const octets = latin1(new TextEncoder().encode(value));
  const escapes = octets.replace(
    /[^!#$&+.^_`|~0-9A-Za-z-]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  if (escapes.length <= SEGMENT) return `; ${name}*=UTF-8''${escapes}`;
  return segmentsOf(escapes).map((segment, index) =>
    `; ${name}*${index}*=${index === 0 ? "UTF-8''" : ""}${segment}`
  ).join("");
}

/** Cuts an escaped value, never within an escape. */
function segmentsOf(escapes: string): string[] {
  const segments: string[] = [];
  let segment = "";
  for (const [unit] of escapes.matchAll(/%..|./g)) {
    if (segment.length + unit.length > SEGMENT) {
      segments.push(segment);
      segment = "";
    }
    segment += unit;
  }
  return [...segments, segment];
}
