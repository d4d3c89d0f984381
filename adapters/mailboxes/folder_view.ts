/**
 * A folder in memory: shared by all sessions that look at it, and kept current by the projection.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { Turn } from "../clock.ts";
import type { ListedMessage, MailboxQueries } from "../storage/mailboxes.ts";
import { type Era, validityOf } from "./era.ts";

/** A message of a folder, as it is now. */
export interface Message {
  readonly uid: number;
  /** EMAILID: the UID under which it was first stored in the mailbox. */
  readonly email: number;
  readonly size: number;
  /** INTERNALDATE. */
  readonly received: Instant;
  /** SAVEDATE: since when it lies in the folder. */
  readonly saved: Instant;
  readonly modseq: number;
  /** Between blanks: ` \Seen $PecReceipt `. */
  readonly flags: string;
}

/** How many messages bear the same flags, and how large they are together. */
export interface Tally {
  readonly count: number;
  readonly octets: number;
}

/** Messages whose changes are remembered for those who are told of them. */
const REMEMBERED = 10_000;

/** Rows that are read at once while a folder is opened: a few milliseconds' work. */
const PAGE = 1000;

/**
 * The messages of a folder in the order of their UIDs.
 *
 * The array is shared: new messages are appended to it, and an expunge puts another one in its
 * place. Whoever has taken it knows its messages by their numbers for as long as they like. The
 * messages themselves change where they are, so that flags are always those of now.
 */
export class FolderView {
  /** Its number. */
  readonly folder: number;
  /** The era of its UIDs. */
  readonly era: Era;
  readonly #mailbox: string;
  readonly #queries: MailboxQueries;
  readonly #listeners = new Set<() => void>();
  readonly #tallies = new Map<string, Tally>();
  #messages: Message[] = [];
  /** Those that have changed after a MODSEQ, in the order of their changes. */
  #changed: Message[] = [];
  #changedAfter = 0;
  /** All changes up to this MODSEQ are in. */
  #seen = 0;
  #highestUid = 0;
  #gone = false;

  private constructor(mailbox: string, folder: number, queries: MailboxQueries, era: Era) {
    this.#mailbox = mailbox;
    this.folder = folder;
    this.era = era;
    this.#queries = queries;
  }

  /** Opens a folder. A large one is read in pages, and others are served in between. */
  static async open(
    mailbox: string,
    folder: number,
    queries: MailboxQueries,
    era: Era = 0,
  ): Promise<FolderView> {
    const view = new FolderView(mailbox, folder, queries, era);
    const turn = new Turn();
    // What changes while pages are read is taken in again by the refresh.
    const known = queries.folder(mailbox, folder);
    for (let after = 0;;) {
      const page = queries.listed(mailbox, folder, after, PAGE);
      for (const row of page) view.#add(messageOf(row));
      if (page.length < PAGE) break;
      after = page.at(-1)!.uid;
      if (turn.over) await turn.pass();
    }
    view.#seen = view.#changedAfter = known?.modseq ?? 0;
    view.#highestUid = known?.highestUid ?? 0;
    view.refresh();
    return view;
  }

  /** UIDVALIDITY. */
  get validity(): number {
    return validityOf(this.era, this.folder);
  }

  /** See {@linkcode FolderView}. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** The messages by their flags, in the form of {@linkcode Message.flags}: few differ. */
  get tallies(): ReadonlyMap<string, Tally> {
    return this.#tallies;
  }

  /** HIGHESTMODSEQ. */
  get modseq(): number {
    return this.#seen;
  }

  /** UIDNEXT: no message that comes has a lower UID. */
  get uidNext(): number {
    return this.#highestUid + 1;
  }

  /** Whether the folder has been removed. */
  get gone(): boolean {
    return this.#gone;
  }

  /** The messages that have changed after a MODSEQ, by UID; also those that are gone meanwhile. */
  *changedSince(modseq: number): Generator<Message> {
    const candidates = modseq < this.#changedAfter
      ? this.#messages
      : [...new Set(this.#changed)].sort((one, other) => one.uid - other.uid);
    for (const message of candidates) if (message.modseq > modseq) yield message;
  }

  /** Whether anybody wants to hear of changes. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls `listener` after every change; returns what ends that. */
  watch(listener: () => void): () => void {
    // A session that selects its folder again watches it twice for a moment.
    const watching = () => listener();
    this.#listeners.add(watching);
    return () => this.#listeners.delete(watching);
  }

  /** Takes in what the projection knows by now. */
  refresh(): void {
    const folder = this.#queries.folder(this.#mailbox, this.folder);
    if (folder !== null && folder.modseq === this.#seen) return;
    if (folder === null) {
      if (this.#gone) return;
      this.#gone = true;
      this.#messages = [];
      this.#tallies.clear();
    } else {
      const changed = this.#queries.changed(this.#mailbox, this.folder, this.#seen);
      this.#leave(this.#queries.vanished(this.#mailbox, this.folder, this.#seen));
      if (this.#changed.length + changed.length > REMEMBERED) {
        this.#changed = [];
        // Of more than can be remembered all messages have to be asked.
        this.#changedAfter = changed.length > REMEMBERED ? folder.modseq : this.#seen;
      }
      for (const row of changed) this.#take(row);
      this.#seen = folder.modseq;
      this.#highestUid = folder.highestUid;
    }
    for (const listener of this.#listeners) listener();
  }

  #take(row: ListedMessage): void {
    const last = this.#messages.at(-1);
    if (!last || row.uid > last.uid) {
      this.#add(messageOf(row));
      return;
    }
    const known = this.#messages[indexOfUid(this.#messages, this.#messages.length, row.uid)];
    if (!known) return;
    this.#count(known, -1);
    Object.assign(known, { flags: intern(row.flags), modseq: row.modseq });
    this.#count(known, 1);
    if (row.modseq > this.#changedAfter) this.#changed.push(known);
  }

  #add(message: Message): void {
    this.#messages.push(message);
    this.#count(message, 1);
  }

  #count({ flags, size }: Message, sign: 1 | -1): void {
    const { count, octets } = this.#tallies.get(flags) ?? { count: 0, octets: 0 };
    if (count + sign === 0) this.#tallies.delete(flags);
    else this.#tallies.set(flags, { count: count + sign, octets: octets + sign * size });
  }

  #leave(uids: readonly number[]): void {
    if (uids.length === 0) return;
    const gone = new Set(uids);
    const rest = this.#messages.filter((message) => {
      const stays = !gone.has(message.uid);
      if (!stays) this.#count(message, -1);
      return stays;
    });
    if (rest.length < this.#messages.length) this.#messages = rest;
  }
}

/**
 * The index of a UID among the first `count` messages; -1 where it is none of theirs.
 */
export function indexOfUid(messages: readonly Message[], count: number, uid: number): number {
  const index = firstFrom(messages, count, uid);
  return index < count && messages[index]!.uid === uid ? index : -1;
}

/** The index of the first of `count` messages whose UID is not below `uid`; `count` for none. */
export function firstFrom(messages: readonly Message[], count: number, uid: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (messages[middle]!.uid < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

function messageOf({ uid, email, size, received, saved, modseq, flags }: ListedMessage): Message {
  return { uid, email, size, received, saved, modseq, flags: intern(flags) };
}

/** A million messages have few different sets of flags: each text is held once. */
const interned = new Map<string, string>();

function intern(flags: string): string {
  const known = interned.get(flags);
  if (known !== undefined) return known;
  if (interned.size >= 10_000) interned.clear();
  interned.set(flags, flags);
  return flags;
}
