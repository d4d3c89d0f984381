/**
 * Takes in the content of one message: stores it and finds its structure while it streams.
 *
 * @module
 */
import type { Rope, SmallBlob } from "../../events/rope.ts";
import type { BlobStore } from "../../events/store.ts";
import { MimeFault } from "../documents/mime/limits.ts";
import type { MimePart } from "../documents/mime/part.ts";
import { MimeScanner } from "../documents/mime/scanner.ts";
import type { ContentSink, ContentSummary } from "../smtp/server/handler.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";

/** A message as it came. */
export interface Content extends ContentSummary {
  readonly rope: Rope;
  /** Blobs of the rope that are not stored yet. */
  readonly pending: readonly SmallBlob[];
  readonly root: MimePart;
}

/** A sink that hands the complete message to `accept` and answers with its reply. */
export function intake(
  blobs: BlobStore,
  accept: (content: Content) => Promise<Reply>,
): ContentSink {
  const writer = blobs.create();
  const scanner = new MimeScanner();
  let fault: MimeFault | null = null;

  function scan(step: () => void): void {
    if (fault) return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof MimeFault)) throw error;
      fault = error;
    }
  }

  return {
    async write(chunk) {
      scan(() => scanner.push(chunk));
      if (!fault) await writer.write(chunk);
    },
    async end(summary) {
      let root: MimePart | null = null;
      scan(() => root = scanner.end());
      if (fault || !root) {
        await writer.abort();
        return reply(554, "5.6.0", `Message refused: ${fault?.message ?? "no header"}`);
      }
      const { rope, small } = await writer.end();
      return await accept({ ...summary, rope, pending: small, root });
    },
    abort: () => writer.abort(),
  };
}
