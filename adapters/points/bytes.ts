/**
 * Small parts of large messages.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { cutRope, type Rope, type SmallBlob } from "../../events/rope.ts";
import type { BlobStore } from "../../events/store.ts";

/** Reads bytes `start` to `end` (exclusive) of a message. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;

/** A reader of parts of one message. `pending` holds blobs that are not stored yet. */
export function bytesOf(
  blobs: BlobStore,
  rope: Rope,
  pending: readonly SmallBlob[],
): ReadBytes {
  return async (start, end) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of blobs.read(cutRope(rope, start, end), pending)) chunks.push(chunk);
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  };
}
