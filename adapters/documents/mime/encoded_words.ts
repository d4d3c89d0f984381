/**
 * Encoded words: text outside ASCII in header fields (RFC 2047).
 *
 * @module
 */
import { decodeCharset } from "./charset.ts";
import { concat, latin1, octetsOf } from "./octets.ts";
import { decodeBase64 } from "./base64.ts";

/** RFC 2047 §2: the longest encoded word. */
const LONGEST_WORD = 75;

/** The shortest word that holds one character of four octets in either encoding. */
const SHORTEST_WORD = "=?UTF-8?Q?=F0=9F=93=8E?=".length;

const WORD = /=\?([^?\s]*)\?([bBqQ])\?([^?]*)\?=/g;

interface EncodedWord {
  readonly charset: string;
  readonly octets: Uint8Array;
  /** As it was written. */
  readonly source: string;
}

/**
 * The text with its encoded words decoded. Blanks between two of them vanish (RFC 2047 §6.2), and
 * a character that a careless sender cut across two words is put together again. Words in an
 * unknown charset stay as they are.
 */
export function decodeEncodedWords(text: string): string {
  let decoded = "";
  let run: EncodedWord[] = [];
  let at = 0;
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(at, match.index);
    const word = readWord(match);
    if (run.length === 0 || !/^[ \t\r\n]*$/.test(between)) {
      decoded += decodeRun(run) + between;
      run = [];
    } else if (run[0]!.charset !== word.charset) {
      decoded += decodeRun(run);
      run = [];
    }
    run.push(word);
    at = match.index + match[0].length;
  }
  return decoded + decodeRun(run) + text.slice(at);
}

function readWord(match: RegExpExecArray): EncodedWord {
  const [source, label = "", encoding = "", content = ""] = match;
  // RFC 2231 §5: a language may follow the charset.
  const charset = label.split("*", 1)[0]!.toLowerCase();
  const octets = encoding.toLowerCase() === "b"
    ? decodeBase64(octetsOf(content))
    : decodeQ(content);
  return { charset, octets, source };
}

function decodeQ(content: string): Uint8Array {
  return octetsOf(
    content.replaceAll("_", " ").replace(
      /=([0-9A-Fa-f]{2})/g,
      (_, hex: string) => String.fromCharCode(parseInt(hex, 16)),
    ),
  );
}

function decodeRun(run: readonly EncodedWord[]): string {
  if (run.length === 0) return "";
  return decodeCharset(concat(run.map((word) => word.octets)), run[0]!.charset) ??
    run.map((word) => word.source).join(" ");
}

/**
 * The whole text as encoded words, UTF-8, each within 75 characters, in the encoding that comes
 * out shorter. Put folding white space between them. Q holds only what is safe in a phrase, too
 * (RFC 2047 §5).
 *
 * @param text any text; half a surrogate pair becomes U+FFFD
 * @param first the most characters of the first word, because a field name stands before it
 */
export function encodeWords(text: string, first: number = LONGEST_WORD): string[] {
  let inQ = 0;
  let octets = 0;
  for (const char of text) {
    inQ += Q.cost(char);
    octets += utf8Length(char);
  }
  const encoding = inQ <= Math.ceil(octets / 3) * 4 ? Q : B;
  const words: string[] = [];
  let room = roomOf(encoding, Math.max(first, SHORTEST_WORD));
  let piece = "";
  let used = 0;
  for (const char of text) {
    const cost = encoding.cost(char);
    if (used + cost > room && piece !== "") {
      words.push(encoding.word(piece));
      room = roomOf(encoding, LONGEST_WORD);
      piece = "";
      used = 0;
    }
    piece += char;
    used += cost;
  }
  if (piece !== "") words.push(encoding.word(piece));
  return words;
}

/** One of the two encodings; `cost` and `room` are counted in its own units. */
interface Encoding {
  readonly cost: (char: string) => number;
  readonly room: (characters: number) => number;
  readonly word: (piece: string) => string;
}

const OVERHEAD = "=?UTF-8?Q??=".length;
const PHRASE_SAFE = /[^A-Za-z0-9!*+/ -]/g;

const Q: Encoding = {
  cost: (char) => /^[A-Za-z0-9!*+/ -]$/.test(char) ? 1 : 3 * utf8Length(char),
  room: (characters) => characters,
  word: (piece) =>
    `=?UTF-8?Q?${
      latin1(utf8(piece)).replace(PHRASE_SAFE, (char) => {
        return `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
      }).replaceAll(" ", "_")
    }?=`,
};

const B: Encoding = {
  cost: utf8Length,
  room: (characters) => Math.floor(characters / 4) * 3,
  word: (piece) => `=?UTF-8?B?${utf8(piece).toBase64()}?=`,
};

function roomOf(encoding: Encoding, characters: number): number {
  return encoding.room(characters - OVERHEAD);
}

/** Octets of one character in UTF-8; half a surrogate pair counts as the U+FFFD it becomes. */
function utf8Length(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
