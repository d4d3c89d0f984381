/**
 * Search keys (RFC 9051 §6.4.4; RFC 5032, RFC 5182, RFC 7162, RFC 8474, RFC 8514).
 *
 * @module
 */
import type { SearchKey } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { date } from "./dates.ts";
import { malformed, tooMuch } from "./fault.ts";
import { keyword } from "./flags.ts";
import { decodeUtf8 } from "./names.ts";
import { sequenceSet } from "./numbers.ts";

type Parser = (keys: SearchKeys, depth: number) => SearchKey;

const OBJECT_ID = /[A-Za-z0-9_-]{1,255}/y;
const MODSEQ_ENTRY = /"\/flags\/(?:\\\\)?[^"\\ ]+" (?:all|priv|shared) /yi;

/** Reads the search keys of one command, and counts them. */
export class SearchKeys {
  readonly cursor: Cursor;
  readonly #charset: string;
  #count = 0;

  /** `charset`: in which the texts are, in upper case. */
  constructor(cursor: Cursor, charset: string) {
    this.cursor = cursor;
    this.#charset = charset;
  }

  /** Keys with one space between them: all must match. */
  conjunction(depth: number): SearchKey {
    const keys = this.cursor.sequence("search keys", () => this.key(depth));
    return keys.length === 1 ? keys[0]! : { key: "AND", keys };
  }

  /** One key, which lies in `depth` others. */
  key(depth: number): SearchKey {
    const { cursor } = this;
    const { limits } = cursor.context;
    if (depth > limits.depth) throw tooMuch("search keys lie too deep within each other");
    if (++this.#count > limits.searchKeys) throw tooMuch("too many search keys");
    if (cursor.takes("(")) {
      const all = this.conjunction(depth + 1);
      cursor.expect(")");
      return all;
    }
    if (cursor.match(/(?=[\d*$])/y)) return { key: "NUMBERS", set: sequenceSet(cursor) };
    const parse = KEYS.get(cursor.word("a search key"));
    if (!parse) throw malformed("there is no such search key");
    return parse(this, depth);
  }

  /** A space and a text. */
  text(): string {
    this.cursor.space();
    const octets = this.cursor.astring("a text");
    // Of a charset that this server does not know: the session refuses it.
    if (this.#charset !== "UTF-8" && this.#charset !== "US-ASCII") return octets;
    const text = decodeUtf8(octets);
    if (text === null) throw malformed(`a text is not ${this.#charset}`);
    return text;
  }
}

const ALL: SearchKey = { key: "ALL" };
const RECENT: SearchKey = { key: "RECENT", recent: true };
const UNSEEN: SearchKey = { key: "FLAG", flag: "\\Seen", set: false };

const KEYS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ["ALL", () => ALL],
  ["NEW", () => ({ key: "AND", keys: [RECENT, UNSEEN] })],
  ["OLD", () => ({ key: "RECENT", recent: false })],
  ["RECENT", () => RECENT],
  ["SAVEDATESUPPORTED", () => ({ key: "SAVEDATESUPPORTED" })],
  ...["Answered", "Deleted", "Draft", "Flagged", "Seen"].flatMap(flagKeys),
  ["KEYWORD", (keys) => ({ key: "FLAG", flag: keywordOf(keys), set: true })],
  ["UNKEYWORD", (keys) => ({ key: "FLAG", flag: keywordOf(keys), set: false })],
  ...["BCC", "CC", "FROM", "SUBJECT", "TO"].map(headerKey),
  ["HEADER", (keys) => ({ key: "HEADER", field: keys.text().toLowerCase(), text: keys.text() })],
  ["BODY", (keys) => ({ key: "BODY", text: keys.text() })],
  ["TEXT", (keys) => ({ key: "TEXT", text: keys.text() })],
  ...([
    "BEFORE",
    "ON",
    "SAVEDBEFORE",
    "SAVEDON",
    "SAVEDSINCE",
    "SENTBEFORE",
    "SENTON",
    "SENTSINCE",
    "SINCE",
  ] as const).map(dateKey),
  ["LARGER", (keys) => ({ key: "LARGER", size: argument(keys).long() })],
  ["SMALLER", (keys) => ({ key: "SMALLER", size: argument(keys).long() })],
  ["OLDER", (keys) => ({ key: "OLDER", seconds: argument(keys).positive() })],
  ["YOUNGER", (keys) => ({ key: "YOUNGER", seconds: argument(keys).positive() })],
  ["UID", (keys) => ({ key: "UID", set: sequenceSet(argument(keys)) })],
  ["MODSEQ", modseq],
  ["EMAILID", (keys) => ({ key: "EMAILID", id: objectId(keys) })],
  ["THREADID", (keys) => ({ key: "THREADID", id: objectId(keys) })],
  ["NOT", (keys, depth) => ({ key: "NOT", of: nested(keys, depth) })],
  [
    "OR",
    (keys, depth) => ({ key: "OR", one: nested(keys, depth), other: nested(keys, depth) }),
  ],
]);

/** `ANSWERED` and `UNANSWERED`. */
function flagKeys(name: string): [string, Parser][] {
  const flag = `\\${name}`;
  return [
    [name.toUpperCase(), () => ({ key: "FLAG", flag, set: true })],
    [`UN${name.toUpperCase()}`, () => ({ key: "FLAG", flag, set: false })],
  ];
}

function headerKey(name: string): [string, Parser] {
  return [name, (keys) => ({ key: "HEADER", field: name.toLowerCase(), text: keys.text() })];
}

function dateKey(
  key: Extract<SearchKey, { readonly day: number }>["key"],
): [string, Parser] {
  return [key, (keys) => ({ key, day: date(argument(keys)) })];
}

/** The cursor behind the space before an argument. */
function argument({ cursor }: SearchKeys): Cursor {
  cursor.space();
  return cursor;
}

function nested(keys: SearchKeys, depth: number): SearchKey {
  keys.cursor.space();
  return keys.key(depth + 1);
}

function keywordOf(keys: SearchKeys): string {
  return keyword(argument(keys));
}

/** RFC 7162 §3.1.5: one MODSEQ is kept for a message, so that the entry makes no difference. */
function modseq(keys: SearchKeys): SearchKey {
  const cursor = argument(keys);
  cursor.match(MODSEQ_ENTRY);
  return { key: "MODSEQ", modseq: cursor.long() };
}

/** RFC 8474 §7. */
function objectId(keys: SearchKeys): string {
  const id = argument(keys).match(OBJECT_ID);
  if (!id) throw malformed("expected an object identifier");
  return id[0];
}
