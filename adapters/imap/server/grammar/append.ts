/**
 * APPEND and REPLACE, up to their message (RFC 9051 §6.3.12, RFC 8508, RFC 6855 §4).
 *
 * @module
 */
import type { AppendArguments, AppendCommand, ReplaceCommand } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { dateTime } from "./dates.ts";
import { flagList } from "./flags.ts";
import { sequenceNumber } from "./numbers.ts";

/** `APPEND mailbox [flags] [date] literal`. */
export function append(cursor: Cursor): AppendCommand {
  return { name: "APPEND", ...appendArguments(cursor) };
}

/** `REPLACE number mailbox [flags] [date] literal`. */
export function replace(cursor: Cursor, uid: boolean): ReplaceCommand {
  cursor.space();
  const number = sequenceNumber(cursor);
  return { name: "REPLACE", uid, number, ...appendArguments(cursor) };
}

function appendArguments(cursor: Cursor): AppendArguments {
  cursor.space();
  const mailbox = cursor.mailbox();
  cursor.space();
  const flags = cursor.sees("(") ? flagList(cursor) : null;
  if (flags) cursor.space();
  const date = cursor.sees('"') ? dateTime(cursor) : null;
  if (date !== null) cursor.space();
  const utf8 = cursor.match(/UTF8 \(/yi) !== null;
  return { mailbox, flags: flags ?? [], date, utf8, size: cursor.content() };
}
