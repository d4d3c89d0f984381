/**
 * The commands `mailbox …`.
 *
 * @module
 */
import { join } from "node:path";
import { addressKey } from "../../events/address.ts";
import type { BlobReader, MailboxEntry, Queries } from "../storage/storage.ts";
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
 * the number of files. A file that stands there already is left alone: messages never change.
 */
export async function exportMailbox(
  queries: Queries,
  blobs: BlobReader,
  address: string,
  folder: string,
): Promise<number> {
  const entries = await entriesOf(queries, address);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  for (const entry of entries) {
    await exportMessage(blobs, entry, join(folder, fileNameOf(entry)));
  }
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
  if (await exists(path)) return;
  const partial = `${path}.partial`;
  const file = await Deno.open(partial, { write: true, create: true, truncate: true, mode: 0o600 });
  await ReadableStream.from(blobs.read(entry.content)).pipeTo(file.writable);
  await Deno.rename(partial, path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
