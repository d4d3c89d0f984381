/**
 * The thread that commits to the lengths of the mailboxes' streams: one request, one answer.
 *
 * @module
 */
import { systemClock } from "../clock.ts";
import { lengthsRoot } from "../merkle/lengths.ts";
import { openStorageReadOnly } from "../storage/sqlite/open.ts";
import type { LengthsReply, LengthsRequest } from "./mailbox_lengths.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(reply: LengthsReply): void;
};

channel.onmessage = async ({ data }) => {
  const { folder, last, salt } = data as LengthsRequest;
  try {
    const storage = await openStorageReadOnly(folder, systemClock);
    try {
      const root = Uint8Array.from(lengthsRoot(storage.log.lengths("mailbox", last), salt));
      channel.postMessage({ root });
    } finally {
      await storage.close();
    }
  } catch (error) {
    channel.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
};
