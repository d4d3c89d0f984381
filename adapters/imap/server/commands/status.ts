/**
 * STATUS (RFC 9051 §6.3.11, RFC 7162, RFC 7889, RFC 8438, RFC 8474).
 *
 * @module
 */
import type { FolderView } from "../../../mailboxes/folder_view.ts";
import type { HolderMailbox } from "../../../mailboxes/holder_mailbox.ts";
import type { Folder } from "../../../storage/mailboxes.ts";
import { type Completion, no, ok } from "../completion.ts";
import { type Context, enableCondstore, nameEncoding } from "../context.ts";
import { hasFlag } from "../../../mailboxes/flags.ts";
import type { Command, StatusItem } from "../grammar/ast.ts";
import { mailbox as folderName } from "../grammar/text.ts";
import type { Authenticated, Selected } from "../state.ts";

/** Tells the figures of a folder. */
export async function status(
  context: Context,
  command: Extract<Command, { name: "STATUS" }>,
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  const folder = mailbox.folderNamed(command.mailbox);
  if (!folder) return no("There is no such folder", "NONEXISTENT");
  if (command.items.includes("HIGHESTMODSEQ")) enableCondstore(context);
  context.out.untagged(await statusLine(context, mailbox, folder, command.items));
  return ok("Status told");
}

/** The response to STATUS, without its `*`. */
export async function statusLine(
  context: Context,
  mailbox: HolderMailbox,
  folder: Folder,
  items: readonly StatusItem[],
): Promise<string> {
  const view = await mailbox.view(folder.folder);
  const told = items.map((item) => `${item} ${valueOf(item, view, context)}`);
  return `STATUS ${folderName(folder.name, nameEncoding(context))} (${told.join(" ")})`;
}

function valueOf(item: StatusItem, view: FolderView, { limits }: Context): string | number {
  switch (item) {
    case "APPENDLIMIT":
      return limits.grammar.message;
    case "DELETED":
      return count(view, (flags) => hasFlag(flags, "\\Deleted"));
    case "DELETED-STORAGE":
      return octets(view, (flags) => hasFlag(flags, "\\Deleted"));
    case "HIGHESTMODSEQ":
      return view.modseq;
    case "MAILBOXID":
      return `(F${view.validity})`;
    case "MESSAGES":
      return view.messages.length;
    case "RECENT":
      return 0;
    case "SIZE":
      return octets(view, () => true);
    case "UIDNEXT":
      return view.uidNext;
    case "UIDVALIDITY":
      return view.validity;
    case "UNSEEN":
      return count(view, (flags) => !hasFlag(flags, "\\Seen"));
  }
}

function count({ tallies }: FolderView, counts: (flags: string) => boolean): number {
  let sum = 0;
  for (const [flags, { count }] of tallies) if (counts(flags)) sum += count;
  return sum;
}

function octets({ tallies }: FolderView, counts: (flags: string) => boolean): number {
  let sum = 0;
  for (const [flags, { octets }] of tallies) if (counts(flags)) sum += octets;
  return sum;
}
