/**
 * The main thread's end of the writer.
 *
 * @module
 */
import type { Clock } from "../../../events/instant.ts";
import { MissingBlob, VersionConflict } from "../../../events/store.ts";
import type { Failure, Outcome, Request, Result } from "./protocol.ts";

interface Waiting {
  readonly request: Request | null;
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** Sends requests to the writer's thread, those of one turn in one message. */
export class Writer {
  readonly #worker: Worker;
  readonly #clock: Clock;
  /** Requests of this turn, not sent yet. */
  #collected: Request[] = [];
  /** Requests without an answer, in the order in which they are answered. */
  readonly #waiting: Waiting[] = [];
  /** Why nothing can be asked for any more. */
  #stopped: Error | null = null;
  /** Called after each commit that may have added events. */
  oncommit: () => void = () => {};

  private constructor(worker: Worker, clock: Clock) {
    this.#worker = worker;
    this.#clock = clock;
    worker.onmessage = ({ data }) => this.#settle(data as Outcome[]);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(new Error(`Cannot write: the writer has stopped: ${event.message}`));
    };
  }

  /** Starts the thread and opens the data folder in it. */
  static async start(folder: string, clock: Clock): Promise<Writer> {
    const worker = new Worker(new URL("./writer_worker.ts", import.meta.url), { type: "module" });
    const writer = new Writer(worker, clock);
    const opened = writer.#expect(null);
    worker.postMessage({ folder });
    try {
      await opened;
      return writer;
    } catch (error) {
      worker.terminate();
      throw error;
    }
  }

  /** Asks for something; resolves when it is durable. */
  request(request: Request): Promise<Result> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    // One message for all requests of a turn of the loop: each one wakes the thread.
    if (this.#collected.length === 0) setImmediate(() => this.#send());
    this.#collected.push(request);
    return this.#expect(request);
  }

  /** Finishes what was asked for and ends the thread. */
  async close(): Promise<void> {
    const closed = this.request({ kind: "close" });
    this.#stopped = new Error("Cannot write: the storage is closed");
    try {
      await closed;
    } finally {
      this.#worker.terminate();
    }
  }

  #expect(request: Request | null): Promise<Result> {
    return new Promise((resolve, reject) => this.#waiting.push({ request, resolve, reject }));
  }

  #send(): void {
    const requests = this.#collected;
    this.#collected = [];
    try {
      this.#worker.postMessage({ at: this.#clock.now(), requests });
    } catch (error) {
      // Something in an event is no data.
      for (const { reject } of this.#waiting.splice(-requests.length)) reject(error as Error);
    }
  }

  #settle(outcomes: readonly Outcome[]): void {
    let appended = false;
    for (
      const [index, { request, resolve, reject }] of this.#waiting.splice(0, outcomes.length)
        .entries()
    ) {
      const outcome = outcomes[index]!;
      if ("failure" in outcome) {
        reject(errorOf(outcome, request));
      } else {
        appended ||= request?.kind === "append";
        resolve(outcome.result);
      }
    }
    if (appended) this.oncommit();
  }

  #stop(error: Error): void {
    this.#stopped = error;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function errorOf({ failure, message }: Failure, request: Request | null): Error {
  if (failure === "conflict" && request?.kind === "append") {
    return new VersionConflict(request.append.stream, request.append.expectedVersion);
  }
  return failure === "missing-blob" ? new MissingBlob(message) : new Error(message);
}
