/**
 * The folders that are open in this process.
 *
 * @module
 */
import type { EventReader } from "../storage/storage.ts";
import type { MailboxQueries } from "../storage/mailboxes.ts";
import type { Era } from "./era.ts";
import { FolderView } from "./folder_view.ts";

/** Folders that nobody looks at and that are kept in memory all the same. */
const KEPT = 200;
/** Messages of all of them together. */
const KEPT_MESSAGES = 2_000_000;

const PREFIX = "mailbox-";

/** Opens folders, once each, and keeps those current that somebody watches. */
export class FolderViews {
  /** Of the UIDs of all mailboxes. */
  readonly era: Era;
  readonly #queries: MailboxQueries;
  /** By mailbox, then by folder; the mailbox used least recently first. */
  readonly #views = new Map<string, Map<number, FolderView>>();
  readonly #opening = new Map<string, Promise<FolderView>>();

  /** @param era of the UIDs of all mailboxes. */
  constructor(queries: MailboxQueries, era: Era = 0) {
    this.#queries = queries;
    this.era = era;
  }

  /** The view of a folder, current. */
  async open(mailbox: string, folder: number): Promise<FolderView> {
    const views = this.#views.get(mailbox);
    const known = views?.get(folder);
    if (views && known) {
      this.#views.delete(mailbox);
      this.#views.set(mailbox, views);
      known.refresh();
      return known;
    }
    const key = `${folder} ${mailbox}`;
    const opening = this.#opening.get(key) ?? this.#open(mailbox, folder)
      .finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return await opening;
  }

  /** Takes in what has happened to a mailbox, where somebody watches it. */
  refresh(mailbox: string): void {
    const views = this.#views.get(mailbox);
    for (const [folder, view] of views ?? []) {
      // The others are refreshed when they are opened.
      if (view.watched) view.refresh();
      if (view.gone) views!.delete(folder);
    }
  }

  /** Follows the log until `signal` aborts. */
  async follow(events: EventReader, signal: AbortSignal): Promise<void> {
    for await (const stream of events.followStreams(await events.head(), signal)) {
      if (stream.startsWith(PREFIX)) this.refresh(stream.slice(PREFIX.length));
    }
  }

  async #open(mailbox: string, folder: number): Promise<FolderView> {
    const view = await FolderView.open(mailbox, folder, this.#queries, this.era);
    const views = this.#views.get(mailbox) ?? new Map<number, FolderView>();
    views.set(folder, view);
    this.#views.delete(mailbox);
    this.#views.set(mailbox, views);
    this.#forget();
    return view;
  }

  /** Those used last stay: one that has just been opened is not watched yet. */
  #forget(): void {
    const idle = [...this.#views].flatMap(([mailbox, views]) =>
      [...views].filter(([, view]) => !view.watched)
        .map(([folder, view]) => ({ mailbox, folder, messages: view.messages.length }))
    );
    let messages = idle.reduce((sum, view) => sum + view.messages, 0);
    let count = idle.length;
    for (const { mailbox, folder, messages: held } of idle.slice(0, -1)) {
      if (count <= KEPT && messages <= KEPT_MESSAGES) return;
      const views = this.#views.get(mailbox)!;
      views.delete(folder);
      if (views.size === 0) this.#views.delete(mailbox);
      count--;
      messages -= held;
    }
  }
}
