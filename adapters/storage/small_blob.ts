/**
 * Blobs that are made in memory.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { SmallBlob } from "../../events/rope.ts";

/** The blob of these bytes. */
export function smallBlob(bytes: Uint8Array): SmallBlob {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
}
