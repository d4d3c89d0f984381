/**
 * SEARCH, SORT and THREAD (RFC 9051 §6.4.4, RFC 5256).
 *
 * @module
 */
import type { Command, ReturnOption, SearchKey, SortCommand, SortKey } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { SearchKeys } from "./search_key.ts";

const RETURN_OPTIONS = new Set<ReturnOption>([
  "ALL",
  "COUNT",
  "MAX",
  "MIN",
  "SAVE",
]);
const SORT_KEYS = new Set<SortKey>([
  "ARRIVAL",
  "CC",
  "DATE",
  "FROM",
  "SIZE",
  "SUBJECT",
  "TO",
]);

/** `SEARCH [RETURN (options)] [CHARSET charset] keys`. */
export function search(cursor: Cursor, uid: boolean): Command {
  const returns = returnOptions(cursor);
  cursor.space();
  const named = cursor.match(/CHARSET /yi) !== null;
  const charset = named ? charsetName(cursor) : "US-ASCII";
  if (named) cursor.space();
  return { name: "SEARCH", uid, returns, charset, key: searchKey(cursor, charset) };
}

/** `SORT [RETURN (options)] (criteria) charset keys`. */
export function sort(cursor: Cursor, uid: boolean): Command {
  const returns = returnOptions(cursor);
  cursor.space();
  cursor.expect("(");
  const criteria = cursor.sequence("criteria", () => criterion(cursor));
  cursor.expect(")");
  cursor.space();
  const charset = charsetName(cursor);
  cursor.space();
  const key = searchKey(cursor, charset);
  return { name: "SORT", uid, returns, charset, criteria, key };
}

/** `THREAD algorithm charset keys`. */
export function thread(cursor: Cursor, uid: boolean): Command {
  cursor.space();
  const algorithm = cursor.word("an algorithm");
  cursor.space();
  const charset = charsetName(cursor);
  cursor.space();
  return { name: "THREAD", uid, algorithm, charset, key: searchKey(cursor, charset) };
}

function searchKey(cursor: Cursor, charset: string): SearchKey {
  return new SearchKeys(cursor, charset).conjunction(0);
}

/** In upper case. Without its name a text may be UTF-8 as well: clients send it. */
function charsetName(cursor: Cursor): string {
  return cursor.astring("a charset").toUpperCase();
}

/** RFC 4731 §3.1: `RETURN ()` asks for ALL. */
function returnOptions(cursor: Cursor): ReturnOption[] | null {
  if (!cursor.match(/ RETURN /yi)) return null;
  const options = cursor.list("options", () => cursor.choice("a return option", RETURN_OPTIONS));
  return options.length === 0 ? ["ALL"] : options;
}

function criterion(cursor: Cursor): SortCommand["criteria"][number] {
  const reverse = cursor.match(/REVERSE /yi) !== null;
  return { by: cursor.choice("a sort key", SORT_KEYS), reverse };
}
