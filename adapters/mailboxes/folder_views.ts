/**
 * The folders that are open in this process.
 *
 * @module
 */
import type { EventReader } from "../storage/storage.ts";
import type { MailboxQueries } from "../storage/mailboxes.ts";
import { FolderView } from "./folder_view.ts";

/** Folders that nobody looks at and that are kept in memory all the same. */
const KEPT = 200;
/** Messages of all of them together. */
const KEPT_MESSAGES = 2_000_000;

const PREFIX = "mailbox-";

/** Opens folders, once each, and keeps those current that somebody watches. */
export class FolderViews {
  readonly #queries: MailboxQueries;
  /** By mailbox, then by folder; the mailbox used least recently first. */
  readonly #views = new Map<string, Map<number, FolderView>>();
  readonly #opening = new Map<string, Promise<FolderView>>();

  constructor(queries: MailboxQueries) {
    this.#queries = queries;
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
    for (const view of this.#views.get(mailbox)?.values() ?? []) {
      // The others are refreshed when they are opened.
      if (view.watched) view.refresh();
    }
  }

  /** Follows the log until `signal` aborts. */
  async follow(events: EventReader, signal: AbortSignal): Promise<void> {
    for await (const stream of events.followStreams(await events.head(), signal)) {
      if (stream.startsWith(PREFIX)) this.refresh(stream.slice(PREFIX.length));
    }
  }

  async #open(mailbox: string, folder: number): Promise<FolderView> {
    const view = await FolderView.open(mailbox, folder, this.#queries);
    const views = this.#views.get(mailbox) ?? new Map<number, FolderView>();
    views.set(folder, view);
    this.#views.set(mailbox, views);
    this.#forget(mailbox);
    return view;
  }

  #forget(current: string): void {
    let count = 0;
    let messages = 0;
    for (const views of this.#views.values()) {
      for (const view of views.values()) {
        count++;
        messages += view.messages.length;
      }
    }
    for (const [mailbox, views] of this.#views) {
      if (count <= KEPT && messages <= KEPT_MESSAGES) return;
      if (mailbox === current) continue;
      for (const [folder, view] of views) {
        if (view.watched) continue;
        views.delete(folder);
        count--;
        messages -= view.messages.length;
      }
      if (views.size === 0) this.#views.delete(mailbox);
    }
  }
}
