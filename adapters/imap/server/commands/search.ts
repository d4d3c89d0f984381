/**
 * SEARCH (RFC 9051 §6.4.4), with ESEARCH (RFC 4731), SEARCHRES (RFC 5182) and CONDSTORE (RFC 7162).
 *
 * @module
 */
import { type Completion, no, ok } from "../completion.ts";
import { type Context, enableCondstore } from "../context.ts";
import type { ReturnOption, SearchCommand } from "../grammar/ast.ts";
import { sequenceSet } from "../grammar/text.ts";
import { evaluate } from "../search/evaluate.ts";
import { asksForModseq, charsetFault, searchedBy } from "../search/request.ts";
import type { Output } from "../output.ts";
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
  const saving = returns?.includes("SAVE") ?? false;
  if (charsetFault(command.charset)) {
    if (saving) selection.saved = [];
    return BAD_CHARSET;
  }
  const modseq = asksForModseq(command.key);
  if (modseq) enableCondstore(context);
  const numbers = await found(context, command, state);
  const concerned = concernedBy(numbers, returns);
  if (saving) selection.saved = concerned.map((number) => selection.message(number).uid);
  const told = uid ? numbers.map((number) => selection.message(number).uid) : numbers;
  const highest = modseq ? highestOf(selection, concerned) : null;
  if (returns === null && !context.enabled.has("IMAP4rev2")) {
    const version = highest === null ? "" : ` (MODSEQ ${highest})`;
    await tellNumbers(context.out, "SEARCH", told, version);
  } else if (returns === null || returns.some((option) => option !== "SAVE")) {
    context.out.untagged(extendedResult(context.tag, uid, returns ?? ["ALL"], told, highest));
  }
  return ok("Searched");
}

/** RFC 5182 §2.1: a search that fails leaves nothing saved; until then it may look at what is. */
async function found(
  context: Context,
  { key, returns }: SearchCommand,
  state: Selected,
): Promise<readonly number[]> {
  try {
    return await evaluate(searchedBy(context, state), key);
  } catch (error) {
    if (returns?.includes("SAVE")) state.selection.saved = [];
    throw error;
  }
}

/** Numbers that are written before it is asked whether they should be sent. */
const SLICE = 5000;

/**
 * The old response of SEARCH or SORT.
 *
 * @param rest what follows upon the numbers
 */
export async function tellNumbers(
  out: Output,
  name: "SEARCH" | "SORT",
  numbers: readonly number[],
  rest: string,
): Promise<void> {
  out.text(`* ${name}`);
  for (let at = 0; at < numbers.length; at += SLICE) {
    out.text(` ${numbers.slice(at, at + SLICE).join(" ")}`);
    if (out.full) await out.spill();
  }
  out.text(`${rest}\r\n`);
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

/**
 * The messages that the answer is about: where only MIN or MAX are asked for, those alone are saved
 * (RFC 5182 §2.4), and the MODSEQ is theirs (RFC 4731 §3.2).
 */
function concernedBy(
  numbers: readonly number[],
  returns: readonly ReturnOption[] | null,
): readonly number[] {
  const options = new Set(returns?.filter((option) => option !== "SAVE"));
  if (options.size === 0 || options.has("ALL") || options.has("COUNT")) return numbers;
  const ends = [
    ...(options.has("MIN") ? numbers.slice(0, 1) : []),
    ...(options.has("MAX") ? numbers.slice(-1) : []),
  ];
  return [...new Set(ends)];
}

/** RFC 7162 §3.1.5: the highest MODSEQ of what was found; nothing where nothing was. */
export function highestOf(selection: Selection, numbers: readonly number[]): number | null {
  let highest: number | null = null;
  for (const number of numbers) {
    highest = Math.max(highest ?? 0, selection.message(number).modseq);
  }
  return highest;
}
