/**
 * A mailbox: its folders, their messages, what becomes of them, and how full it is.
 *
 * @module
 */
import { canonicalName, FOLDERS } from "../events/folders.ts";
import type { Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import type { Rope } from "../events/rope.ts";
import { uidSetOf } from "../events/uid_set.ts";
import type { Actor, Decision, Effect, Elapse, Pending } from "./actor.ts";
import { decideFolder, type FolderCommand, makeFolders } from "./mailbox_folders.ts";
import { decideMessages, type MessagesCommand, refusal } from "./mailbox_messages.ts";
import {
  APPENDED_KIND,
  evolveMailbox,
  folderNamed,
  initialMailbox,
  type MailboxState,
  type QuotaWarning,
  WARNING_LEVELS,
  warningEntry,
} from "./mailbox_state.ts";

export { APPENDED_KIND, type MailboxState, SENT_KIND } from "./mailbox_state.ts";

/** A message to be stored. */
export interface MailboxEntry {
  /** Derived from the document, so that the same document is stored once. */
  readonly entry: string;
  /** The name of a folder. */
  readonly folder: string;
  readonly content: Rope;
  readonly size: number;
  /** Value of X-Ricevuta or X-Trasporto. */
  readonly kind: string;
  readonly pecId: string;
  readonly messageId: string;
  readonly subject: string;
  readonly flags: readonly string[];
}

/** A message that the holder's program brings (RFC 9051 §6.3.12). */
export interface AppendedMessage extends Omit<MailboxEntry, "entry" | "kind" | "pecId"> {
  /** INTERNALDATE. */
  readonly received: Instant;
}

/** What may be asked of a mailbox. */
export type MailboxCommand =
  /** What arrives: a folder that does not exist is made. */
  | {
    readonly type: "store";
    readonly messages: readonly MailboxEntry[];
    /** Bytes that the mailbox may hold; null for what must be stored in any case. */
    readonly quota: number | null;
  }
  | {
    readonly type: "append";
    readonly message: AppendedMessage;
    readonly quota: number;
    /** A message that it takes the place of (RFC 8508). */
    readonly replaces: {
      readonly folder: number;
      readonly uid: number;
      readonly keepUntil: Instant;
    } | null;
  }
  | MessagesCommand
  | FolderCommand;

/** A word to the holder about how full the mailbox is. */
export interface MailboxEffect extends Effect {
  readonly type: "warn";
  readonly warning: QuotaWarning;
  /** The entry under which the warning has to be stored. */
  readonly entry: string;
}

/** The actor of a mailbox. */
export const mailbox: Actor<MailboxState, MailboxCommand, MailboxEvent, MailboxEffect> = {
  kind: "mailbox",
  initial: initialMailbox,
  evolve: evolveMailbox,
  decide,
  pending,
};

function decide(
  state: MailboxState,
  command: MailboxCommand | Elapse,
  now: Instant,
): Decision<MailboxEvent> {
  switch (command.type) {
    case "elapse":
      return purge(state, now);
    case "store":
      return store(state, command, now);
    case "append":
      return append(state, command, now);
    case "flag":
    case "copy":
    case "move":
    case "expunge":
    case "remove":
    case "restore":
      return decideMessages(state, command, now);
    default:
      return decideFolder(state, command, now);
  }
}

function store(
  state: MailboxState,
  { messages, quota }: Extract<MailboxCommand, { type: "store" }>,
  now: Instant,
): Decision<MailboxEvent> {
  const fresh = messages.filter(({ entry }) => !state.entries.has(entry));
  const size = fresh.reduce((sum, message) => sum + message.size, 0);
  const full = fullness(state, size, quota);
  if (full !== null) return full;
  const made = new Map<string, number>();
  const events: MailboxEvent[] = [];
  let uid = state.lastUid;
  for (const { folder: written, content, flags, ...message } of fresh) {
    const name = canonicalName(written);
    const folder = folderNamed(state, name) ?? made.get(name);
    if (folder === undefined) {
      for (const event of makeFolders(state, name, now)) {
        if (event.type !== "mailbox.folder-made" || made.has(event.name)) continue;
        const number = state.lastFolder + made.size + 1;
        made.set(event.name, number);
        events.push({ ...event, folder: number });
      }
    }
    events.push({
      type: "mailbox.stored",
      at: now,
      uid: ++uid,
      ...message,
      folder: folder ?? made.get(name)!,
      content: [...content],
      flags: [...flags],
    });
  }
  return [...events, ...warning(state, size, quota, now)];
}

function append(
  state: MailboxState,
  { message, quota, replaces }: Extract<MailboxCommand, { type: "append" }>,
  now: Instant,
): Decision<MailboxEvent> {
  const { folder: name, content, flags, received, ...rest } = message;
  const folder = folderNamed(state, canonicalName(name));
  if (folder === undefined) return refusal("no-folder", "there is no such folder");
  // The server has filed it already: a program that does so as well would make it stand there twice.
  if (folder === FOLDERS.sent && filedAlready(state, content) !== null) return [];
  const replaced = replaces ? state.messages.get(replaces.uid) : undefined;
  if (replaces && replaced?.folder !== replaces.folder) {
    return refusal("no-message", "the message to be replaced is gone");
  }
  const growth = message.size - (replaced?.size ?? 0);
  const full = fullness(state, growth, quota);
  if (full !== null) return full;
  const uid = state.lastUid + 1;
  const events: MailboxEvent[] = [{
    type: "mailbox.stored",
    at: now,
    entry: `appended ${uid}`,
    uid,
    folder,
    ...rest,
    content: [...content],
    kind: APPENDED_KIND,
    pecId: "",
    flags: [...flags],
    received,
  }];
  if (replaces) {
    const { folder, uid, keepUntil: until } = replaces;
    events.push({ type: "mailbox.expunged", at: now, folder, uids: uidSetOf([uid]), until });
  }
  return [...events, ...warning(state, growth, quota, now)];
}

/** The UID of the original in Inviata that has this content; null where it is not there. */
export function filedAlready(state: MailboxState, content: Rope): number | null {
  const uid = state.filed.get(JSON.stringify(content));
  return uid !== undefined && state.messages.get(uid)?.folder === FOLDERS.sent ? uid : null;
}

function fullness(
  { size }: MailboxState,
  growth: number,
  quota: number | null,
): Decision<MailboxEvent> | null {
  if (quota === null || growth <= 0 || size + growth <= quota) return null;
  return refusal("full", `it holds ${size} of ${quota} bytes`);
}

function warning(
  { size, warned }: MailboxState,
  growth: number,
  quota: number | null,
  now: Instant,
): readonly MailboxEvent[] {
  if (quota === null) return [];
  const full = size + growth;
  const percent = WARNING_LEVELS.findLast((level) => full * 100 >= level * quota);
  if (percent === undefined || percent <= warned) return [];
  return [{ type: "mailbox.quota-passed", at: now, percent, size: full, quota }];
}

/** Forgets the deleted messages whose time is over. */
function purge(state: MailboxState, now: Instant): Decision<MailboxEvent> {
  const uids = [...state.deleted].filter(([, { until }]) => until <= now)
    .map(([uid]) => uid).sort((one, other) => one - other);
  return uids.length === 0 ? [] : [{ type: "mailbox.purged", at: now, uids: uidSetOf(uids) }];
}

function pending({ deleted, owedWarning }: MailboxState): Pending<MailboxEffect> {
  // Messages are deleted in the order of their deadlines.
  const next = deleted.values().next().value;
  const deadline = next?.until ?? null;
  if (!owedWarning) return { effects: [], deadline };
  const entry = warningEntry(owedWarning);
  return {
    effects: [{ type: "warn", key: entry, lane: "warnings", warning: owedWarning, entry }],
    deadline,
  };
}
