/**
 * COPY and MOVE (RFC 9051 §6.4.7, §6.4.8).
 *
 * @module
 */
import type { MailboxEvent } from "../../../../events/mailbox.ts";
import { sizeOfSet, uidSetOf } from "../../../../events/uid_set.ts";
import { bad, type Completion, no, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import type { Command } from "../grammar/ast.ts";
import { refused } from "../refusals.ts";
import type { Selected } from "../state.ts";

/** Copies or moves messages to a folder that there is. */
export async function copy(
  { out, enabled }: Context,
  command: Extract<Command, { name: "COPY" | "MOVE" }>,
  { mailbox, selection }: Selected,
): Promise<Completion> {
  const numbers = selection.numbersOf(command.set, command.uid);
  if (numbers === null) return bad("There is no message of that number");
  if (command.name === "MOVE" && selection.readOnly) {
    return no("The folder is only examined", "NOPERM");
  }
  const folder = mailbox.folderNamed(command.mailbox);
  if (!folder) return no("There is no such folder", "TRYCREATE");
  // RFC 2180 §4.4.1: all of them or none.
  if (selection.lacks(numbers)) return no("Some of the messages are gone", "EXPUNGEISSUED");
  const uids = numbers.map((number) => selection.message(number).uid);
  const way = { from: selection.view.folder, to: folder.folder, uids };
  const { events, refusal } = await mailbox.send(
    command.name === "COPY"
      ? { type: "copy", ...way, quota: await mailbox.limit() }
      : { type: "move", ...way },
  );
  if (refusal) return refused(refusal);
  const [event] = events;
  if (!event) return ok("Nothing to do");
  const code = copyUid(event);
  if (command.name === "COPY") return ok("Copied", code);
  // RFC 9051 §6.4.8: the client learns the new UIDs before the old ones vanish.
  out.untagged(`OK [${code}] Moved`);
  // RFC 6851 §4.4.
  return ok("Moved", enabled.has("QRESYNC") ? `HIGHESTMODSEQ ${selection.view.modseq}` : undefined);
}

/** COPYUID (RFC 9051 §7.1). */
function copyUid(event: MailboxEvent): string {
  if (event.type !== "mailbox.copied" && event.type !== "mailbox.moved") {
    throw new Error(`Cannot tell new UIDs: the event is ${event.type}`);
  }
  const { to, uids, first } = event;
  const target = Array.from({ length: sizeOfSet(uids) }, (_, index) => first + index);
  return `COPYUID ${to} ${uids} ${uidSetOf(target)}`;
}
