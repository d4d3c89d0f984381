/**
 * Searching the text of a mailbox's messages: trigrams find candidates, the text itself decides.
 *
 * @module
 */
import type { Statements } from "../../storage/sqlite/statements.ts";
import { gather } from "./schema.ts";

/** Ids from the first to the last, both included. */
export type IdRange = readonly [first: number, last: number];

/** Whether the fields of the header count as well (TEXT), or not (BODY). */
export type Extent = "text" | "body";

/** Characters that FTS5 looks up together. */
const GRAM = 3;

/** More do not narrow the candidates any further. */
const MOST_GRAMS = 32;

// `CROSS JOIN` keeps the order: candidates first.
const CANDIDATES = `FROM trigrams CROSS JOIN bodies ON bodies.id = trigrams.rowid
  CROSS JOIN heads ON heads.id = trigrams.rowid
  WHERE trigrams MATCH ?4 AND trigrams.rowid BETWEEN ?2 AND ?3`;
const ALL = `FROM bodies CROSS JOIN heads ON heads.id = bodies.id
  WHERE bodies.id BETWEEN ?2 AND ?3`;
const HOLDS: Readonly<Record<Extent, string>> = {
  text: "(instr(heads.head, ?1) > 0 OR instr(bodies.body, ?1) > 0)",
  body: "instr(bodies.body, ?1) > 0",
};

/** The EMAILIDs of the messages that hold a folded text. */
export function searchText(
  statements: Statements,
  [first, last]: IdRange,
  extent: Extent,
  folded: string,
): number[] {
  const needle = new TextEncoder().encode(folded);
  // To look at one message is quicker than to look for it.
  const grams = first === last ? null : gramsOf(folded);
  const holds = HOLDS[extent];
  return grams === null
    ? gather(statements, `SELECT bodies.id ${ALL} AND ${holds}`, needle, first, last)
    : gather(statements, `SELECT bodies.id ${CANDIDATES} AND ${holds}`, needle, first, last, grams);
}

/** The query for candidates; null where the text is too short for one. */
export function gramsOf(folded: string): string | null {
  const characters = [...folded];
  const grams = new Set<string>();
  for (let at = 0; at + GRAM <= characters.length && grams.size < MOST_GRAMS; at++) {
    grams.add(`"${characters.slice(at, at + GRAM).join("").replaceAll('"', '""')}"`);
  }
  return grams.size === 0 ? null : [...grams].join(" AND ");
}
