/**
 * The index's thread.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Instant, MINUTE } from "../../../events/instant.ts";
import { othersTurn, steadyClock, systemClock } from "../../clock.ts";
import { openStorageReadOnly } from "../../storage/sqlite/open.ts";
import type { ReadOnlyStorage } from "../../storage/storage.ts";
import { IndexBuilder } from "./builder.ts";
import { Intake } from "./intake.ts";
import type { Asked, IndexLog, MessageSet, Opening, Request, Word } from "./protocol.ts";
import { isDamage, openAnew, openForWriting } from "./schema.ts";
import { search } from "./search.ts";
import { IndexTables } from "./tables.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(word: Word): void;
  close(): void;
};

/** Messages that are searched at once. */
const SLICE = 10_000;

const log: IndexLog = (event, fields) => channel.postMessage({ kind: "entry", event, fields });

/** An open database, and the one who fills it. */
interface Index {
  readonly database: DatabaseSync;
  readonly tables: IndexTables;
  readonly intake: Intake;
  readonly builder: IndexBuilder;
  /** Resolves when the builder has stopped. */
  readonly building: Promise<void>;
}

class IndexThread {
  readonly #folder: string;
  readonly #storage: ReadOnlyStorage;
  #index: Index;
  /** When the index was replaced last. */
  #renewed: Instant = -MINUTE;

  private constructor(folder: string, storage: ReadOnlyStorage, database: DatabaseSync) {
    this.#folder = folder;
    this.#storage = storage;
    this.#index = this.#start(database);
  }

  static async open(folder: string): Promise<IndexThread> {
    const storage = await openStorageReadOnly(folder, systemClock);
    let database = openForWriting(folder);
    if (!await follows(database, storage)) {
      database.close();
      database = openAnew(folder);
    }
    return new IndexThread(folder, storage, database);
  }

  /** Answers a request. One during which the index proves damaged is tried again with a new one. */
  async answer({ id, request }: Asked): Promise<void> {
    try {
      const index = this.#index;
      const emails = await this.#perform(request).catch((error) => {
        if (isDamage(error)) this.#renew(index);
        if (index === this.#index) throw error;
        return this.#perform(request);
      });
      channel.postMessage({ kind: "answer", id, emails });
      if (request.kind === "close") channel.close();
    } catch (error) {
      channel.postMessage({ kind: "refusal", id, reason: messageOf(error) });
    }
  }

  async #perform(request: Request): Promise<Float64Array | null> {
    const { tables, intake, builder } = this.#index;
    switch (request.kind) {
      case "search": {
        const found: number[] = [];
        for (const messages of slicesOf(request.messages)) {
          await intake.takeIn(messages);
          found.push(...search(tables.statements, messages, request.criterion));
          // Others that search have their turn.
          await othersTurn();
        }
        return Float64Array.from(found);
      }
      case "take-in":
        await intake.takeIn(request.messages);
        return null;
      case "catch-up":
        await builder.catchUp();
        return builder === this.#index.builder ? null : await this.#perform(request);
      case "renew":
        this.#renew(this.#index);
        return null;
      case "close":
        await this.#close();
        return null;
    }
  }

  #start(database: DatabaseSync): Index {
    const tables = new IndexTables(database);
    const intake = new Intake(tables, this.#storage, log);
    const builder = new IndexBuilder(intake, this.#storage, steadyClock, log);
    const index: Index = { database, tables, intake, builder, building: builder.run() };
    index.building.catch(() => this.#renew(index));
    return index;
  }

  /** Replaces a damaged index, unless that has been done already. */
  #renew(damaged: Index): void {
    if (damaged !== this.#index) return;
    const now = steadyClock.now();
    // The fault lies elsewhere, in the disk or in the storage: building anew for ever is no help.
    if (now < this.#renewed + MINUTE) return stop("the index is damaged again and again");
    this.#renewed = now;
    damaged.builder.close();
    damaged.database.close();
    log("index.check.failed", { reason: "the index is damaged, and is built anew" });
    this.#index = this.#start(openAnew(this.#folder));
    channel.postMessage({ kind: "renewed" });
  }

  async #close(): Promise<void> {
    const { builder, building, database } = this.#index;
    builder.close();
    await building.catch(() => {});
    database.close();
    await this.#storage.close();
  }
}

/** Whether the index has come from this very log, not from one that a backup has replaced. */
async function follows(database: DatabaseSync, storage: ReadOnlyStorage): Promise<boolean> {
  try {
    const { position, stream, at } = new IndexTables(database).checkpoint();
    if (position === 0) return true;
    const [last] = await storage.events.readAll(position - 1, 1);
    return last?.stream === stream && last.event.at === at;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

function* slicesOf({ mailbox, emails, uids }: MessageSet): Generator<MessageSet> {
  for (let at = 0; at < emails.length; at += SLICE) {
    const end = at + SLICE;
    yield { mailbox, emails: emails.subarray(at, end), uids: uids.subarray(at, end) };
  }
}

function stop(reason: string): void {
  channel.postMessage({ kind: "failed", reason });
  channel.close();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

channel.onmessage = ({ data }) => {
  const asked: Asked[] = [];
  channel.onmessage = ({ data }) => asked.push(data as Asked);
  IndexThread.open((data as Opening).folder).then((thread) => {
    channel.onmessage = ({ data }) => void thread.answer(data as Asked);
    channel.postMessage({ kind: "opened" });
    for (const early of asked) void thread.answer(early);
  }, (error) => stop(messageOf(error)));
};
channel.postMessage({ kind: "ready" });
