/**
 * Importing a signed directory on a thread of its own: verifying and sorting hundreds of thousands
 * of domains takes seconds, in which mail must go on. The table comes back without being copied.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { DirectoryTrust, SignedDirectory } from "./signed_directory.ts";

/** What the thread is asked. Plain data. */
export interface ImportRequest {
  /** The path of the `.p7m`. */
  readonly file: string;
  readonly trust: DirectoryTrust;
  /** When the signer's certificate has to hold. */
  readonly at: Instant;
}

/** What the thread answers: the directory, or why there is none. Plain data. */
export type ImportReply = SignedDirectory | { readonly refused: string };

/**
 * Reads a signed directory from a file.
 *
 * @throws {Error} with the reason when it is refused or cannot be read; the signal's reason when
 *   that aborts first.
 */
export async function importSigned(
  request: ImportRequest,
  signal?: AbortSignal,
): Promise<SignedDirectory> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./signed_import_worker.ts", import.meta.url), {
    type: "module",
  });
  const { promise, resolve, reject } = Promise.withResolvers<ImportReply>();
  const abort = () => reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`Cannot import ${request.file}: ${event.message}`));
  };
  worker.postMessage(request);
  try {
    const reply = await promise;
    if ("refused" in reply) throw new Error(reply.refused);
    return reply;
  } finally {
    signal?.removeEventListener("abort", abort);
    worker.terminate();
  }
}
