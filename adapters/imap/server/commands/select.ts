/**
 * SELECT, EXAMINE, CLOSE and UNSELECT (RFC 9051 §6.3.2, §6.3.3, §6.4.1, §6.4.2), with CONDSTORE and
 * QRESYNC (RFC 7162).
 *
 * @module
 */
import type { FolderView } from "../../../mailboxes/folder_view.ts";
import { type Completion, no, ok } from "../completion.ts";
import { type Context, nameEncoding } from "../context.ts";
import { flagsIn, hasFlag } from "../../../mailboxes/flags.ts";
import { renderFlags, SYSTEM_FLAGS } from "../flags.ts";
import type { Resynchronisation, SelectCommand, SequenceSet } from "../grammar/ast.ts";
import { mailbox as folderName, sequenceSet } from "../grammar/text.ts";
import { membersOf } from "../numbers_in.ts";
import type { Output } from "../output.ts";
import { Selection } from "../selection.ts";
import type { Authenticated, Selected } from "../state.ts";

/** Selects a folder. */
export async function select(
  context: Context,
  command: SelectCommand,
  state: Authenticated | Selected,
): Promise<Completion> {
  const { out, enabled, wake } = context;
  const { login, mailbox } = state;
  // RFC 7162 §3.2.5. What is BAD has no effect: the folder before stays selected.
  if (command.qresync && !enabled.has("QRESYNC")) {
    return { answer: "BAD", text: "Enable QRESYNC first" };
  }
  if (state.at === "selected") out.untagged("OK [CLOSED] The folder before is closed");
  const unselected: Authenticated = { at: "authenticated", login, mailbox };
  const folder = mailbox.folderNamed(command.mailbox);
  if (!folder) return { ...no("There is no such folder", "NONEXISTENT"), state: unselected };
  if (command.condstore) enabled.add("CONDSTORE");
  const view = await mailbox.view(folder.folder);
  const readOnly = command.name === "EXAMINE";
  const selection = new Selection(view, readOnly, wake);
  tellFolder(context, view, selection);
  if (command.qresync && command.qresync.validity === view.validity) {
    const vanished = mailbox.vanished(view.folder, command.qresync.modseq);
    await resynchronise(out, selection, command.qresync, vanished);
  }
  // RFC 9051 §6.3.2: every mailbox of the answer is told by its name.
  if (enabled.has("IMAP4rev2")) {
    out.untagged(`LIST () "/" ${folderName(folder.name, nameEncoding(context))}`);
  }
  return {
    ...ok(readOnly ? "Folder examined" : "Folder selected", readOnly ? "READ-ONLY" : "READ-WRITE"),
    state: { at: "selected", login, mailbox, selection },
  };
}

function tellFolder({ out, enabled }: Context, view: FolderView, selection: Selection): void {
  const keywords = keywordsOf(view);
  const flags = [...SYSTEM_FLAGS, ...keywords].join(" ");
  out.untagged(`FLAGS (${flags})`);
  out.untagged(
    selection.readOnly
      ? "OK [PERMANENTFLAGS ()] Nothing can be changed"
      : `OK [PERMANENTFLAGS (${flags} \\*)] Flags are kept`,
  );
  out.untagged(`${selection.count} EXISTS`);
  if (!enabled.has("IMAP4rev2")) {
    out.untagged("0 RECENT");
    const unseen = firstUnseen(selection);
    if (unseen > 0) out.untagged(`OK [UNSEEN ${unseen}] First unseen`);
  }
  out.untagged(`OK [UIDVALIDITY ${view.validity}] UIDs are valid`);
  out.untagged(`OK [UIDNEXT ${view.uidNext}] Next UID`);
  out.untagged(`OK [HIGHESTMODSEQ ${view.modseq}] Highest`);
  out.untagged(`OK [MAILBOXID (F${view.validity})] Id`);
}

/** The keywords that messages of a folder bear. */
function keywordsOf({ tallies }: FolderView): readonly string[] {
  const flags = new Set([...tallies.keys()].flatMap(flagsIn));
  return [...flags].filter((flag) => !flag.startsWith("\\")).sort();
}

function firstUnseen(selection: Selection): number {
  for (let number = 1; number <= selection.count; number++) {
    if (!hasFlag(selection.message(number).flags, "\\Seen")) return number;
  }
  return 0;
}

/** RFC 7162 §3.2.5: what has changed since the client was here last. */
async function resynchronise(
  out: Output,
  selection: Selection,
  { modseq, known, match }: Resynchronisation,
  vanished: readonly number[],
): Promise<void> {
  const since = match ? matchedUpTo(selection, match) : 0;
  const isKnown = known === null ? () => true : membersOf(known);
  const gone = vanished.filter((uid) => uid > since && isKnown(uid));
  if (gone.length > 0) out.untagged(`VANISHED (EARLIER) ${sequenceSet(gone)}`);
  for (const message of selection.view.changedSince(modseq)) {
    const number = selection.numberOf(message.uid);
    if (number === 0 || !isKnown(message.uid)) continue;
    const flags = renderFlags(message.flags);
    out.untagged(
      `${number} FETCH (UID ${message.uid} FLAGS (${flags}) MODSEQ (${message.modseq}))`,
    );
    if (out.full) await out.spill();
  }
}

/**
 * RFC 7162 §3.2.5.2: the highest UID up to which the client's numbers are still right: nothing has
 * vanished below it.
 */
function matchedUpTo(
  selection: Selection,
  { numbers, uids }: NonNullable<Resynchronisation["match"]>,
): number {
  let matched = 0;
  const known = numbersOf(uids);
  for (const number of numbersOf(numbers)) {
    const uid = known.next();
    if (uid.done || number > selection.count) break;
    if (selection.message(number).uid !== uid.value) break;
    matched = uid.value;
  }
  return matched;
}

/** The numbers of a set as they were written; none of `$`. */
function* numbersOf(set: SequenceSet): Generator<number, void, void> {
  for (const [from, to] of set === "$" ? [] : set) {
    for (let number = from; number <= to; number++) yield number;
  }
}

/** CLOSE also deletes what bears \Deleted, without a word (RFC 9051 §6.4.1). */
export async function close(
  name: "CLOSE" | "UNSELECT",
  { login, mailbox, selection }: Selected,
): Promise<Completion> {
  if (name === "CLOSE" && !selection.readOnly) {
    const { view } = selection;
    const uids = view.messages.filter(({ flags }) => hasFlag(flags, "\\Deleted"))
      .map(({ uid }) => uid);
    await mailbox.expunge(view.folder, uids);
  }
  return { ...ok("Folder closed"), state: { at: "authenticated", login, mailbox } };
}
