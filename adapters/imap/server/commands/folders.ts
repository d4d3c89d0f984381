/**
 * CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.4 to §6.3.8).
 *
 * @module
 */
import { SEPARATOR } from "../../../../events/folders.ts";
import { validityOf } from "../../../mailboxes/era.ts";
import { type Completion, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import type { Command, FolderCommand } from "../grammar/ast.ts";
import { refused } from "../refusals.ts";
import type { Authenticated, Selected } from "../state.ts";

/** Makes a folder, and those around it. */
export async function createFolder(
  _context: Context,
  command: FolderCommand<"CREATE">,
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  // A separator at the end announces folders within it (RFC 9051 §6.3.4): nothing that matters here.
  const name = command.mailbox.endsWith(SEPARATOR) ? command.mailbox.slice(0, -1) : command.mailbox;
  const { refusal } = await mailbox.send({ type: "make-folder", name });
  if (refusal) return refused(refusal);
  const made = mailbox.folderNamed(name);
  return ok("Folder made", `MAILBOXID (F${validityOf(mailbox.era, made?.folder ?? 0)})`);
}

/** Removes a folder; its messages can be brought back by the operator for a while. */
export async function deleteFolder(
  _context: Context,
  command: FolderCommand<"DELETE">,
  state: Authenticated | Selected,
): Promise<Completion> {
  const { login, mailbox } = state;
  const keepUntil = mailbox.keepUntil();
  const { refusal } = await mailbox.send({
    type: "remove-folder",
    name: command.mailbox,
    keepUntil,
  });
  if (refusal) return refused(refusal);
  const selected = state.at === "selected" && state.selection.view.gone;
  return selected
    ? { ...ok("Folder removed"), state: { at: "authenticated", login, mailbox } }
    : ok("Folder removed");
}

/** Gives a folder, and those within it, another name. */
export async function renameFolder(
  _context: Context,
  { from, to }: Extract<Command, { name: "RENAME" }>,
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  return await settle(mailbox.send({ type: "rename-folder", from, to }), "Folder renamed");
}

/** Puts a name on the holder's list, or takes it off. */
export async function subscribe(
  _context: Context,
  { name, mailbox: folder }: FolderCommand<"SUBSCRIBE" | "UNSUBSCRIBE">,
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  const type = name === "SUBSCRIBE" ? "subscribe" : "unsubscribe";
  return await settle(mailbox.send({ type, name: folder }), "List changed");
}

async function settle(
  sending: ReturnType<Authenticated["mailbox"]["send"]>,
  text: string,
): Promise<Completion> {
  const { refusal } = await sending;
  return refusal ? refused(refusal) : ok(text);
}
