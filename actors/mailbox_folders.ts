/**
 * Decides on the folders of a mailbox (RFC 9051 §6.3.4 to §6.3.8).
 *
 * @module
 */
import {
  canonicalName,
  FOLDERS,
  INBOX,
  SEPARATOR,
  standingFolders,
  superiorsOf,
} from "../events/folders.ts";
import type { Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import { uidSetOf } from "../events/uid_set.ts";
import type { Decision } from "./actor.ts";
import { folderNamed, type MailboxState } from "./mailbox_state.ts";

/** What may be asked about folders. Names need not be canonical. */
export type FolderCommand =
  | { readonly type: "make-folder"; readonly name: string }
  | { readonly type: "rename-folder"; readonly from: string; readonly to: string }
  /** `keepUntil`: until when its messages can be brought back. */
  | { readonly type: "remove-folder"; readonly name: string; readonly keepUntil: Instant }
  | { readonly type: "subscribe" | "unsubscribe"; readonly name: string };

/** Why a command on folders is refused. */
export type FolderRefusal = "exists" | "no-folder" | "bad-name" | "standing" | "too-many";

/** The most folders of a mailbox, and the deepest nesting. */
const MOST_FOLDERS = 2000;
const DEEPEST = 20;
const LONGEST_NAME = 255;

/** Decides on a command. */
export function decideFolder(
  state: MailboxState,
  command: FolderCommand,
  now: Instant,
): Decision<MailboxEvent> {
  switch (command.type) {
    case "make-folder":
      return make(state, canonicalName(command.name), now);
    case "rename-folder":
      return rename(state, canonicalName(command.from), canonicalName(command.to), now);
    case "remove-folder":
      return remove(state, canonicalName(command.name), command.keepUntil, now);
    case "subscribe":
    case "unsubscribe":
      return list(state, command.type, canonicalName(command.name), now);
  }
}

/** The events that make a folder and those around it; empty where it exists. */
function makeFolders(
  state: MailboxState,
  name: string,
  now: Instant,
): readonly MailboxEvent[] {
  let last = state.lastFolder;
  return [...superiorsOf(name), name]
    .filter((wanted) => folderNamed(state, wanted) === undefined)
    .map((wanted) => ({ type: "mailbox.folder-made", at: now, folder: ++last, name: wanted }));
}

/**
 * The folders of what arrives, and the events that make those that do not exist yet. What arrives
 * must be stored: INBOX takes it where there can be no folder of such a name.
 */
export function foldersFor(
  state: MailboxState,
  names: readonly string[],
  now: Instant,
): { readonly numberOf: (name: string) => number; readonly made: readonly MailboxEvent[] } {
  const known = new Map([...state.folders].map(([folder, name]) => [name, folder]));
  const made: MailboxEvent[] = [];
  for (const name of names.map(canonicalName)) {
    const missing = [...superiorsOf(name), name].filter((wanted) => !known.has(wanted));
    const possible = known.has(name) || nameFault(name) === null;
    if (!possible || known.size + missing.length > MOST_FOLDERS) continue;
    for (const wanted of missing) {
      const folder = state.lastFolder + made.length + 1;
      known.set(wanted, folder);
      made.push({ type: "mailbox.folder-made", at: now, folder, name: wanted });
    }
  }
  return { numberOf: (name) => known.get(canonicalName(name)) ?? FOLDERS.inbox, made };
}

function make(state: MailboxState, name: string, now: Instant): Decision<MailboxEvent> {
  const fault = nameFault(name);
  if (fault !== null) return refusal("bad-name", fault);
  if (folderNamed(state, name) !== undefined) return refusal("exists", "there is such a folder");
  const events = makeFolders(state, name, now);
  return tooMany(state, events) ?? events;
}

function tooMany(
  { folders }: MailboxState,
  made: readonly MailboxEvent[],
): Decision<MailboxEvent> | null {
  if (made.length === 0 || folders.size + made.length <= MOST_FOLDERS) return null;
  return refusal("too-many", `a mailbox may have ${MOST_FOLDERS} folders`);
}

function rename(
  state: MailboxState,
  from: string,
  to: string,
  now: Instant,
): Decision<MailboxEvent> {
  const fault = nameFault(to);
  if (fault !== null) return refusal("bad-name", fault);
  const folder = folderNamed(state, from);
  if (folder === undefined) return refusal("no-folder", "there is no such folder");
  if (folderNamed(state, to) !== undefined) return refusal("exists", "there is such a folder");
  if (folder === FOLDERS.inbox) return emptyInbox(state, to, now);
  if (isStanding(folder)) return refusal("standing", "this folder keeps its name");
  if (to.startsWith(from + SEPARATOR)) {
    return refusal("bad-name", "a folder cannot lie within itself");
  }
  const inferiors = [...state.folders].filter(([, name]) => name.startsWith(from + SEPARATOR));
  const renamed = [[folder, from] as const, ...inferiors].map(([folder, name]) => ({
    type: "mailbox.folder-renamed" as const,
    at: now,
    folder,
    name: to + name.slice(from.length),
  }));
  const taken = renamed.find(({ name }) => folderNamed(state, name) !== undefined);
  if (taken) return refusal("exists", "there is a folder of a new name already");
  const tooLong = renamed.find(({ name }) => nameFault(name) !== null);
  if (tooLong) return refusal("bad-name", nameFault(tooLong.name)!);
  const superior = superiorsOf(to).at(-1);
  const made = superior === undefined ? [] : makeFolders(state, superior, now);
  return tooMany(state, made) ?? [...made, ...renamed];
}

/** RFC 9051 §6.3.6: renaming INBOX moves its messages, and INBOX stays. */
function emptyInbox(state: MailboxState, to: string, now: Instant): Decision<MailboxEvent> {
  const made = makeFolders(state, to, now);
  const full = tooMany(state, made);
  if (full !== null) return full;
  const folder = state.lastFolder + made.length;
  const uids = [...state.messages].filter(([, { folder }]) => folder === FOLDERS.inbox)
    .map(([uid]) => uid);
  if (uids.length === 0) return made;
  return [...made, {
    type: "mailbox.moved",
    at: now,
    from: FOLDERS.inbox,
    to: folder,
    uids: uidSetOf(uids),
    first: state.lastUid + 1,
  }];
}

function remove(
  state: MailboxState,
  name: string,
  until: Instant,
  now: Instant,
): Decision<MailboxEvent> {
  const folder = folderNamed(state, name);
  if (folder === undefined) return refusal("no-folder", "there is no such folder");
  if (isStanding(folder)) return refusal("standing", "this folder cannot be removed");
  const uids = [...state.messages].filter(([, message]) => message.folder === folder)
    .map(([uid]) => uid);
  const removed = { type: "mailbox.folder-removed", at: now, folder } as const;
  if (uids.length === 0) return [removed];
  return [
    { type: "mailbox.expunged", at: now, folder, uids: uidSetOf(uids), until },
    removed,
  ];
}

function list(
  state: MailboxState,
  type: "subscribe" | "unsubscribe",
  name: string,
  now: Instant,
): Decision<MailboxEvent> {
  const listed = state.subscriptions.has(name);
  if (type === "unsubscribe") {
    return listed ? [{ type: "mailbox.unsubscribed", at: now, name }] : [];
  }
  if (listed) return [];
  if (folderNamed(state, name) === undefined) {
    return refusal("no-folder", "there is no such folder");
  }
  return [{ type: "mailbox.subscribed", at: now, name }];
}

function isStanding(folder: number): boolean {
  return standingFolders.some((standing) => standing.folder === folder);
}

/** Why a folder cannot have a canonical name; null where it can. */
export function nameFault(name: string): string | null {
  const parts = name.split(SEPARATOR);
  if (parts.includes("")) return "the name has an empty part";
  if (parts.length > DEEPEST) return `folders nest at most ${DEEPEST} deep`;
  if (name.length > LONGEST_NAME) return `the name has more than ${LONGEST_NAME} characters`;
  if (/[\p{Cc}\u2028\u2029%*]/u.test(name)) return "the name holds %, * or a control character";
  if (parts[0] === INBOX && parts.length > 1) return "nothing lies within INBOX";
  return null;
}

function refusal(refused: FolderRefusal, detail: string): Decision<MailboxEvent> {
  return { refused, detail };
}
