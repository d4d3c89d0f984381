/**
 * Once a day, and at the start: removes the blobs that nothing refers to, such as what a client
 * had sent before it went away.
 *
 * @module
 */
import { type Clock, HOUR } from "../../events/instant.ts";
import type { BlobStore } from "../../events/store.ts";

const DAY = 24 * HOUR;

/** Keeps house until `signal` aborts. A fault is logged, and the next day tries again. */
export async function keepHouse(
  blobs: BlobStore,
  clock: Clock,
  log: (event: string, fields: Record<string, unknown>) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const removed = await blobs.collect(clock.now() - DAY);
      if (removed.blobs > 0) log("blobs.collected", { ...removed });
    } catch (error) {
      log("blobs.collect-failed", { reason: String(error) });
    }
    await clock.until(clock.now() + DAY, signal).catch(() => {});
  }
}
