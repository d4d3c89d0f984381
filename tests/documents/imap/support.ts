/**
 * Messages as IMAP reads them, and responses taken apart.
 *
 * @module
 */
import { type MessageContent, readerOf } from "../../../adapters/documents/imap/content.ts";
import {
  cutPieces,
  lengthOf,
  readPieces,
  sectionPieces,
  type SectionText,
} from "../../../adapters/documents/imap/section.ts";
import { readStructure } from "../../../adapters/documents/imap/structure.ts";
import { concat, latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";

/** A message from its lines, or from its octets. */
export async function contentOf(message: string | Uint8Array): Promise<MessageContent> {
  const bytes = typeof message === "string" ? octetsOf(message) : message;
  const read = readerOf(bytes);
  return { root: await readStructure(bytes.length, read), size: bytes.length, read };
}

/** Reads a fixture. */
export function fixture(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
}

/** The octets of a section such as `2.HEADER.FIELDS (TO CC)`; null where there is none. */
export async function sectionText(
  content: MessageContent,
  written: string,
  cut?: readonly [offset: number, length: number],
): Promise<string | null> {
  const { number = "", of, names = "" } =
    /^(?<number>[\d.]*?)\.?(?<of>[A-Z][A-Z.]*)?(?: \((?<names>.*)\))?$/.exec(written)?.groups ?? {};
  const fields = names.toLowerCase().split(" ");
  const pieces = sectionPieces(
    content.root,
    number === "" ? [] : number.split(".").map(Number),
    of === undefined ? null : { of, fields } as SectionText,
  );
  if (pieces === null) return null;
  const chosen = cut ? cutPieces(pieces, ...cut) : pieces;
  const text = latin1(concat(await Array.fromAsync(readPieces(content, chosen))));
  if (lengthOf(chosen) !== text.length) throw new Error(`Cannot read ${written}: wrong length`);
  return text;
}

/** What stands in a response: a list, a string, NIL or a number. */
export type Value = readonly Value[] | string | null | number;

/** Reads the values of a response as a client would; throws on what breaks the grammar. */
export function parseValues(text: string): Value[] {
  let at = 0;
  const fail = (): never => {
    throw new Error(`Cannot parse response at ${at}: ${text.slice(at, at + 40)}`);
  };
  const list = (depth: number): Value[] => {
    const values: Value[] = [];
    for (;;) {
      if (text[at] === " ") at++;
      if (at >= text.length || text[at] === ")") {
        if ((depth === 0) !== (at >= text.length)) fail();
        at++;
        return values;
      }
      values.push(value(depth));
    }
  };
  const value = (depth: number): Value => {
    if (text[at] === "(") {
      at++;
      return list(depth + 1);
    }
    const rest = text.slice(at, at + 2000);
    const literal = /^\{(\d+)\}\r\n/.exec(rest);
    if (literal) {
      const start = at + literal[0].length;
      at = start + Number(literal[1]);
      return text.slice(start, at);
    }
    const [token = fail()] =
      /^(?:"(?:[^"\\\r\n\0\x80-\xff]|\\["\\])*"|NIL(?=[ )]|$)|\d+)/.exec(rest) ?? [];
    at += token.length;
    if (token === "NIL") return null;
    return token[0] === '"' ? token.slice(1, -1).replace(/\\(.)/g, "$1") : Number(token);
  };
  return list(0);
}

/** The one value of a response. */
export function parseValue(text: string): Value {
  const values = parseValues(text);
  if (values.length !== 1) throw new Error(`Cannot parse response: ${values.length} values`);
  return values[0]!;
}
