/**
 * SORT (RFC 5256).
 *
 * @module
 */
import { bad, type Completion, ok } from "../completion.ts";
import { type Context, enableCondstore } from "../context.ts";
import type { SortCommand } from "../grammar/ast.ts";
import { evaluate } from "../search/evaluate.ts";
import { asksForModseq, charsetFault, searchedBy } from "../search/request.ts";
import { sortMessages } from "../search/sort.ts";
import type { Selected } from "../state.ts";
import { BAD_CHARSET, highestOf, tellNumbers } from "./search.ts";

/** Tells which messages match, in an order. */
export async function sort(
  context: Context,
  command: SortCommand,
  state: Selected,
): Promise<Completion> {
  // ESORT (RFC 5267) is not announced.
  if (command.returns !== null) return bad("SORT knows no return options");
  if (charsetFault(command.charset)) return BAD_CHARSET;
  const modseq = asksForModseq(command.key);
  if (modseq) enableCondstore(context);
  const searched = searchedBy(context, state);
  const numbers = await evaluate(searched, command.key);
  const sorted = await sortMessages(searched, numbers, command.criteria);
  const found = command.uid ? sorted.map((number) => state.selection.message(number).uid) : sorted;
  // RFC 7162 §3.1.9.
  const highest = modseq ? highestOf(state.selection, numbers) : null;
  await tellNumbers(context.out, "SORT", found, highest === null ? "" : ` (MODSEQ ${highest})`);
  return ok("Sorted");
}
