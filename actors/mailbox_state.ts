/**
 * What a mailbox holds: the state of a stream `mailbox-…`, and how events change it.
 *
 * @module
 */
import { FOLDERS, standingFolders } from "../events/folders.ts";
import type { Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import { NO_CHANGE } from "../events/modseq.ts";
import { uidsOf } from "../events/uid_set.ts";

/** A message in a folder. */
export interface HeldMessage {
  readonly folder: number;
  readonly size: number;
  readonly flags: readonly string[];
  /** Version of the event that changed it last. */
  readonly modseq: number;
  /** What it is by which a copy of it is recognised; absent where that does not matter. */
  readonly original?: Original;
}

/** An original in Inviata: the server and the holder's program may both want to put it there. */
export interface Original {
  readonly by: "brought" | "filed";
  /** The rope, as text. */
  readonly content: string;
}

/** A message that the holder has deleted and the operator can bring back. */
export interface DeletedMessage extends HeldMessage {
  readonly until: Instant;
}

/** The state of a stream `mailbox-…`. */
export interface MailboxState {
  /** MODSEQ of the latest change: one more than its place in the stream. */
  modseq: number;
  lastUid: number;
  lastFolder: number;
  /** Bytes of all messages. */
  size: number;
  /** By UID, in the order of arrival in their folders. */
  readonly messages: Map<number, HeldMessage>;
  readonly deleted: Map<number, DeletedMessage>;
  /** When the first of them can no longer be brought back; null where there is none. */
  nextPurge: Instant | null;
  /** When each entry was stored; kept when the message is gone, so that it is not stored again. */
  readonly entries: Map<string, Instant>;
  /** Names of folders by number. */
  readonly folders: Map<number, string>;
  readonly subscriptions: Set<string>;
  /** Keywords as they were first written, by their lower case: RFC 9051 §2.3.2 knows no other. */
  readonly keywords: Map<string, string>;
  /** Originals that the server has filed in Inviata: their content, and the UID. */
  readonly filed: Map<string, number>;
  /** What programs have put into Inviata: its content, and the UID. */
  readonly brought: Map<string, number>;
  /** The share of the quota, in per cent, that the holder was last told of; 0 for none. */
  warned: number;
  /** The quota of that moment. */
  quota: number;
  /** The warning that is still to be stored; null where none is owed. */
  owedWarning: QuotaWarning | null;
}

/** The mailbox is fuller than a share of its quota. */
export interface QuotaWarning {
  readonly percent: number;
  readonly size: number;
  readonly quota: number;
  readonly at: Instant;
  /** Of the event; distinguishes one warning from the next. */
  readonly modseq: number;
}

/** Shares of the quota, in per cent, at which the holder is told. */
export const WARNING_LEVELS: readonly number[] = [70, 85, 95];

/** The value of `kind` of an original that the server files. */
export const SENT_KIND = "original";

/** The value of `kind` of what a holder's program has brought. */
export const APPENDED_KIND = "appended";

/** A mailbox to which nothing has happened. */
export function initialMailbox(): MailboxState {
  return {
    modseq: NO_CHANGE,
    lastUid: 0,
    lastFolder: standingFolders.length,
    size: 0,
    messages: new Map(),
    deleted: new Map(),
    nextPurge: null,
    entries: new Map(),
    folders: new Map(standingFolders.map(({ folder, name }) => [folder, name])),
    subscriptions: new Set(standingFolders.map(({ name }) => name)),
    keywords: new Map(),
    filed: new Map(),
    brought: new Map(),
    warned: 0,
    quota: 0,
    owedWarning: null,
  };
}

/** The number of the folder of a name; undefined where there is none. */
export function folderNamed({ folders }: MailboxState, name: string): number | undefined {
  for (const [folder, known] of folders) if (known === name) return folder;
  return undefined;
}

/** Flags, each once, with keywords as the mailbox writes them. */
export function spelled({ keywords }: MailboxState, flags: readonly string[]): string[] {
  const written = new Map<string, string>();
  for (const flag of flags) {
    const key = flag.toLowerCase();
    if (!written.has(key)) written.set(key, keywords.get(key) ?? flag);
  }
  return [...written.values()];
}

function learn({ keywords }: MailboxState, flags: readonly string[]): void {
  for (const flag of flags) {
    const key = flag.toLowerCase();
    if (!keywords.has(key)) keywords.set(key, flag);
  }
}

/** The name under which the warning of an event is stored. */
export function warningEntry({ percent, modseq }: QuotaWarning): string {
  return `quota ${percent} ${modseq}`;
}

/** The state after an event; takes over the state given. */
export function evolveMailbox(state: MailboxState, event: MailboxEvent): MailboxState {
  state.modseq++;
  switch (event.type) {
    case "mailbox.stored":
      store(state, event);
      break;
    case "mailbox.flagged":
      flag(state, event);
      break;
    case "mailbox.copied":
    case "mailbox.moved":
      transfer(state, event);
      break;
    case "mailbox.expunged":
      expunge(state, event);
      break;
    case "mailbox.restored":
      restore(state, event);
      break;
    case "mailbox.purged":
      for (const uid of uidsOf(event.uids)) state.deleted.delete(uid);
      state.nextPurge = firstDeadline(state);
      break;
    case "mailbox.folder-made":
      state.lastFolder = event.folder;
      state.folders.set(event.folder, event.name);
      break;
    case "mailbox.folder-renamed":
      state.folders.set(event.folder, event.name);
      break;
    case "mailbox.folder-removed":
      state.folders.delete(event.folder);
      break;
    case "mailbox.subscribed":
      state.subscriptions.add(event.name);
      break;
    case "mailbox.unsubscribed":
      state.subscriptions.delete(event.name);
      break;
    case "mailbox.quota-passed":
      warn(state, event);
      break;
  }
  return state;
}

/** Who has put a message of a kind into Inviata. */
const ORIGINALS: ReadonlyMap<string, Original["by"]> = new Map([
  [SENT_KIND, "filed"],
  [APPENDED_KIND, "brought"],
]);

type Fact<Type extends MailboxEvent["type"]> = Extract<MailboxEvent, { readonly type: Type }>;

function store(state: MailboxState, event: Fact<"mailbox.stored">): void {
  const { entry, at, uid, folder, size, flags, kind, content } = event;
  // What a program brings comes once: nothing else has its entry.
  if (kind !== APPENDED_KIND) state.entries.set(entry, at);
  state.lastUid = uid;
  learn(state, flags);
  const by = folder === FOLDERS.sent ? ORIGINALS.get(kind) : undefined;
  hold(state, uid, {
    folder,
    size,
    flags: shared(flags),
    modseq: state.modseq,
    ...(by === undefined ? {} : { original: { by, content: JSON.stringify(content) } }),
  });
  if (state.owedWarning && warningEntry(state.owedWarning) === entry) state.owedWarning = null;
}

function flag(state: MailboxState, { uids, add, remove }: Fact<"mailbox.flagged">): void {
  learn(state, add);
  for (const uid of uidsOf(uids)) {
    const message = state.messages.get(uid);
    if (!message) continue;
    const flags = shared(changedFlags(message.flags, add, remove));
    state.messages.set(uid, { ...message, flags, modseq: state.modseq });
  }
}

function transfer(state: MailboxState, event: Fact<"mailbox.copied" | "mailbox.moved">): void {
  let uid = event.first;
  for (const source of uidsOf(event.uids)) {
    const message = state.messages.get(source);
    if (!message) continue;
    if (event.type === "mailbox.moved") release(state, source, message);
    hold(state, uid, { ...message, folder: event.to, modseq: state.modseq });
    state.lastUid = uid++;
  }
}

function expunge(state: MailboxState, { uids, until }: Fact<"mailbox.expunged">): void {
  for (const uid of uidsOf(uids)) {
    const message = state.messages.get(uid);
    if (!message) continue;
    release(state, uid, message);
    state.deleted.set(uid, { ...message, until });
  }
  state.nextPurge = Math.min(state.nextPurge ?? until, until);
  while (state.warned > 0 && state.size * 100 < state.warned * state.quota) {
    state.warned = WARNING_LEVELS.findLast((level) => level < state.warned) ?? 0;
  }
}

function restore(state: MailboxState, { uids, to, first }: Fact<"mailbox.restored">): void {
  let uid = first;
  for (const source of uidsOf(uids)) {
    const message = state.deleted.get(source);
    if (!message) continue;
    state.deleted.delete(source);
    const flags = shared(changedFlags(message.flags, [], ["\\Deleted"]));
    const { until: _, ...back } = message;
    hold(state, uid, { ...back, folder: to, flags, modseq: state.modseq });
    state.lastUid = uid++;
  }
  state.nextPurge = firstDeadline(state);
}

function firstDeadline({ deleted }: MailboxState): Instant | null {
  let first: Instant | null = null;
  for (const { until } of deleted.values()) first = Math.min(first ?? until, until);
  return first;
}

function warn(state: MailboxState, event: Fact<"mailbox.quota-passed">): void {
  const { percent, size, quota, at } = event;
  state.warned = percent;
  state.quota = quota;
  state.owedWarning = { percent, size, quota, at, modseq: state.modseq };
}

function hold(state: MailboxState, uid: number, message: HeldMessage): void {
  state.messages.set(uid, message);
  state.size += message.size;
  const { original, folder } = message;
  if (original && folder === FOLDERS.sent) state[original.by].set(original.content, uid);
}

function release(state: MailboxState, uid: number, message: HeldMessage): void {
  state.messages.delete(uid);
  state.size -= message.size;
  const { original } = message;
  if (original && state[original.by].get(original.content) === uid) {
    state[original.by].delete(original.content);
  }
}

/** Flags with some added and others removed, in their order. */
export function changedFlags(
  flags: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): readonly string[] {
  const kept = flags.filter((flag) => !remove.includes(flag));
  return [...kept, ...add.filter((flag) => !kept.includes(flag))];
}

/** A million messages have few different sets of flags: each is held once. */
const interned = new Map<string, readonly string[]>();

function shared(flags: readonly string[]): readonly string[] {
  const key = flags.join(" ");
  let known = interned.get(key);
  if (!known) {
    if (interned.size >= 10_000) interned.clear();
    interned.set(key, known = [...flags]);
  }
  return known;
}
