/**
 * Finds the messages that meet a criterion.
 *
 * @module
 */
import type { Statements } from "../../storage/sqlite/statements.ts";
import { fold } from "./fold.ts";
import { gramsOf, type IdRange, searchText } from "./full_text.ts";
import type { Criterion, MessageSet } from "./protocol.ts";
import { emailOf, gather, messageId } from "./schema.ts";
import { numberOf } from "./tables.ts";

/** The fields that have a column of their own. */
const COLUMNS: ReadonlySet<string> = new Set(["subject", "from", "to", "cc", "bcc"]);

const OPERATORS = { before: "<", on: "=", since: ">=" } as const;

/** So few messages are looked at one by one. */
const FEW = 32;

/** The EMAILIDs of those messages of a set that meet a criterion, ascending. */
export function search(
  statements: Statements,
  { mailbox, emails }: MessageSet,
  criterion: Criterion,
): Float64Array {
  const number = numberOf(statements, mailbox);
  if (number === undefined || emails.length === 0) return new Float64Array();
  const found = new Set(
    rangesOf(emails).flatMap(([first, last]) =>
      find(statements, [messageId(number, first), messageId(number, last)], criterion)
    ),
  );
  return emails.filter((email) => found.has(email));
}

function rangesOf(emails: Float64Array): IdRange[] {
  if (emails.length > FEW) return [[emails[0]!, emails.at(-1)!]];
  return Array.from(emails, (email) => [email, email]);
}

function find(statements: Statements, range: IdRange, criterion: Criterion): number[] {
  if (criterion.kind === "sent") return searchDays(statements, range, criterion);
  const folded = fold(criterion.text);
  if (criterion.kind !== "header") return searchText(statements, range, criterion.kind, folded);
  const field = criterion.field.toLowerCase();
  return COLUMNS.has(field)
    ? searchColumn(statements, range, field, folded)
    : searchHeads(statements, range, field, folded);
}

function searchDays(
  statements: Statements,
  [first, last]: IdRange,
  { relation, day }: Extract<Criterion, { kind: "sent" }>,
): number[] {
  const compared = `sentDay ${OPERATORS[relation]} ?`;
  const query = `SELECT id FROM messages WHERE id BETWEEN ? AND ? AND ${compared}`;
  return gather(statements, query, first, last, day);
}

function searchColumn(
  statements: Statements,
  [first, last]: IdRange,
  column: string,
  folded: string,
): number[] {
  const query = `SELECT id FROM fields WHERE id BETWEEN ? AND ? AND instr("${column}", ?) > 0`;
  return gather(statements, query, first, last, folded);
}

/** The lines of a head are `\nNAME: VALUE`. */
function searchHeads(
  statements: Statements,
  [first, last]: IdRange,
  field: string,
  folded: string,
): number[] {
  const start = `\n${fold(field)}: `;
  const grams = first === last ? null : gramsOf(folded);
  const among = grams === null
    ? "heads WHERE id BETWEEN ?1 AND ?2"
    : `trigrams CROSS JOIN heads ON id = trigrams.rowid
      WHERE trigrams MATCH ?5 AND trigrams.rowid BETWEEN ?1 AND ?2`;
  const parameters = [first, last, utf8(start), utf8(folded)];
  return statements
    .of(`SELECT id, head FROM ${among} AND instr(head, ?3) > 0 AND instr(head, ?4) > 0`)
    .all(...parameters, ...(grams === null ? [] : [grams]))
    .filter(({ head }) => hasField(new TextDecoder().decode(head as Uint8Array), start, folded))
    .map(({ id }) => emailOf(Number(id)));
}

function hasField(head: string, start: string, folded: string): boolean {
  for (let at = head.indexOf(start); at >= 0; at = head.indexOf(start, at + 1)) {
    const value = at + start.length;
    const end = head.indexOf("\n", value);
    if (head.slice(value, end < 0 ? undefined : end).includes(folded)) return true;
  }
  return false;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
