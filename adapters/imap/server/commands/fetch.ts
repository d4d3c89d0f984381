/**
 * FETCH (RFC 9051 §6.4.5), with CONDSTORE and QRESYNC (RFC 7162).
 *
 * @module
 */
import type { Message } from "../../../mailboxes/folder_view.ts";
import { partsOf } from "../../../mailboxes/holder_mailbox.ts";
import { bad, type Completion, no, ok } from "../completion.ts";
import { type Context, enableCondstore } from "../context.ts";
import {
  checkItem,
  factsFor,
  listedItem,
  marksSeen,
  UnknownEncoding,
  writeItem,
} from "../fetch_items.ts";
import { hasFlag } from "../../../mailboxes/flags.ts";
import type { FetchCommand, FetchItem } from "../grammar/ast.ts";
import { sequenceSet } from "../grammar/text.ts";
import { MessageSource, type SomeFacts } from "../message_source.ts";
import { membersOf } from "../numbers_in.ts";
import { BrokenOff } from "../output.ts";
import type { Selected } from "../state.ts";

/** Messages whose facts are read together. */
const PAGE = 500;

/** Tells of messages. */
export async function fetch(
  context: Context,
  command: FetchCommand,
  state: Selected,
): Promise<Completion> {
  const { selection } = state;
  const all = selection.numbersOf(command.set, command.uid);
  if (all === null) return bad("There is no message of that number");
  const { changedSince, vanished } = command;
  if (vanished && !(context.enabled.has("QRESYNC") && command.uid && changedSince !== null)) {
    return bad("VANISHED needs QRESYNC, UID FETCH and CHANGEDSINCE");
  }
  const items = itemsOf(context, command);
  if (vanished) tellVanished(context, command, state);
  const numbers = changedSince === null
    ? all
    : all.filter((number) => selection.message(number).modseq > changedSince);
  const marked = await markSeen(command, state, numbers);
  const told = marked && !items.some(({ item }) => item === "FLAGS")
    ? [...items, { item: "FLAGS" } as const]
    : items;
  try {
    let whole = true;
    for (let at = 0; at < numbers.length && !context.gone.aborted; at += PAGE) {
      whole = await tellPage(context, state, numbers.slice(at, at + PAGE), told) && whole;
    }
    // RFC 2180 §4.1.2: what is left has been told.
    return whole ? ok("Fetched") : no("Some of the messages are gone", "EXPUNGEISSUED");
  } catch (error) {
    if (error instanceof UnknownEncoding) {
      return no("A part is encoded in an unknown way", "UNKNOWN-CTE");
    }
    throw error;
  }
}

/** UID comes with UID FETCH; MODSEQ with CHANGEDSINCE, and with FLAGS once QRESYNC is enabled. */
function itemsOf(context: Context, command: FetchCommand): readonly FetchItem[] {
  const { items, changedSince, uid } = command;
  const asked = (wanted: FetchItem["item"]) => items.some(({ item }) => item === wanted);
  if (changedSince !== null || asked("MODSEQ")) enableCondstore(context);
  const modseq = changedSince !== null || (asked("FLAGS") && context.enabled.has("QRESYNC"));
  return [
    ...(uid && !asked("UID") ? [{ item: "UID" } as const] : []),
    ...items,
    ...(modseq && !asked("MODSEQ") ? [{ item: "MODSEQ" } as const] : []),
  ];
}

/** RFC 7162 §3.2.6; what the client still counts is told as it vanishes, later. */
function tellVanished(
  { out }: Context,
  { set, changedSince }: FetchCommand,
  { mailbox, selection }: Selected,
): void {
  const asked = membersOf(set);
  const gone = mailbox.vanished(selection.view.folder, changedSince ?? 0)
    .filter((uid) => asked(uid) && selection.numberOf(uid) === 0);
  if (gone.length > 0) out.untagged(`VANISHED (EARLIER) ${sequenceSet(gone)}`);
}

/** Sets \Seen where content is about to be told. Whether anything changed. */
async function markSeen(
  { items }: FetchCommand,
  { mailbox, selection }: Selected,
  numbers: readonly number[],
): Promise<boolean> {
  if (selection.readOnly || !items.some(marksSeen)) return false;
  const uids = numbers.map((number) => selection.message(number))
    .filter(({ flags }) => !hasFlag(flags, "\\Seen"))
    .map(({ uid }) => uid);
  let marked = false;
  for (const part of partsOf(uids)) {
    const { events } = await mailbox.send({
      type: "flag",
      folder: selection.view.folder,
      uids: part,
      change: { add: ["\\Seen"], remove: [] },
      unchangedSince: null,
    });
    marked ||= events.length > 0;
  }
  return marked;
}

/** Tells some messages; false if one of them has been deleted meanwhile. */
async function tellPage(
  context: Context,
  state: Selected,
  numbers: readonly number[],
  items: readonly FetchItem[],
): Promise<boolean> {
  const { out, ports } = context;
  const { mailbox, selection } = state;
  const messages = numbers.map((number) => selection.message(number));
  const names = [...new Set(items.flatMap(factsFor))];
  const facts: ReadonlyMap<number, SomeFacts> = names.length === 0
    ? new Map()
    : await ports.index.facts(mailbox.key, messages, names);
  const flags = items.some(({ item }) => item === "FLAGS");
  let whole = true;
  for (const [index, message] of messages.entries()) {
    const number = numbers[index]!;
    const known = names.length === 0 ? {} : facts.get(message.email);
    // What changes from here on is told afterwards.
    if (flags) selection.silence([number]);
    if (known === undefined) whole = false;
    else if (!tellListed(context, state, number, message, known, items)) {
      whole = await tellRead(context, state, number, message, known, items) && whole;
    }
    if (out.full) await out.spill();
    if (context.gone.aborted) break;
  }
  return whole;
}

/** Tells a message whose items need no reading; false, and nothing is told, if one does. */
function tellListed(
  { out }: Context,
  { mailbox }: Selected,
  number: number,
  message: Message,
  facts: SomeFacts,
  items: readonly FetchItem[],
): boolean {
  let told = "";
  for (const item of items) {
    const text = listedItem(item, { message, facts }, mailbox.era);
    if (text === null) return false;
    told += told === "" ? text : ` ${text}`;
  }
  out.untagged(`${number} FETCH (${told})`);
  return true;
}

/** Tells a message that has to be read; false if it has been deleted meanwhile. */
async function tellRead(
  { out }: Context,
  { mailbox }: Selected,
  number: number,
  message: Message,
  facts: SomeFacts,
  items: readonly FetchItem[],
): Promise<boolean> {
  const source = MessageSource.of(mailbox, message, facts);
  if (source === null) return false;
  for (const item of items) await checkItem(item, source);
  out.text(`* ${number} FETCH (`);
  try {
    for (const [index, item] of items.entries()) {
      if (index > 0) out.text(" ");
      const text = listedItem(item, source, mailbox.era);
      if (text === null) await writeItem(item, source, out);
      else out.text(text);
    }
  } catch (error) {
    throw new BrokenOff(`Cannot tell the rest of message ${message.uid}: ${error}`);
  }
  out.text(")\r\n");
  return true;
}
