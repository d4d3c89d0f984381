/**
 * The commands `mailbox …`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { addressKey } from "../../events/address.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { mailbox } from "../../actors/mailbox.ts";
import type { Rope } from "../../events/rope.ts";
import { uidsOf } from "../../events/uid_set.ts";
import type {
  Account,
  BlobReader,
  MailboxEntry,
  Queries,
  ReadOnlyStorage,
} from "../storage/storage.ts";
import { namesIn } from "./folders.ts";
import { renderTable } from "./table.ts";
import { writeWhole } from "./whole_file.ts";

/** The messages of a mailbox as a table. Throws where there is no such mailbox. */
export async function mailboxTable(queries: Queries, address: string): Promise<string> {
  const entries = await entriesOf(queries, address);
  return renderTable(
    ["UID", "FOLDER", "DATE", "KIND", "FLAGS", "SUBJECT", "BYTES", "PEC ID"],
    entries.map(({ uid, folder, received, kind, flags, subject, size, pecId }) => [
      String(uid),
      folder,
      new Date(received).toISOString(),
      kind,
      flags.join(" "),
      subject,
      String(size),
      pecId,
    ]),
  );
}

/**
 * Writes every message of a mailbox, or every one that is wanted, byte for byte, as `UID-KIND.eml`
 * into a folder; resolves with the number of messages. A file that holds the message already is
 * left alone. Throws, before it writes anything, where a file of that name holds something else.
 */
export async function exportMailbox(
  queries: Queries,
  blobs: BlobReader,
  address: string,
  folder: string,
  wanted: (entry: MailboxEntry) => boolean = () => true,
): Promise<number> {
  const entries = (await entriesOf(queries, address)).filter(wanted);
  const names = new Set(await namesIn(folder));
  const missing = entries.filter((entry) => !names.has(fileNameOf(entry)));
  for (const entry of entries.filter((entry) => !missing.includes(entry))) {
    await requireSame(blobs, entry, join(folder, fileNameOf(entry)));
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  for (const entry of missing) await exportMessage(blobs, entry, join(folder, fileNameOf(entry)));
  return entries.length;
}

/** The deleted messages that can be brought back as a table. */
export async function deletedTable(storage: ReadOnlyStorage, address: string): Promise<string> {
  await accountOf(storage.queries, address);
  return renderTable(
    ["UID", "FOLDER", "DELETED", "UNTIL", "SUBJECT", "BYTES"],
    storage.mailboxes.deleted(addressKey(address))
      .map(({ uid, folder, deletedAt, until, subject, size }) => [
        String(uid),
        folder ?? "",
        new Date(deletedAt).toISOString(),
        new Date(until).toISOString(),
        subject,
        String(size),
      ]),
  );
}

/** The UIDs of the deleted messages that can be brought back. */
export async function deletedUids(
  storage: ReadOnlyStorage,
  address: string,
): Promise<readonly number[]> {
  await accountOf(storage.queries, address);
  return storage.mailboxes.deleted(addressKey(address)).map(({ uid }) => uid);
}

/**
 * Brings deleted messages back; resolves with how many went into which folder: INBOX takes those
 * whose folder is gone.
 *
 * @throws {Error} where one of them cannot be; then none is brought back.
 */
export async function restoreMessages(
  runtime: Runtime,
  address: string,
  uids: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  const ascending = [...new Set(uids)].sort((one, other) => one - other);
  const command = { type: "restore", uids: ascending } as const;
  const { refusal, events, state } = await runtime.send(mailbox, addressKey(address), command);
  if (refusal) throw new Error(`Cannot bring messages of ${address} back: ${refusal.detail}`);
  return new Map(
    events.filter((event) => event.type === "mailbox.restored")
      .map(({ to, uids }) => [state.folders.get(to)!, [...uidsOf(uids)].length]),
  );
}

/** The account of a mailbox. Throws where there is none. */
export async function accountOf(queries: Queries, address: string): Promise<Account> {
  const account = await queries.accountByAddress(addressKey(address));
  if (account) return account;
  throw new Error(`Cannot find the mailbox ${address}: account list shows which there are`);
}

async function entriesOf(queries: Queries, address: string): Promise<readonly MailboxEntry[]> {
  await accountOf(queries, address);
  return await queries.mailboxEntries(addressKey(address));
}

function fileNameOf({ uid, kind }: MailboxEntry): string {
  return `${String(uid).padStart(5, "0")}-${kind}.eml`;
}

/** Complete or not there: written under another name first. */
async function exportMessage(blobs: BlobReader, entry: MailboxEntry, path: string): Promise<void> {
  const partial = `${path}.partial`;
  const file = await Deno.open(partial, { write: true, create: true, truncate: true, mode: 0o600 });
  await writeWhole(file, partial, blobs.read(entry.content));
  await Deno.rename(partial, path);
}

/** Throws where a file holds anything but a message. */
export async function requireSame(
  blobs: BlobReader,
  entry: { readonly size: number; readonly content: Rope },
  path: string,
): Promise<void> {
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
