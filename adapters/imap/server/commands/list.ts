/**
 * LIST and LSUB (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154; RFC 3501 §6.3.9).
 *
 * @module
 */
import { SEPARATOR, standingFolders, superiorsOf } from "../../../../events/folders.ts";
import type { Folder } from "../../../storage/mailboxes.ts";
import { type Completion, ok } from "../completion.ts";
import { type Context, nameEncoding } from "../context.ts";
import type { Command, ListCommand } from "../grammar/ast.ts";
import { mailbox as folderName } from "../grammar/text.ts";
import { matcherOf } from "../patterns.ts";
import type { Authenticated, Selected } from "../state.ts";
import { statusLine } from "./status.ts";

/** What there is to know of the names of a mailbox. */
interface Names {
  readonly folders: ReadonlyMap<string, Folder>;
  readonly subscribed: ReadonlySet<string>;
  /** Names within which others lie. */
  readonly superiors: ReadonlySet<string>;
  /** Names within which subscribed ones lie. */
  readonly superiorsOfSubscribed: ReadonlySet<string>;
}

/** Lists folders. */
export async function list(
  context: Context,
  command: ListCommand,
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  const { reference, patterns, selection, status } = command;
  if (!command.extended && patterns.length === 1 && patterns[0] === "") {
    // RFC 9051 §6.3.9: an empty name asks for the separator.
    context.out.untagged(`LIST (\\Noselect) "${SEPARATOR}" ""`);
    return ok("Listed");
  }
  const names = namesOf(mailbox.folders(), mailbox.subscriptions());
  const matches = matcherOf(patterns.map((pattern) => reference + pattern));
  const encoding = nameEncoding(context);
  for (const name of candidates(names, selection)) {
    const children = childInfo(names, name, command, matches);
    if (!matches(name) || !isSelected(names, name, selection, children !== "")) continue;
    const attributes = attributesOf(names, name, command).join(" ");
    context.out.untagged(
      `LIST (${attributes}) "${SEPARATOR}" ${folderName(name, encoding)}${children}`,
    );
    const folder = names.folders.get(name);
    if (status !== null && folder) {
      context.out.untagged(await statusLine(context, mailbox, folder, status));
    }
    if (context.out.full) await context.out.spill();
  }
  return ok("Listed");
}

function namesOf(folders: readonly Folder[], subscriptions: readonly string[]): Names {
  return {
    folders: new Map(folders.map((folder) => [folder.name, folder])),
    subscribed: new Set(subscriptions),
    superiors: new Set(folders.flatMap(({ name }) => superiorsOf(name))),
    superiorsOfSubscribed: new Set(subscriptions.flatMap(superiorsOf)),
  };
}

/** Every name that could be told, in order; a name without a folder stands for those within it. */
function candidates(
  { folders, subscribed, superiors, superiorsOfSubscribed }: Names,
  selection: ListCommand["selection"],
): readonly string[] {
  const names = new Set([...folders.keys(), ...superiors]);
  if (selection.includes("SUBSCRIBED")) {
    for (const name of [...subscribed, ...superiorsOfSubscribed]) names.add(name);
  }
  return [...names].sort(inboxFirst);
}

function inboxFirst(one: string, other: string): number {
  if (one === "INBOX") return -1;
  if (other === "INBOX") return 1;
  return one < other ? -1 : 1;
}

/** Whether the selection options take a name (RFC 5258 §3.1). */
function isSelected(
  { subscribed }: Names,
  name: string,
  selection: ListCommand["selection"],
  hasMatchingChildren: boolean,
): boolean {
  if (selection.includes("SPECIAL-USE") && useOf(name) === null) return false;
  if (!selection.includes("SUBSCRIBED")) return true;
  return subscribed.has(name) || hasMatchingChildren;
}

/**
 * RFC 5258 §3.5: with RECURSIVEMATCH a name is told as well when something within it is subscribed
 * that the pattern does not reach.
 */
function childInfo(
  { superiorsOfSubscribed, subscribed }: Names,
  name: string,
  { selection }: ListCommand,
  matches: (name: string) => boolean,
): string {
  if (!selection.includes("RECURSIVEMATCH") || !superiorsOfSubscribed.has(name)) return "";
  const hidden = [...subscribed].some((one) => {
    return one.startsWith(name + SEPARATOR) && !matches(one);
  });
  return hidden || !subscribed.has(name) ? ' ("CHILDINFO" ("SUBSCRIBED"))' : "";
}

function attributesOf(names: Names, name: string, command: ListCommand): readonly string[] {
  const { folders, superiors, subscribed } = names;
  const attributes: string[] = [];
  if (!folders.has(name)) attributes.push("\\NonExistent", "\\Noselect");
  attributes.push(superiors.has(name) ? "\\HasChildren" : "\\HasNoChildren");
  const asked = command.selection.includes("SUBSCRIBED") || command.returns.includes("SUBSCRIBED");
  if (asked && subscribed.has(name)) attributes.push("\\Subscribed");
  const use = useOf(name);
  if (use !== null) attributes.push(use);
  return attributes;
}

function useOf(name: string): string | null {
  return standingFolders.find((standing) => standing.name === name)?.use ?? null;
}

/** Lists subscriptions the old way. */
export function lsub(
  context: Context,
  { reference, pattern }: Extract<Command, { name: "LSUB" }>,
  { mailbox }: Authenticated | Selected,
): Completion {
  const encoding = nameEncoding(context);
  const subscribed = new Set(mailbox.subscriptions());
  const matches = matcherOf([reference + pattern]);
  const told = new Map([...subscribed].filter(matches).map((name) => [name, "()"]));
  if (pattern.includes("%")) {
    // RFC 3501 §6.3.9: `%` tells of what lies deeper by the name above it.
    for (const superior of [...subscribed].flatMap(superiorsOf)) {
      if (matches(superior) && !told.has(superior)) told.set(superior, "(\\Noselect)");
    }
  }
  for (const [name, attributes] of [...told].sort(([one], [other]) => inboxFirst(one, other))) {
    context.out.untagged(`LSUB ${attributes} "${SEPARATOR}" ${folderName(name, encoding)}`);
  }
  return ok("Listed");
}
