/**
 * STORE (RFC 9051 §6.4.6), with CONDSTORE (RFC 7162 §3.1.3).
 *
 * @module
 */
import type { FlagChange } from "../../../../actors/mailbox_messages.ts";
import { uidsOf } from "../../../../events/uid_set.ts";
import { partsOf } from "../../../mailboxes/holder_mailbox.ts";
import { bad, type Completion, no, ok } from "../completion.ts";
import { type Context, enableCondstore, tellingOf } from "../context.ts";
import { renderFlags } from "../flags.ts";
import type { StoreCommand } from "../grammar/ast.ts";
import { sequenceSet } from "../grammar/text.ts";
import { refused } from "../refusals.ts";
import type { Selected } from "../state.ts";

/** Changes flags. */
export async function store(
  context: Context,
  command: StoreCommand,
  { mailbox, selection }: Selected,
): Promise<Completion> {
  const numbers = selection.numbersOf(command.set, command.uid);
  if (numbers === null) return bad("There is no message of that number");
  if (selection.readOnly) return no("The folder is only examined", "NOPERM");
  const { unchangedSince } = command;
  if (unchangedSince !== null) enableCondstore(context);
  const { folder } = selection.view;
  const change = changeOf(command);
  const late: number[] = [];
  for (const part of partsOf(numbers)) {
    const uids = part.map((number) => selection.message(number).uid);
    // What others have changed is told all the same (RFC 9051 §6.4.6).
    const known = new Set(part.filter((number) => selection.knows(number)));
    const { events: [event], refusal } = await mailbox.send({
      type: "flag",
      folder,
      uids,
      change,
      unchangedSince,
    });
    if (refusal) return refused(refusal);
    const changed = new Set(event?.type === "mailbox.flagged" ? uidsOf(event.uids) : []);
    const [hit, spared] = split(part, (number) => changed.has(selection.message(number).uid));
    if (command.silent) selection.silence(hit.filter((number) => known.has(number)));
    else tellUnchanged(context, command, selection, spared);
    if (unchangedSince !== null) {
      late.push(...spared.filter((number) => selection.message(number).modseq > unchangedSince));
    }
    if (context.out.full) await context.out.spill();
  }
  if (late.length === 0) return ok("Flags stored");
  const told = late.map((number) => command.uid ? selection.message(number).uid : number);
  return ok("Some messages had changed", `MODIFIED ${sequenceSet(told)}`);
}

function split<T>(all: readonly T[], matches: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(matches), all.filter((one) => !matches(one))];
}

function changeOf({ mode, flags }: StoreCommand): FlagChange {
  switch (mode) {
    case "add":
      return { add: flags, remove: [] };
    case "remove":
      return { add: [], remove: flags };
    case "replace":
      return { add: flags, remove: "others" };
  }
}

/** RFC 9051 §6.4.6: each message is told of, also one whose flags were so already. */
function tellUnchanged(
  context: Context,
  { uid }: StoreCommand,
  selection: Selected["selection"],
  numbers: readonly number[],
): void {
  const { condstore } = tellingOf(context, uid);
  for (const number of numbers) {
    const message = selection.message(number);
    const parts = [`FLAGS (${renderFlags(message.flags)})`];
    if (uid || condstore) parts.unshift(`UID ${message.uid}`);
    if (condstore) parts.push(`MODSEQ (${message.modseq})`);
    context.out.untagged(`${number} FETCH (${parts.join(" ")})`);
  }
}
