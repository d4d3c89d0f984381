/**
 * The commands `mailbox …`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { addressKey } from "../../events/address.ts";
import type { BlobReader, MailboxEntry, Queries } from "../storage/storage.ts";
import { namesIn } from "./folders.ts";
import { renderTable } from "./table.ts";

/** The messages of a mailbox as a table. Throws where there is no such mailbox. */
export async function mailboxTable(queries: Queries, address: string): Promise<string> {
  const entries = await entriesOf(queries, address);
  return renderTable(
    ["UID", "DATE", "KIND", "SUBJECT", "BYTES", "PEC ID"],
    entries.map(({ uid, at, kind, subject, size, pecId }) => [
      String(uid),
      new Date(at).toISOString(),
      kind,
      subject,
      String(size),
      pecId,
    ]),
  );
}

/**
 * Writes every message of a mailbox, byte for byte, as `UID-KIND.eml` into a folder; resolves with
 * the number of messages. A file that holds the message already is left alone. Throws, before it
 * writes anything, where a file of that name holds something else.
 */
export async function exportMailbox(
  queries: Queries,
  blobs: BlobReader,
  address: string,
  folder: string,
): Promise<number> {
  const entries = await entriesOf(queries, address);
  const names = new Set(await namesIn(folder));
  const missing = entries.filter((entry) => !names.has(fileNameOf(entry)));
  for (const entry of entries.filter((entry) => !missing.includes(entry))) {
    await requireSame(blobs, entry, join(folder, fileNameOf(entry)));
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  for (const entry of missing) await exportMessage(blobs, entry, join(folder, fileNameOf(entry)));
  return entries.length;
}

async function entriesOf(queries: Queries, address: string): Promise<readonly MailboxEntry[]> {
  if (!await queries.accountByAddress(addressKey(address))) {
    throw new Error(`Cannot find the mailbox ${address}: account list shows which there are`);
  }
  return await queries.mailboxEntries(addressKey(address));
}

function fileNameOf({ uid, kind }: MailboxEntry): string {
  return `${String(uid).padStart(5, "0")}-${kind}.eml`;
}

/** Complete or not there: written under another name first. */
async function exportMessage(blobs: BlobReader, entry: MailboxEntry, path: string): Promise<void> {
  const partial = `${path}.partial`;
  const file = await Deno.open(partial, { write: true, create: true, truncate: true, mode: 0o600 });
  await ReadableStream.from(blobs.read(entry.content)).pipeTo(file.writable);
  await Deno.rename(partial, path);
}

async function requireSame(blobs: BlobReader, entry: MailboxEntry, path: string): Promise<void> {
  const { size } = await Deno.stat(path);
  if (size === entry.size && await holds(path, blobs.read(entry.content))) return;
  throw new Error(`Cannot export to ${path}: it holds something else. Choose an empty folder`);
}

/** Whether a file begins with the bytes of all chunks. */
async function holds(path: string, chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
  const file = await open(path);
  try {
    for await (const chunk of chunks) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunk.length));
      if (!buffer.subarray(0, bytesRead).equals(chunk)) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}
