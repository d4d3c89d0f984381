/**
 * THREAD (RFC 5256).
 *
 * @module
 */
import { threadsText } from "../../../documents/imap/thread.ts";
import { bad, type Completion, ok } from "../completion.ts";
import { type Context, enableCondstore } from "../context.ts";
import type { Command } from "../grammar/ast.ts";
import { evaluate } from "../search/evaluate.ts";
import { asksForModseq, charsetFault, searchedBy } from "../search/request.ts";
import { threadMessages } from "../search/sort.ts";
import type { Selected } from "../state.ts";
import { BAD_CHARSET } from "./search.ts";

/** Tells which messages match, as conversations. */
export async function thread(
  context: Context,
  command: Extract<Command, { name: "THREAD" }>,
  state: Selected,
): Promise<Completion> {
  if (command.algorithm.toUpperCase() !== "REFERENCES") return bad("Only REFERENCES is known");
  if (charsetFault(command.charset)) return BAD_CHARSET;
  if (asksForModseq(command.key)) enableCondstore(context);
  const searched = searchedBy(context, state);
  const numbers = await evaluate(searched, command.key);
  const { selection } = state;
  const threads = await threadMessages(searched, numbers, (number) => {
    return command.uid ? selection.message(number).uid : number;
  });
  context.out.untagged(`THREAD ${threadsText(threads)}`.trimEnd());
  return ok("Threaded");
}
