/**
 * Messages as they are found in files, whatever the format.
 *
 * @module
 */
import { INBOX, SEPARATOR } from "../../../events/folders.ts";
import type { Instant } from "../../../events/instant.ts";

/** A message in a file. */
export interface FoundMessage {
  /** Where it stands, for people: `archive.mbox, message 17`. */
  readonly place: string;
  /** The folder that it shall go to. */
  readonly folder: string;
  readonly flags: readonly string[];
  /** INTERNALDATE; null where only the message itself can tell. */
  readonly received: Instant | null;
  /** When the file was written: for a message that says nothing either. */
  readonly written: Instant | null;
  /** The bytes, with CRLF; to be read before the next message is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A file, or a part of one, that holds no message, and why. */
export interface NotFound {
  readonly place: string;
  readonly fault: string;
}

/** The folder for what lies in a folder of the source: within `base`, unless that is INBOX. */
export function folderWithin(base: string, folder: string): string {
  if (folder === INBOX) return base;
  return base === INBOX ? folder : `${base}${SEPARATOR}${folder}`;
}

/** Octets that are read at once. */
const CHUNK = 64 * 1024;

/** The bytes of a file; the same buffer each time. */
export async function* bytesOfFile(path: string): AsyncGenerator<Uint8Array, void, void> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(CHUNK);
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    yield buffer.subarray(0, count);
  }
}
