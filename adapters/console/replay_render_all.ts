/**
 * Renders the documents of a whole log again, on all processors.
 *
 * @module
 */
import type { Position } from "../../events/store.ts";
import type { Range } from "./replay_render.ts";
import type { RenderedPart } from "./rendering_check.ts";

/** What a thread is asked for. */
export interface RenderingRequest {
  /** Of the configuration. */
  readonly file: string;
  readonly range: Range;
}

/** What it answers. */
export type RenderingReply = RenderedPart | { readonly failed: string };

/** What it says: first that it listens, then its answers. */
export type RenderingWord = "ready" | RenderingReply;

/** Events of a part: some seconds of work. */
const PART = 20_000;
/** Threads at most, however many processors there are: each has a connection and a cache. */
const MOST_THREADS = 8;

/** A part that has been rendered, and how far the log is with it. */
export interface DonePart extends RenderedPart {
  readonly until: Position;
}

/**
 * The parts of a log up to its position `head`, in order, as each is done.
 *
 * @param file of the configuration.
 * @throws {Error} when the storage cannot be read.
 */
export async function* renderLog(file: string, head: Position): AsyncGenerator<DonePart> {
  const ranges = Array.from({ length: Math.ceil(head / PART) }, (_, index) => ({
    after: index * PART,
    until: Math.min(head, (index + 1) * PART),
  }));
  const done = ranges.map(() => Promise.withResolvers<RenderedPart>());
  for (const { promise } of done) promise.catch(() => {});
  const count = Math.min(navigator.hardwareConcurrency, MOST_THREADS, ranges.length);
  const threads = Array.from({ length: count }, () => new Thread());
  const open = ranges.entries();
  for (const thread of threads) work(thread);
  try {
    for (const [index, { until }] of ranges.entries()) {
      yield { ...await done[index]!.promise, until };
    }
  } finally {
    for (const thread of threads) thread.end();
  }

  async function work(thread: Thread): Promise<void> {
    for (const [index, range] of open) {
      try {
        done[index]!.resolve(await thread.render({ file, range }));
      } catch (error) {
        done[index]!.reject(error);
      }
    }
  }
}

/** A thread of its own; one request at a time. */
class Thread {
  readonly #worker = new Worker(new URL("./replay_render_worker.ts", import.meta.url), {
    type: "module",
  });
  readonly #ready = this.#word();

  async render(request: RenderingRequest): Promise<RenderedPart> {
    await this.#ready;
    const word = this.#word();
    this.#worker.postMessage(request);
    const reply = await word;
    if (reply === "ready") throw new Error("Cannot render documents: a thread has begun anew");
    if ("failed" in reply) throw new Error(reply.failed);
    return reply;
  }

  /** The next one. */
  #word(): Promise<RenderingWord> {
    const { promise, resolve, reject } = Promise.withResolvers<RenderingWord>();
    this.#worker.onmessage = ({ data }) => resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot render documents: ${event.message}`));
    };
    return promise;
  }

  end(): void {
    this.#worker.terminate();
  }
}
