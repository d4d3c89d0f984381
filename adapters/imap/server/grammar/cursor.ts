/**
 * The tokens of commands (RFC 9051 §9).
 *
 * A command is one string of Latin-1 characters, each an octet: its lines and its literals, with
 * what announces them, as they came. The CRLF of the last line is not part of it.
 *
 * @module
 */
import { readUtf8 } from "../../../documents/mime/octets.ts";
import { malformed, tooMuch, Unfinished } from "./fault.ts";
import type { GrammarLimits } from "./limits.ts";
import { decodeName, type NameEncoding } from "./names.ts";

/** What a parser must know besides the text. */
export interface CursorContext {
  readonly limits: GrammarLimits;
  /** How names of folders are written. */
  readonly names: NameEncoding;
  /** Where the text ends: with the command, or with the announcement of a literal. */
  readonly end: "command" | "announcement";
}

const ATOM = /[!#$&'+-[^-z|}~]+/y;
// Atoms may hold octets beyond ASCII where names and texts stand: clients send them.
const ASTRING = /[!#$&'+-[\]-z|}~\x80-\xff]+/y;
const PATTERN = /[!#-'*-[\]-z|}~\x80-\xff]+/y;
const TAG = /[!#$&',-[\]-z|}~]+/y;
// Unrolled, so that a quote which is never closed costs no more than its length.
const QUOTED = /"([^"\\\r\n]*(?:\\["\\][^"\\\r\n]*)*)"/y;
const LITERAL = /\{(\d+)\+?\}\r\n/y;
const CONTENT = /~?\{(\d+)\+?\}\r\n$/y;
const DIGITS = /\d+/y;

/** What no name may have (RFC 6855 §3). */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/u;

const MOST_32 = 0xffff_ffff;
const MOST_63 = 2n ** 63n - 1n;

/** Walks through a command. Methods throw a {@linkcode Fault} where it is not what they look for. */
export class Cursor {
  /** See {@linkcode CursorContext}. */
  readonly context: CursorContext;
  readonly #text: string;
  #at = 0;

  /** Starts at the first character. */
  constructor(text: string, context: CursorContext) {
    this.#text = text;
    this.context = context;
  }

  /** Takes what a sticky expression matches here. Null: nothing, and the cursor stays. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  /** Takes a character if it stands here. */
  takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** Whether a character stands here. */
  sees(character: string): boolean {
    return this.#text[this.#at] === character;
  }

  /** Takes a character that must stand here. */
  expect(character: string): void {
    if (!this.takes(character)) throw malformed(`expected ${NAMES[character] ?? character}`);
  }

  /** Takes the one space between two arguments. */
  space(): void {
    this.expect(" ");
  }

  /** The command must end here. Clients put blanks before the end of a line; they mean nothing. */
  end(): void {
    while (this.takes(" "));
    if (this.#at < this.#text.length) throw malformed("too many arguments");
  }

  /** A tag; null if none stands here. */
  tag(): string | null {
    const tag = this.match(TAG)?.[0] ?? null;
    return tag !== null && tag.length <= this.context.limits.tag ? tag : null;
  }

  /** An atom. `what` says what it would be. */
  atom(what: string): string {
    const atom = this.match(ATOM);
    if (!atom) throw malformed(`expected ${what}`);
    return atom[0];
  }

  /** An atom whose case means nothing, in upper case. */
  word(what: string): string {
    return this.atom(what).toUpperCase();
  }

  /** A word of a set. `what` says what it would be. */
  choice<T extends string>(what: string, words: ReadonlySet<T>): T {
    const word = this.word(what);
    if (!isOneOf(words, word)) throw malformed(`there is no such ${what.replace(/^an? /, "")}`);
    return word;
  }

  /** A number of 32 bits. */
  number(): number {
    const number = Number(this.#digits());
    if (number > MOST_32) throw malformed("a number is too high");
    return number;
  }

  /** A number of 32 bits, not zero. */
  positive(): number {
    const number = this.number();
    if (number === 0) throw malformed("a number is zero");
    return number;
  }

  /** A number of 63 bits. Above 2^53 it is only near to what was sent, still above all others. */
  long(): number {
    const digits = this.#digits();
    if (digits.length > 19 || BigInt(digits) > MOST_63) throw malformed("a number is too high");
    return Number(digits);
  }

  #digits(): string {
    const digits = this.match(DIGITS);
    if (!digits) throw malformed("expected a number");
    return digits[0];
  }

  /** A quoted string or a literal, as octets. */
  string(what: string): string {
    const string = this.#string();
    if (string === null) throw malformed(`expected ${what}`);
    return string;
  }

  /** An astring, as octets. */
  astring(what: string): string {
    return this.match(ASTRING)?.[0] ?? this.string(what);
  }

  /** An astring that is text: UTF-8, or Latin-1 where it is not. */
  text(what: string): string {
    return readUtf8(this.astring(what));
  }

  /** NIL, or a string that is text. */
  nstring(what: string): string | null {
    return this.match(/NIL/yi) ? null : readUtf8(this.string(what));
  }

  /** The name of a folder, decoded. INBOX is INBOX in any case (RFC 9051 §5.1). */
  mailbox(): string {
    const name = this.#decoded(this.astring("a mailbox name"));
    return name.toUpperCase() === "INBOX" ? "INBOX" : name;
  }

  /** A pattern of LIST, decoded. */
  pattern(): string {
    return this.#decoded(this.match(PATTERN)?.[0] ?? this.string("a pattern"));
  }

  #decoded(octets: string): string {
    const name = decodeName(octets, this.context.names);
    if (name === null) throw malformed(`a mailbox name is not ${this.context.names}`);
    if (UNPRINTABLE.test(name)) throw malformed("a mailbox name has a control character");
    return name;
  }

  /** `(…)` around elements with one space between them. */
  list<T>(what: string, element: () => T): T[] {
    this.expect("(");
    if (this.takes(")")) return [];
    const elements = this.sequence(what, element);
    this.expect(")");
    return elements;
  }

  /** Elements with one space between them, one at least. */
  sequence<T>(what: string, element: () => T): T[] {
    const elements = [element()];
    while (this.takes(" ")) {
      if (elements.length >= this.context.limits.list) throw tooMuch(`too many ${what}`);
      elements.push(element());
    }
    return elements;
  }

  /** The size of a message whose announcement ends the text. */
  content(): number {
    const match = this.context.end === "announcement" ? this.match(CONTENT) : null;
    if (!match) throw malformed("expected a literal with the message");
    return Number(match[1]);
  }

  #string(): string | null {
    const quoted = this.match(QUOTED)?.[1];
    if (quoted !== undefined) {
      return quoted.includes("\\") ? quoted.replace(/\\(.)/g, "$1") : quoted;
    }
    const literal = this.match(LITERAL);
    return literal ? this.#literal(Number(literal[1])) : null;
  }

  #literal(size: number): string {
    if (this.#at === this.#text.length && this.context.end === "announcement") {
      throw new Unfinished();
    }
    const octets = this.#text.slice(this.#at, this.#at + size);
    this.#at += octets.length;
    // RFC 9051 §9: a literal has no NUL; only a literal8 may.
    if (octets.includes("\0")) throw malformed("a literal has a NUL");
    return octets;
  }
}

/** Whether a word is one of a set. */
export function isOneOf<T extends string>(words: ReadonlySet<T>, word: string): word is T {
  return (words as ReadonlySet<string>).has(word);
}

const NAMES: Readonly<Record<string, string>> = {
  " ": "a space",
  "(": "an opening parenthesis",
  ")": "a closing parenthesis",
  "]": "a closing bracket",
};
