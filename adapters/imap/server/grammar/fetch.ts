/**
 * FETCH (RFC 9051 §6.4.5) with its modifiers (RFC 7162 §3.1.4, §3.2.6).
 *
 * @module
 */
import type { Command, FetchItem } from "./ast.ts";
import { type Cursor, isOneOf } from "./cursor.ts";
import { malformed } from "./fault.ts";
import { sequenceSet } from "./numbers.ts";
import { binaryPart, partial, section } from "./section.ts";

type PlainItem = Exclude<
  FetchItem["item"],
  "PREVIEW" | "BODY[]" | "BINARY[]" | "BINARY.SIZE[]"
>;

const PLAIN_ITEMS = new Set<PlainItem>([
  "BODY",
  "BODYSTRUCTURE",
  "EMAILID",
  "ENVELOPE",
  "FLAGS",
  "INTERNALDATE",
  "MODSEQ",
  "RFC822",
  "RFC822.HEADER",
  "RFC822.SIZE",
  "RFC822.TEXT",
  "SAVEDATE",
  "THREADID",
  "UID",
]);

const FAST: readonly FetchItem[] = [
  { item: "FLAGS" },
  { item: "INTERNALDATE" },
  { item: "RFC822.SIZE" },
];
const MACROS: ReadonlyMap<string, readonly FetchItem[]> = new Map<string, readonly FetchItem[]>([
  ["FAST", FAST],
  ["ALL", [...FAST, { item: "ENVELOPE" }]],
  ["FULL", [...FAST, { item: "ENVELOPE" }, { item: "BODY" }]],
]);

const MACRO = /(?:ALL|FAST|FULL)(?= |$)/yi;
const NAME = /[A-Z0-9.]+\[?/yi;

/** `FETCH set items [(modifiers)]`. */
export function fetch(cursor: Cursor, uid: boolean): Command {
  cursor.space();
  const set = sequenceSet(cursor);
  cursor.space();
  const items = fetchItems(cursor);
  let changedSince: number | null = null;
  let vanished = false;
  if (cursor.match(/ (?=\()/y)) {
    cursor.list("modifiers", () => {
      const modifier = cursor.word("a modifier");
      if (modifier === "VANISHED") vanished = true;
      else if (modifier !== "CHANGEDSINCE") throw malformed("there is no such modifier");
      else {
        cursor.space();
        changedSince = cursor.long();
      }
    });
  }
  // RFC 7162 §3.2.6.
  if (vanished && (!uid || changedSince === null)) {
    throw malformed("VANISHED needs UID and CHANGEDSINCE");
  }
  return { name: "FETCH", uid, set, items, changedSince, vanished };
}

function fetchItems(cursor: Cursor): readonly FetchItem[] {
  const macro = cursor.match(MACRO)?.[0].toUpperCase();
  if (macro !== undefined) return MACROS.get(macro)!;
  if (!cursor.takes("(")) return [fetchItem(cursor)];
  const items = cursor.sequence("items", () => fetchItem(cursor));
  cursor.expect(")");
  return items;
}

function fetchItem(cursor: Cursor): FetchItem {
  const item = cursor.match(NAME)?.[0].toUpperCase() ?? "";
  if (isOneOf(PLAIN_ITEMS, item)) return { item };
  switch (item) {
    case "PREVIEW":
      // RFC 8970 §3.1.
      return { item, lazy: cursor.match(/ \(LAZY(?: LAZY)*\)/yi) !== null };
    case "BODY[":
    case "BODY.PEEK[": {
      const peek = item === "BODY.PEEK[";
      return { item: "BODY[]", section: section(cursor), peek, partial: partial(cursor) };
    }
    case "BINARY[":
    case "BINARY.PEEK[": {
      const peek = item === "BINARY.PEEK[";
      return { item: "BINARY[]", part: binaryPart(cursor), peek, partial: partial(cursor) };
    }
    case "BINARY.SIZE[":
      return { item: "BINARY.SIZE[]", part: binaryPart(cursor) };
  }
  throw malformed("there is no such item of FETCH");
}
