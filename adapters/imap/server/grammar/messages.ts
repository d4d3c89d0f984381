/**
 * Commands about messages of the selected folder: STORE, COPY, MOVE, EXPUNGE.
 *
 * @module
 */
import type { Command } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { malformed } from "./fault.ts";
import { flags } from "./flags.ts";
import { sequenceSet } from "./numbers.ts";

/** `STORE set [(UNCHANGEDSINCE modseq)] [+|-]FLAGS[.SILENT] flags` (RFC 7162 §3.1.3). */
export function store(cursor: Cursor, uid: boolean): Command {
  cursor.space();
  const set = sequenceSet(cursor);
  cursor.space();
  const unchangedSince = cursor.sees("(") ? modifier(cursor) : null;
  const item = cursor.match(/([+-]?)FLAGS(\.SILENT)? /yi);
  if (!item) throw malformed("expected FLAGS");
  const mode = item[1] === "+" ? "add" : item[1] === "-" ? "remove" : "replace";
  const silent = item[2] !== undefined;
  return { name: "STORE", uid, set, mode, silent, flags: flags(cursor), unchangedSince };
}

function modifier(cursor: Cursor): number {
  if (!cursor.match(/\(UNCHANGEDSINCE /yi)) throw malformed("there is no such modifier");
  const modseq = cursor.long();
  cursor.expect(")");
  cursor.space();
  return modseq;
}

/** `COPY set mailbox`; MOVE is the same (RFC 9051 §6.4.8). */
export function copy(name: "COPY" | "MOVE"): (cursor: Cursor, uid: boolean) => Command {
  return (cursor, uid) => {
    cursor.space();
    const set = sequenceSet(cursor);
    cursor.space();
    return { name, uid, set, mailbox: cursor.mailbox() };
  };
}

/** `UID EXPUNGE set` (RFC 9051 §6.4.9). */
export function expungeUids(cursor: Cursor): Command {
  cursor.space();
  return { name: "EXPUNGE", uids: sequenceSet(cursor) };
}
