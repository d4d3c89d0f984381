/**
 * The main thread's end of the channel to the index's thread.
 *
 * @module
 */
import type { IndexLog, Request, Word } from "./protocol.ts";

interface Waiting {
  resolve(emails: Float64Array | null): void;
  reject(error: Error): void;
}

/** Stands for the opening, which is no request. */
const OPENING = 0;

/** Asks the thread, which answers in any order. */
export class IndexLink {
  readonly #folder: string;
  readonly #worker: Worker;
  readonly #log: IndexLog;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = OPENING;
  /** Why nothing can be asked for any more. */
  #stopped: Error | null = null;
  /** Called after the index's file has been replaced. */
  onrenewed: () => void = () => {};

  private constructor(folder: string, worker: Worker, log: IndexLog) {
    this.#folder = folder;
    this.#worker = worker;
    this.#log = log;
    worker.onmessage = ({ data }) => this.#hear(data as Word);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(event.message);
    };
  }

  /**
   * Starts the thread and opens the index of a data folder in it.
   *
   * @throws {Error} when that cannot be done.
   */
  static async start(folder: string, log: IndexLog): Promise<IndexLink> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const link = new IndexLink(folder, worker, log);
    await link.#expect(OPENING);
    return link;
  }

  /** Asks; rejects with the reason when the thread cannot do it. */
  ask(request: Request): Promise<Float64Array | null> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    const id = ++this.#lastId;
    this.#worker.postMessage({ id, request });
    return this.#expect(id);
  }

  /** Ends the thread after its work of this moment. */
  async close(): Promise<void> {
    if (this.#stopped) return;
    const closed = this.ask({ kind: "close" });
    this.#stopped = new Error("Cannot use the index of mailboxes: it is closed");
    try {
      await closed;
    } finally {
      this.#worker.terminate();
      this.#rejectAll(this.#stopped);
    }
  }

  #expect(id: number): Promise<Float64Array | null> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #hear(word: Word): void {
    switch (word.kind) {
      case "ready":
        return this.#worker.postMessage({ folder: this.#folder });
      case "opened":
        return this.#settle(OPENING, ({ resolve }) => resolve(null));
      case "answer":
        return this.#settle(word.id, ({ resolve }) => resolve(word.emails));
      case "refusal":
        return this.#settle(word.id, ({ reject }) => reject(new Error(word.reason)));
      case "entry":
        return this.#log(word.event, word.fields);
      case "renewed":
        return this.onrenewed();
      case "failed":
        return this.#stop(word.reason);
    }
  }

  #settle(id: number, settle: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) settle(waiting);
  }

  #stop(reason: string): void {
    this.#stopped = new Error(`Cannot use the index of mailboxes: ${reason}`);
    this.#worker.terminate();
    this.#log("index.failed", { reason });
    this.#rejectAll(this.#stopped);
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
