/**
 * Decides on the messages of a mailbox: flags, copies, moves, deletion and return.
 *
 * @module
 */
import { FOLDERS } from "../events/folders.ts";
import type { Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import { uidSetOf } from "../events/uid_set.ts";
import type { Decision } from "./actor.ts";
import { fullness, refusal, warning } from "./mailbox_quota.ts";
import { changedFlags, type HeldMessage, type MailboxState, spelled } from "./mailbox_state.ts";

/** What flags become: some added, and some, or all others, removed. */
export interface FlagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[] | "others";
}

/** What may be asked about messages. UIDs ascend; those that are not in the folder are passed over. */
export type MessagesCommand =
  | {
    readonly type: "flag";
    readonly folder: number;
    readonly uids: readonly number[];
    readonly change: FlagChange;
    /** Messages whose MODSEQ is higher are passed over (RFC 7162 §3.1.3). */
    readonly unchangedSince: number | null;
  }
  | {
    readonly type: "copy";
    readonly from: number;
    readonly to: number;
    readonly uids: readonly number[];
    /** Bytes that the mailbox may hold. */
    readonly quota: number;
  }
  | {
    readonly type: "move";
    readonly from: number;
    readonly to: number;
    readonly uids: readonly number[];
  }
  /** Deletes those that bear \Deleted. */
  | {
    readonly type: "expunge";
    readonly folder: number;
    readonly uids: readonly number[];
    readonly keepUntil: Instant;
  }
  /** Deletes them, in whichever folder they lie. */
  | { readonly type: "remove"; readonly uids: readonly number[]; readonly keepUntil: Instant }
  /** Brings deleted messages back into a folder; into INBOX where that is gone. */
  | { readonly type: "restore"; readonly uids: readonly number[] };

/** The most different keywords of one message. */
const MOST_FLAGS = 100;

/** Decides on a command. */
export function decideMessages(
  state: MailboxState,
  command: MessagesCommand,
  now: Instant,
): Decision<MailboxEvent> {
  switch (command.type) {
    case "flag":
      return flag(state, command, now);
    case "copy":
      return copy(state, command, now);
    case "move":
      return move(state, command, now);
    case "expunge":
      return expunge(state, command, now);
    case "remove":
      return remove(state, command, now);
    case "restore":
      return restore(state, command, now);
  }
}

/** One event for all messages; those that it would not change are left out of it. */
function flag(
  state: MailboxState,
  { folder, uids, change, unchangedSince }: Extract<
    MessagesCommand,
    { type: "flag" }
  >,
  now: Instant,
): Decision<MailboxEvent> {
  const limit = unchangedSince ?? Infinity;
  const chosen = within(state, folder, uids).filter(([, { modseq }]) => modseq <= limit);
  const add = spelled(state, change.add);
  const gone = spelled(state, change.remove === "others" ? flagsOf(chosen) : change.remove)
    .filter((flag) => !add.includes(flag));
  const changed = new Set<readonly string[]>();
  const unchanged = new Set<readonly string[]>();
  const affected = chosen.filter(([, { flags }]) => {
    if (!changed.has(flags) && !unchanged.has(flags)) {
      (changes(flags, add, gone) ? changed : unchanged).add(flags);
    }
    return changed.has(flags);
  });
  if ([...changed].some((flags) => changedFlags(flags, add, gone).length > MOST_FLAGS)) {
    return refusal("too-many-keywords", `a message may have ${MOST_FLAGS} flags`);
  }
  if (affected.length === 0) return [];
  const flagged = { type: "mailbox.flagged", at: now, folder } as const;
  const all = uidSetOf(affected.map(([uid]) => uid));
  const [remove, ...rest] = chunksOf(gone);
  return [
    { ...flagged, uids: all, add, remove: remove ?? [] },
    ...rest.map((remove) => ({ ...flagged, uids: all, add: [], remove })),
  ];
}

function flagsOf(messages: readonly (readonly [number, HeldMessage])[]): readonly string[] {
  return messages.flatMap(([, { flags }]) => flags);
}

/** Each message has few flags, but all of them together may have more than an event holds. */
function chunksOf(flags: readonly string[]): string[][] {
  const count = Math.ceil(flags.length / MOST_FLAGS);
  return Array.from({ length: count }, (_, index) => {
    return flags.slice(index * MOST_FLAGS, (index + 1) * MOST_FLAGS);
  });
}

function changes(
  flags: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): boolean {
  return add.some((flag) => !flags.includes(flag)) || remove.some((flag) => flags.includes(flag));
}

function copy(
  state: MailboxState,
  { from, to, uids, quota }: Extract<MessagesCommand, { type: "copy" }>,
  now: Instant,
): Decision<MailboxEvent> {
  if (!state.folders.has(to)) return refusal("no-folder", "there is no such folder");
  const chosen = within(state, from, uids);
  if (chosen.length === 0) return [];
  const size = chosen.reduce((sum, [, message]) => sum + message.size, 0);
  const full = fullness(state, size, quota);
  if (full !== null) return full;
  return [
    transferOf("mailbox.copied", state, { from, to, chosen }, now),
    ...warning(state, size, quota, now),
  ];
}

function move(
  state: MailboxState,
  { from, to, uids }: Extract<MessagesCommand, { type: "move" }>,
  now: Instant,
): Decision<MailboxEvent> {
  if (!state.folders.has(to)) return refusal("no-folder", "there is no such folder");
  const chosen = within(state, from, uids);
  return chosen.length === 0 ? [] : [transferOf("mailbox.moved", state, { from, to, chosen }, now)];
}

function transferOf(
  type: "mailbox.copied" | "mailbox.moved",
  state: MailboxState,
  { from, to, chosen }: {
    readonly from: number;
    readonly to: number;
    readonly chosen: readonly (readonly [number, HeldMessage])[];
  },
  now: Instant,
): MailboxEvent {
  const uids = uidSetOf(chosen.map(([uid]) => uid));
  return { type, at: now, from, to, uids, first: state.lastUid + 1 };
}

function expunge(
  state: MailboxState,
  { folder, uids, keepUntil: until }: Extract<MessagesCommand, { type: "expunge" }>,
  now: Instant,
): Decision<MailboxEvent> {
  const chosen = within(state, folder, uids).filter(([, { flags }]) => flags.includes("\\Deleted"));
  if (chosen.length === 0) return [];
  const gone = uidSetOf(chosen.map(([uid]) => uid));
  return [{ type: "mailbox.expunged", at: now, folder, uids: gone, until }];
}

function remove(
  state: MailboxState,
  { uids, keepUntil: until }: Extract<MessagesCommand, { type: "remove" }>,
  now: Instant,
): Decision<MailboxEvent> {
  const byFolder = Map.groupBy(
    uids.filter((uid) => state.messages.has(uid)),
    (uid) => state.messages.get(uid)!.folder,
  );
  return [...byFolder].map(([folder, gone]) => ({
    type: "mailbox.expunged",
    at: now,
    folder,
    uids: uidSetOf(gone),
    until,
  }));
}

function restore(
  state: MailboxState,
  { uids }: Extract<MessagesCommand, { type: "restore" }>,
  now: Instant,
): Decision<MailboxEvent> {
  const missing = uids.find((uid) => !state.deleted.has(uid));
  if (missing !== undefined) {
    return refusal("no-message", `there is no deleted message with the UID ${missing}`);
  }
  const byFolder = Map.groupBy(uids, (uid) => {
    const { folder } = state.deleted.get(uid)!;
    return state.folders.has(folder) ? folder : FOLDERS.inbox;
  });
  let first = state.lastUid + 1;
  return [...byFolder].map(([to, back]) => {
    const event = { type: "mailbox.restored", at: now, uids: uidSetOf(back), to, first } as const;
    first += back.length;
    return event;
  });
}

function within(
  { messages }: MailboxState,
  folder: number,
  uids: readonly number[],
): (readonly [number, HeldMessage])[] {
  return uids.flatMap((uid) => {
    const message = messages.get(uid);
    return message?.folder === folder ? [[uid, message] as const] : [];
  });
}
