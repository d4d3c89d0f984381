/**
 * How much may be uploaded, and for how long it is kept.
 *
 * @module
 */
import { HOUR } from "../../../events/instant.ts";
import type { SubmissionLimits } from "../world.ts";

/** Uploads that a client may have at the same time, complete or not. */
export const MOST_UPLOADS = 100;

/** Octets that the uploads of one client may have together, as declared. */
export const MOST_BYTES_OF_CLIENT: number = 4 * 1024 ** 3;

/** Octets that all uploads may have together, as declared. */
export const MOST_BYTES: number = 64 * 1024 ** 3;

/** How long after its last change an upload is kept, in milliseconds. */
export const KEPT: number = 24 * HOUR;

/**
 * Octets of the largest file that a message can attach, to one recipient: base64 makes lines of 78
 * octets out of 57.
 */
export function largestFile({ maxMessageBytes, maxTotalBytes }: SubmissionLimits): number {
  return Math.floor(Math.min(maxMessageBytes, maxTotalBytes) / 78) * 57;
}

/** Octets after which the part that has come is made durable: a crash costs no more. */
export const SYNC_EVERY: number = 4 * 1024 ** 2;
