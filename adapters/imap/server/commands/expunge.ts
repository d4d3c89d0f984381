/**
 * EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9).
 *
 * @module
 */
import { type Completion, no, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import { hasFlag } from "../../../mailboxes/flags.ts";
import type { Command } from "../grammar/ast.ts";
import type { Selected } from "../state.ts";

/** Deletes what bears \Deleted; the session tells of it, as of every change. */
export async function expunge(
  { enabled }: Context,
  command: Extract<Command, { name: "EXPUNGE" }>,
  { mailbox, selection }: Selected,
): Promise<Completion> {
  if (selection.readOnly) return no("The folder is only examined", "NOPERM");
  const { view } = selection;
  const chosen = command.uids === null
    ? view.messages
    : (selection.numbersOf(command.uids, true) ?? []).map((number) => selection.message(number));
  const uids = chosen.filter(({ flags }) => hasFlag(flags, "\\Deleted")).map(({ uid }) => uid);
  await mailbox.expunge(view.folder, uids);
  // RFC 7162 §3.2.7: with QRESYNC the answer tells the MODSEQ of the deletion.
  return ok("Expunged", enabled.has("QRESYNC") ? `HIGHESTMODSEQ ${view.modseq}` : undefined);
}
