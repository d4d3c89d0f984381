/**
 * SELECT and EXAMINE with their parameters (RFC 7162 §3.1.8, §3.2.5).
 *
 * @module
 */
import type { Command, Resynchronisation } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { malformed } from "./fault.ts";
import { knownSet } from "./numbers.ts";

/** `SELECT mailbox [(parameters)]`. */
export function select(name: "SELECT" | "EXAMINE"): (cursor: Cursor) => Command {
  return (cursor) => {
    cursor.space();
    const mailbox = cursor.mailbox();
    let condstore = false;
    let qresync: Resynchronisation | null = null;
    if (cursor.match(/ (?=\()/y)) {
      cursor.list("parameters", () => {
        const parameter = cursor.word("a parameter");
        if (parameter === "CONDSTORE") condstore = true;
        else if (parameter === "QRESYNC") qresync = resynchronisation(cursor);
        else throw malformed("there is no such parameter");
      });
    }
    return { name, mailbox, condstore, qresync };
  };
}

/** ` (UIDVALIDITY modseq [UIDs] [(numbers UIDs)])`. */
function resynchronisation(cursor: Cursor): Resynchronisation {
  cursor.space();
  cursor.expect("(");
  const validity = cursor.positive();
  cursor.space();
  const modseq = cursor.long();
  const known = cursor.match(/ (?=\d)/y) ? knownSet(cursor) : null;
  const match = cursor.takes(" ") ? sequenceMatch(cursor) : null;
  cursor.expect(")");
  return { validity, modseq, known, match };
}

function sequenceMatch(cursor: Cursor): NonNullable<Resynchronisation["match"]> {
  cursor.expect("(");
  const numbers = knownSet(cursor);
  cursor.space();
  const uids = knownSet(cursor);
  cursor.expect(")");
  return { numbers, uids };
}
