/**
 * COPY and MOVE (RFC 9051 §6.4.7, §6.4.8).
 *
 * @module
 */
import type { MailboxEvent } from "../../../../events/mailbox.ts";
import { uidSetOf, uidsOf } from "../../../../events/uid_set.ts";
import { validityOf } from "../../../mailboxes/era.ts";
import { partsOf } from "../../../mailboxes/holder_mailbox.ts";
import { bad, type Completion, no, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import type { Command } from "../grammar/ast.ts";
import { refused } from "../refusals.ts";
import type { Selected } from "../state.ts";

/** UIDs of messages, ascending, and those that they have got where they are now. */
interface Transfer {
  readonly sources: readonly number[];
  readonly targets: readonly number[];
}

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
  const validity = validityOf(mailbox.era, folder.folder);
  const way = { from: selection.view.folder, to: folder.folder };
  const quota = await mailbox.limit();
  const done: Transfer[] = [];
  for (const part of partsOf(uids)) {
    const { events: [event], refusal } = await mailbox.send(
      command.name === "COPY"
        ? { type: "copy", ...way, uids: part, quota }
        : { type: "move", ...way, uids: part },
    );
    if (event) done.push(transferOf(event));
    if (!refusal) continue;
    // RFC 9051 §6.4.7: all or none are copied. What has moved has moved (RFC 6851 §3.3).
    if (command.name === "COPY") await mailbox.remove(done.flatMap(({ targets }) => targets));
    else if (done.length > 0) out.untagged(`OK [${copyUid(validity, done)}] Moved`);
    return refused(refusal);
  }
  if (done.length === 0) return ok("Nothing to do");
  const code = copyUid(validity, done);
  if (command.name === "COPY") return ok("Copied", code);
  // RFC 9051 §6.4.8: the client learns the new UIDs before the old ones vanish.
  out.untagged(`OK [${code}] Moved`);
  // RFC 6851 §4.4.
  return ok("Moved", enabled.has("QRESYNC") ? `HIGHESTMODSEQ ${selection.view.modseq}` : undefined);
}

function transferOf(event: MailboxEvent): Transfer {
  if (event.type !== "mailbox.copied" && event.type !== "mailbox.moved") {
    throw new Error(`Cannot tell new UIDs: the event is ${event.type}`);
  }
  const sources = [...uidsOf(event.uids)];
  return { sources, targets: sources.map((_, index) => event.first + index) };
}

/** COPYUID (RFC 9051 §7.1). */
function copyUid(validity: number, done: readonly Transfer[]): string {
  const sources = uidSetOf(done.flatMap(({ sources }) => sources));
  const targets = uidSetOf(done.flatMap(({ targets }) => targets));
  return `COPYUID ${validity} ${sources} ${targets}`;
}
