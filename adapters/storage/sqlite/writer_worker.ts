/**
 * The writer's thread: a slow disk stops it, never the main thread.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { projections } from "../../../events/projections/projections.ts";
import { systemClock } from "../../clock.ts";
import { Committer, failureOf } from "./batch.ts";
import { BlobTable } from "./blob_table.ts";
import { compact, emptyJournal } from "./cleaning.ts";
import { Follower } from "./follower.ts";
import { prepare, rebuild } from "./projector.ts";
import type { Batch, Change, Opening, Outcome, Request } from "./protocol.ts";
import { openForWriting } from "./schema.ts";
import { Statements } from "./statements.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(outcomes: readonly Outcome[]): void;
  close(): void;
};

const inline = projections.filter(({ mode }) => mode === "inline");
const following = projections.filter(({ mode }) => mode === "following");

/** Milliseconds for which a commit waits for company. */
const PATIENCE = 1;

class WriterThread {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #committer: Committer;
  readonly #follower: Follower;
  /** Batches that will share the next commit. */
  #waiting: Batch[] = [];
  /** How many changes the last commit served. */
  #servedTogether = 0;

  constructor(folder: string) {
    this.#database = openForWriting(folder, "FULL");
    this.#statements = new Statements(this.#database);
    prepare(this.#statements, projections);
    const blobs = new BlobTable(this.#statements, folder);
    this.#committer = new Committer(this.#statements, blobs, inline, randomBytes);
    this.#follower = new Follower(folder, following, systemClock);
    this.#follower.notice();
  }

  /** Takes a batch; it is served together with the others that have come in by then. */
  take(batch: Batch): void {
    this.#waiting.push(batch);
    if (this.#waiting.length === 1) void this.#gather().then(() => this.#serve());
  }

  /**
   * Where one commit has just served several changes, others are on their way: a moment's patience
   * saves most of the commits. A lone writer does not wait.
   */
  async #gather(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#servedTogether > 1) await systemClock.until(systemClock.now() + PATIENCE);
  }

  #serve(): void {
    const batches = this.#waiting;
    this.#waiting = [];
    const requests = batches.flatMap((batch) => batch.requests);
    const changes = requests.filter(isChange);
    this.#servedTogether = changes.length;
    const committed = changes.length > 0
      ? this.#committer.commit(changes, batches.at(-1)!.at).values()
      : [].values();
    channel.postMessage(
      requests.map((request) =>
        isChange(request) ? committed.next().value! : this.#perform(request)
      ),
    );
    if (requests.at(-1)?.kind === "close") channel.close();
    else if (changes.length > 0) this.#follower.notice();
  }

  #perform(request: Exclude<Request, Change>): Outcome {
    try {
      switch (request.kind) {
        case "project":
          this.#follower.catchUp();
          break;
        case "rebuild":
          this.#rebuild(request.name);
          break;
        case "empty-journal":
          emptyJournal(this.#statements);
          break;
        case "compact":
          compact(this.#statements);
          break;
        case "close":
          this.#close();
          break;
      }
      return { result: null };
    } catch (error) {
      return failureOf(error);
    }
  }

  #rebuild(name: string | null): void {
    const chosen = projections.filter((projection) => name === null || projection.name === name);
    if (chosen.length === 0) throw new Error(`Cannot rebuild ${name}: there is no such projection`);
    rebuild(this.#statements, chosen);
  }

  #close(): void {
    try {
      this.#follower.catchUp();
    } catch {
      // A full disk, say. The next start goes on from there; what was appended is durable.
    }
    this.#follower.close();
    this.#database.close();
  }
}

function isChange(request: Request): request is Change {
  switch (request.kind) {
    case "project":
    case "rebuild":
    case "empty-journal":
    case "compact":
    case "close":
      return false;
    default:
      return true;
  }
}

channel.onmessage = ({ data }) => {
  try {
    const thread = new WriterThread((data as Opening).folder);
    channel.onmessage = ({ data }) => thread.take(data as Batch);
    channel.postMessage([{ result: null }]);
  } catch (error) {
    channel.postMessage([failureOf(error)]);
    channel.close();
  }
};
