/**
 * The bytes of a message in a mailbox.
 *
 * @module
 */
import { cutRope, type Rope, ropeLength } from "../../events/rope.ts";
import { type MessageContent, readerOf } from "../documents/imap/content.ts";
import { readStructure } from "../documents/imap/structure.ts";
import { concat } from "../documents/mime/octets.ts";
import type { BlobReader } from "../storage/storage.ts";

/** Octets up to which a message is held in memory while it is read. */
const SMALL_MESSAGE = 1024 * 1024;

/**
 * Opens a message for reading. Its structure is known then; of a large one nothing else is kept.
 *
 * @throws {MissingBlob} when the message is gone; also later, when a large one is read.
 */
export async function openContent(rope: Rope, blobs: BlobReader): Promise<MessageContent> {
  const size = ropeLength(rope);
  const read = size <= SMALL_MESSAGE
    ? readerOf(concat(await Array.fromAsync(blobs.read(rope))))
    : (start: number, end: number) => blobs.read(cutRope(rope, start, end));
  return { root: await readStructure(size, read), size, read };
}
