/**
 * STORE (RFC 9051 §6.4.6), with CONDSTORE (RFC 7162 §3.1.3).
 *
 * @module
 */
import type { FlagChange } from "../../../../actors/mailbox_messages.ts";
import { uidsOf } from "../../../../events/uid_set.ts";
import { partsOf } from "../../../mailboxes/holder_mailbox.ts";
import { bad, type Completion, no, ok } from "../completion.ts";
import { type Context, tellingOf } from "../context.ts";
import { flagsIn, renderFlags } from "../flags.ts";
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
  if (unchangedSince !== null) context.enabled.add("CONDSTORE");
  const { folder, tallies } = selection.view;
  const change = changeOf(command, tallies.keys());
  const late: number[] = [];
  for (const part of partsOf(numbers)) {
    const uids = part.map((number) => selection.message(number).uid);
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
    if (command.silent) selection.silence(hit);
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

/** Keywords keep the case in which they stand in the folder already. */
function changeOf({ mode, flags }: StoreCommand, texts: Iterable<string>): FlagChange {
  const spelled = spellingsIn(texts, flags.filter((flag) => !flag.startsWith("\\")));
  const written = flags.map((flag) => spelled.get(flag.toLowerCase()) ?? flag);
  switch (mode) {
    case "add":
      return { add: written, remove: [] };
    case "remove":
      return { add: [], remove: written };
    case "replace":
      return { add: written, remove: "others" };
  }
}

function spellingsIn(
  texts: Iterable<string>,
  keywords: readonly string[],
): ReadonlyMap<string, string> {
  const spellings = new Map<string, string>();
  if (keywords.length === 0) return spellings;
  for (const text of texts) {
    for (const flag of flagsIn(text)) {
      if (!spellings.has(flag.toLowerCase())) spellings.set(flag.toLowerCase(), flag);
    }
  }
  return spellings;
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
