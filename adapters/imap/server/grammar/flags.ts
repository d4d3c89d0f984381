/**
 * Flags and keywords (RFC 9051 §2.3.2).
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";
import { malformed, tooMuch } from "./fault.ts";

/** The flags that a client may set, as they are spelt. */
const SYSTEM_FLAGS: ReadonlyMap<string, string> = new Map(
  ["\\Answered", "\\Deleted", "\\Draft", "\\Flagged", "\\Seen"]
    .map((flag) => [flag.toUpperCase(), flag]),
);

/** Flags in parentheses, each one once. */
export function flagList(cursor: Cursor): string[] {
  return distinct(cursor, cursor.list("flags", () => flag(cursor)));
}

/** Flags in parentheses or without (RFC 9051 §9, store-att-flags). */
export function flags(cursor: Cursor): string[] {
  if (cursor.sees("(")) return flagList(cursor);
  return distinct(cursor, cursor.sequence("flags", () => flag(cursor)));
}

/** A keyword. */
export function keyword(cursor: Cursor): string {
  const keyword = cursor.atom("a flag");
  if (keyword.length > cursor.context.limits.keyword) throw tooMuch("a keyword is too long");
  return keyword;
}

/** `\Recent` is the server's alone (RFC 3501 §2.3.2); what else has a backslash is unknown. */
function flag(cursor: Cursor): string {
  if (!cursor.takes("\\")) return keyword(cursor);
  const flag = SYSTEM_FLAGS.get(`\\${cursor.word("a flag")}`);
  if (flag === undefined) throw malformed("there is no such system flag");
  return flag;
}

function distinct(cursor: Cursor, flags: readonly string[]): string[] {
  const distinct = [...new Set(flags)];
  if (distinct.length > cursor.context.limits.flags) throw tooMuch("too many flags");
  return distinct;
}
