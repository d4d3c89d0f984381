/**
 * Committing to the lengths of all mailboxes' streams on a thread of its own: with 100,000 of them
 * it takes seconds, in which mail must go on.
 *
 * @module
 */
import type { Position } from "../../events/store.ts";

/** What the thread is asked. Plain data. */
export interface LengthsRequest {
  /** The data folder. */
  readonly folder: string;
  /** The position at which the streams are as long as they are. */
  readonly last: Position;
  /** 32 octets. */
  readonly salt: Uint8Array;
}

/** What the thread answers. Plain data. */
export type LengthsReply = { readonly root: Uint8Array<ArrayBuffer> } | { readonly failed: string };

/**
 * The root of the tree over the lengths of all streams `mailbox-…`.
 *
 * @throws {Error} when the storage cannot be read; the signal's reason when that aborts first.
 */
export async function mailboxLengthsRoot(
  request: LengthsRequest,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./mailbox_lengths_worker.ts", import.meta.url), {
    type: "module",
  });
  const { promise, resolve, reject } = Promise.withResolvers<LengthsReply>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`Cannot read how long the mailboxes' streams are: ${event.message}`));
  };
  worker.postMessage(request);
  try {
    const reply = await promise;
    if ("failed" in reply) throw new Error(reply.failed);
    return reply.root;
  } finally {
    signal.removeEventListener("abort", abort);
    worker.terminate();
  }
}
