/**
 * A mailbox: its folders, their messages, what becomes of them, and how full it is.
 *
 * @module
 */
import { canonicalName, FOLDERS } from "../events/folders.ts";
import { HOUR, type Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import type { Rope } from "../events/rope.ts";
import { uidSetOf } from "../events/uid_set.ts";
import type { Actor, Decision, Effect, Elapse, Pending } from "./actor.ts";
import { decideFolder, type FolderCommand, foldersFor } from "./mailbox_folders.ts";
import { decideMessages, type MessagesCommand } from "./mailbox_messages.ts";
import { fullness, refusal, warning } from "./mailbox_quota.ts";
import {
  APPENDED_KIND,
  evolveMailbox,
  folderNamed,
  initialMailbox,
  type MailboxState,
  type QuotaWarning,
  SENT_KIND,
  spelled,
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
  /** INTERNALDATE; absent where it is the instant at which the message is stored. */
  readonly received?: Instant;
}

/** A message that the holder's program brings (RFC 9051 §6.3.12). */
export interface AppendedMessage extends Omit<MailboxEntry, "entry" | "kind" | "pecId"> {
  readonly received: Instant;
}

/** What may be asked of a mailbox. */
export type MailboxCommand =
  /** What arrives: a folder that does not exist is made; where none can be, INBOX takes it. */
  | {
    readonly type: "store";
    readonly messages: readonly MailboxEntry[];
    /** Bytes that the mailbox may hold; null where nobody counts. */
    readonly quota: number | null;
  }
  /** What must be stored however full the mailbox is; `quota` is for the word to the holder. */
  | {
    readonly type: "keep";
    readonly messages: readonly MailboxEntry[];
    readonly quota: number;
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
  // No pause of its effects is longer; the deadlines of deleted messages are many, and far away.
  rest: HOUR,
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
      return store(state, command.messages, { limit: command.quota, quota: command.quota }, now);
    case "keep":
      return store(state, command.messages, { limit: null, quota: command.quota }, now);
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
  messages: readonly MailboxEntry[],
  { limit, quota }: { readonly limit: number | null; readonly quota: number | null },
  now: Instant,
): Decision<MailboxEvent> {
  const fresh = [...new Map(messages.map((message) => [message.entry, message])).values()]
    .filter((message) => !state.entries.has(message.entry) && !broughtAlready(state, message));
  if (fresh.length === 0) return [];
  const size = fresh.reduce((sum, message) => sum + message.size, 0);
  const full = fullness(state, size, limit);
  if (full !== null) return full;
  const { numberOf, made } = foldersFor(state, fresh.map(({ folder }) => folder), now);
  const events: MailboxEvent[] = fresh.map(({ folder, content, flags, ...message }, index) => ({
    type: "mailbox.stored",
    at: now,
    uid: state.lastUid + 1 + index,
    ...message,
    folder: numberOf(folder),
    content: [...content],
    flags: spelled(state, flags),
  }));
  return [...made, ...events, ...warning(state, size, quota, now)];
}

function append(
  state: MailboxState,
  { message, quota, replaces }: Extract<MailboxCommand, { type: "append" }>,
  now: Instant,
): Decision<MailboxEvent> {
  const { folder: name, content, flags, received, ...rest } = message;
  const folder = folderNamed(state, canonicalName(name));
  if (folder === undefined) return refusal("no-folder", "there is no such folder");
  const replaced = replaces ? state.messages.get(replaces.uid) : undefined;
  if (replaces && replaced?.folder !== replaces.folder) {
    return refusal("no-message", "the message to be replaced is gone");
  }
  // The server has filed it already: a program that does so as well would make it stand there twice.
  const known = folder === FOLDERS.sent ? filedAlready(state, content) : null;
  const filed = known !== null && known !== replaces?.uid;
  const growth = (filed ? 0 : message.size) - (replaced?.size ?? 0);
  const full = fullness(state, growth, quota);
  if (full !== null) return full;
  const uid = state.lastUid + 1;
  const events: MailboxEvent[] = [];
  if (!filed) {
    events.push({
      type: "mailbox.stored",
      at: now,
      entry: `appended ${uid}`,
      uid,
      folder,
      ...rest,
      content: [...content],
      kind: APPENDED_KIND,
      pecId: "",
      flags: spelled(state, flags),
      received,
    });
  }
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

/** Whether an original that the server files stands in Inviata: a program was faster. */
function broughtAlready(state: MailboxState, { kind, content }: MailboxEntry): boolean {
  const uid = kind === SENT_KIND ? state.brought.get(JSON.stringify(content)) : undefined;
  return uid !== undefined && state.messages.get(uid)?.folder === FOLDERS.sent;
}

/** Forgets the deleted messages whose time is over. */
function purge(state: MailboxState, now: Instant): Decision<MailboxEvent> {
  const uids = [...state.deleted].filter(([, { until }]) => until <= now)
    .map(([uid]) => uid).sort((one, other) => one - other);
  return uids.length === 0 ? [] : [{ type: "mailbox.purged", at: now, uids: uidSetOf(uids) }];
}

/** A purge has to look at the whole mailbox: one an hour serves all that has become due. */
const BETWEEN_PURGES = HOUR;

function pending({ nextPurge, owedWarning }: MailboxState): Pending<MailboxEffect> {
  const deadline = nextPurge === null
    ? null
    : Math.ceil(nextPurge / BETWEEN_PURGES) * BETWEEN_PURGES;
  if (!owedWarning) return { effects: [], deadline };
  const entry = warningEntry(owedWarning);
  return {
    effects: [{ type: "warn", key: entry, lane: "warnings", warning: owedWarning, entry }],
    deadline,
  };
}
