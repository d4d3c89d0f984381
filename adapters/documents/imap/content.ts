/**
 * A stored message as IMAP reads it: its structure, and its bytes on demand.
 *
 * @module
 */
import { concat } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";

/** Bytes of a message; offsets count from its first one. */
export interface ByteRange {
  /** Of the first byte. */
  readonly start: number;
  /** After the last byte. */
  readonly end: number;
}

/** Reads the message's bytes from `start` up to, not including, `end`, in pieces of any size. */
export type ReadBytes = (start: number, end: number) => AsyncIterable<Uint8Array>;

/** A message. Offsets count from its first byte, in `root` and in `read` alike. */
export interface MessageContent {
  /** The message as an entity; see `readStructure`. */
  readonly root: MimePart;
  /** Octets in all. */
  readonly size: number;
  /** Reads a range; nothing is read before the first piece is asked for. */
  readonly read: ReadBytes;
}

/** Reads ranges of a message that lies in memory. */
export function readerOf(bytes: Uint8Array): ReadBytes {
  return async function* (start, end) {
    if (start < end) yield await Promise.resolve(bytes.subarray(start, end));
  };
}

/** A range as one array. */
export async function readRange(
  content: Pick<MessageContent, "read">,
  { start, end }: ByteRange,
): Promise<Uint8Array> {
  return concat(await Array.fromAsync(content.read(start, end)));
}
