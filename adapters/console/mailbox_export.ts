/**
 * Exporting a mailbox as mbox files or as a Maildir. What is there already is compared and left, so
 * that whoever was interrupted starts again; nothing is ever overwritten.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { addressKey } from "../../events/address.ts";
import { INBOX } from "../../events/folders.ts";
import { type Instant, SECOND } from "../../events/instant.ts";
import type { Rope } from "../../events/rope.ts";
import type { Folder } from "../storage/mailboxes.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import { namesIn, textOf } from "./folders.ts";
import {
  fileNameSuffix,
  type Keywords,
  KEYWORDS_FILE,
  maildirFolderName,
  readKeywords,
  withLetters,
  writeKeywords,
} from "./mail_files/maildir.ts";
import { mboxEntry } from "./mail_files/mbox.ts";
import { mboxName } from "./mail_files/mbox_names.ts";
import { accountOf, requireSame } from "./mailboxes.ts";
import type { Progress } from "./progress.ts";
import { writeWhole } from "./whole_file.ts";

/** What an export needs. */
export interface ExportTools {
  readonly storage: ReadOnlyStorage;
  /** The mailbox. */
  readonly address: string;
  /** Where to write. */
  readonly target: string;
  readonly progress: Progress;
}

/** A message to be written. */
interface Exported {
  readonly uid: number;
  readonly received: Instant;
  readonly flags: readonly string[];
  readonly size: number;
  readonly content: Rope;
}

/** Messages that are looked at together. */
const PAGE = 500;

/**
 * Writes each folder as an mbox file; resolves with the number of messages. A file that is the
 * beginning of what it shall be is written on.
 *
 * @throws {Error} where a file holds something else.
 */
export async function exportMbox(tools: ExportTools): Promise<number> {
  const { storage, target } = tools;
  return await eachFolder(tools, async (folder, counter) => {
    using file = await openToWriteOn(join(target, mboxName(folder.name)));
    for (const message of messagesOf(tools, folder)) {
      const bytes = storage.blobs.read(message.content);
      for await (const chunk of mboxEntry(message.received, bytes)) await file.write(chunk);
      counter.add();
    }
    await file.end();
  });
}

/**
 * Writes the mailbox as a Maildir with subfolders; resolves with the number of messages. Flags of
 * messages that are there already become those of today.
 *
 * @throws {Error} where a file holds something else.
 */
export async function exportMaildir(tools: ExportTools): Promise<number> {
  const { target } = tools;
  return await eachFolder(tools, async (folder, counter) => {
    const inbox = folder.name === INBOX;
    const path = inbox ? target : join(target, maildirFolderName(folder.name));
    for (const kind of ["cur", "new", "tmp"]) {
      await Deno.mkdir(join(path, kind), { recursive: true, mode: 0o700 });
    }
    if (!inbox) await Deno.writeTextFile(join(path, "maildirfolder"), "");
    const keywords = await keywordsFor(tools, folder, path);
    const known = new Map((await namesIn(join(path, "cur"))).map((name) => {
      return [name.replace(/:.*$/, ""), name];
    }));
    for (const message of messagesOf(tools, folder)) {
      const base = baseName(message);
      const name = `${base}${fileNameSuffix(message.flags, keywords)}`;
      await place(tools, message, path, known.get(base) ?? null, name);
      counter.add();
    }
  });
}

async function eachFolder(
  { storage, address, target, progress }: ExportTools,
  write: (folder: Folder, counter: { add(): void }) => Promise<void>,
): Promise<number> {
  await accountOf(storage.queries, address);
  await namesIn(target);
  await Deno.mkdir(target, { recursive: true, mode: 0o700 });
  let count = 0;
  const add = () => progress.reached(++count, `${count} messages written`);
  for (const folder of storage.mailboxes.folders(addressKey(address))) await write(folder, { add });
  progress.end();
  return count;
}

function* messagesOf(
  { storage: { mailboxes }, address }: ExportTools,
  { folder }: Folder,
): Generator<Exported, void, void> {
  const key = addressKey(address);
  let after = 0;
  for (;;) {
    const page = mailboxes.listed(key, folder, after, PAGE);
    for (const { uid, received, flags, size } of page) {
      const content = mailboxes.content(key, uid);
      // Somebody may have moved it meanwhile.
      if (content === null) continue;
      yield { uid, received, flags: flags.split(" ").filter(Boolean), size, content };
    }
    if (page.length < PAGE) return;
    after = page.at(-1)!.uid;
  }
}

async function keywordsFor(tools: ExportTools, folder: Folder, path: string): Promise<Keywords> {
  const file = join(path, KEYWORDS_FILE);
  let keywords = readKeywords(await textOf(file) ?? "");
  for (const { flags } of messagesOf(tools, folder)) keywords = withLetters(keywords, flags);
  if (keywords.length > 0) await Deno.writeTextFile(file, writeKeywords(keywords));
  return keywords;
}

/** The same each time, and unique in the mailbox. */
function baseName({ uid, received, size }: Exported): string {
  return `${Math.floor(received / SECOND)}.U${uid}.ceralacca,S=${size}`;
}

async function place(
  { storage: { blobs } }: ExportTools,
  message: Exported,
  folder: string,
  known: string | null,
  name: string,
): Promise<void> {
  const path = join(folder, "cur", name);
  if (known !== null) {
    const there = join(folder, "cur", known);
    await requireSame(blobs, message, there);
    if (known !== name) await Deno.rename(there, path);
    return;
  }
  const temporary = join(folder, "tmp", name);
  const file = await Deno.open(temporary, {
    write: true,
    create: true,
    truncate: true,
    mode: 0o600,
  });
  await writeWhole(file, temporary, blobs.read(message.content));
  await Deno.utime(temporary, new Date(message.received), new Date(message.received));
  await Deno.rename(temporary, path);
}

/** A file that may hold the beginning of what is written to it. */
async function openToWriteOn(path: string) {
  const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  let there = (await file.stat()).size;
  const differs = () => {
    throw new Error(`Cannot export to ${path}: it holds something else. Choose an empty folder`);
  };
  return {
    async write(bytes: Uint8Array): Promise<void> {
      let position = 0;
      while (position < bytes.length && there > 0) {
        const part = Buffer.alloc(Math.min(bytes.length - position, there));
        const count = await file.read(part) ?? 0;
        if (count === 0) break;
        const expected = bytes.subarray(position, position + count);
        if (!part.subarray(0, count).equals(expected)) differs();
        position += count;
        there -= count;
      }
      while (position < bytes.length) position += await file.write(bytes.subarray(position));
    },
    /** Nothing more is written. */
    async end(): Promise<void> {
      if (there > 0) differs();
      await file.syncData();
    },
    [Symbol.dispose]: () => file.close(),
  };
}
