/**
 * SEARCH (RFC 9051 §6.4.4), with ESEARCH (RFC 4731), SEARCHRES (RFC 5182) and CONDSTORE (RFC 7162).
 *
 * @module
 */
import { type Completion, no, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import type { ReturnOption, SearchCommand } from "../grammar/ast.ts";
import { sequenceSet } from "../grammar/text.ts";
import { evaluate } from "../search/evaluate.ts";
import { asksForModseq, charsetFault, searchedBy } from "../search/request.ts";
import type { Selection } from "../selection.ts";
import type { Selected } from "../state.ts";

/** Tells which messages match. */
export async function search(
  context: Context,
  command: SearchCommand,
  state: Selected,
): Promise<Completion> {
  const { selection } = state;
  const { returns, uid } = command;
  // RFC 5182 §2.1: a search that fails leaves nothing saved.
  if (returns?.includes("SAVE")) selection.saved = [];
  if (charsetFault(command.charset)) return BAD_CHARSET;
  const modseq = asksForModseq(command.key);
  if (modseq) context.enabled.add("CONDSTORE");
  const numbers = await evaluate(searchedBy(context, state), command.key);
  if (returns?.includes("SAVE")) save(selection, numbers, returns);
  const found = uid ? numbers.map((number) => selection.message(number).uid) : numbers;
  const highest = modseq ? highestOf(selection, numbers) : null;
  if (returns === null && !context.enabled.has("IMAP4REV2")) {
    const version = highest === null ? "" : ` (MODSEQ ${highest})`;
    context.out.untagged(["SEARCH", ...found].join(" ") + version);
  } else if (returns === null || returns.some((option) => option !== "SAVE")) {
    context.out.untagged(extendedResult(context.tag, uid, returns ?? ["ALL"], found, highest));
  }
  return ok("Searched");
}

/** RFC 9051 §7.1. */
export const BAD_CHARSET: Completion = no(
  "This charset is not known",
  "BADCHARSET (US-ASCII UTF-8)",
);

/** The ESEARCH response (RFC 9051 §7.3.4), without its `*`. */
export function extendedResult(
  tag: string,
  uid: boolean,
  returns: readonly ReturnOption[],
  found: readonly number[],
  modseq: number | null,
): string {
  const parts = [`ESEARCH (TAG "${tag}")`, ...(uid ? ["UID"] : [])];
  const ascending = found.toSorted((one, other) => one - other);
  for (const option of returns) {
    if (option === "COUNT") parts.push(`COUNT ${found.length}`);
    if (found.length === 0) continue;
    if (option === "MIN") parts.push(`MIN ${ascending[0]}`);
    if (option === "MAX") parts.push(`MAX ${ascending.at(-1)}`);
    if (option === "ALL") parts.push(`ALL ${sequenceSet(ascending)}`);
  }
  if (modseq !== null) parts.push(`MODSEQ ${modseq}`);
  return parts.join(" ");
}

/** RFC 5182 §2.4: where only MIN or MAX are asked for, only those are saved. */
function save(
  selection: Selection,
  numbers: readonly number[],
  returns: readonly ReturnOption[],
): void {
  const all = returns.includes("ALL") || returns.includes("COUNT") ||
    !(returns.includes("MIN") || returns.includes("MAX"));
  const kept = all ? numbers : [
    ...(returns.includes("MIN") ? numbers.slice(0, 1) : []),
    ...(returns.includes("MAX") ? numbers.slice(-1) : []),
  ];
  selection.saved = [...new Set(kept)].map((number) => selection.message(number).uid);
}

/** RFC 7162 §3.1.5: the highest MODSEQ of what was found; nothing where nothing was. */
function highestOf(selection: Selection, numbers: readonly number[]): number | null {
  let highest: number | null = null;
  for (const number of numbers) {
    highest = Math.max(highest ?? 0, selection.message(number).modseq);
  }
  return highest;
}
