/**
 * What can be imported: an mbox or a folder of them, a Maildir, an .eml file or a folder of them.
 *
 * @module
 */
import { join } from "node:path";
import { latin1 } from "../../documents/mime/octets.ts";
import { fileFault } from "../file_faults.ts";
import { namesIn } from "../folders.ts";
import { bytesOfFile, folderWithin, type FoundMessage, type NotFound } from "./found.ts";
import { withCrlf } from "./lines.ts";
import {
  flagsOfFileName,
  folderOfMaildirName,
  type Keywords,
  KEYWORDS_FILE,
  readKeywords,
} from "./maildir.ts";
import { readMbox } from "./mbox.ts";
import { folderOfMboxName, MBOX_SUFFIX } from "./mbox_names.ts";

/** A format of messages in files. */
export type MailFormat = "mbox" | "maildir" | "eml";

/** All formats. */
export const mailFormats: readonly MailFormat[] = ["eml", "mbox", "maildir"];

type Found = AsyncGenerator<FoundMessage | NotFound, void, void>;

/**
 * The messages of a source in its format.
 *
 * @param base the folder for those that lie in none.
 * @throws {Error} where there is nothing of that format.
 */
export function messagesIn(
  source: string,
  format: MailFormat,
  base: string,
): AsyncIterable<FoundMessage | NotFound> {
  switch (format) {
    case "mbox":
      return mboxes(source, base);
    case "maildir":
      return maildir(source, base);
    case "eml":
      return emls(source, base);
  }
}

/**
 * The format of a source.
 *
 * @throws {Error} where it does not exist, or is a folder without mail.
 */
export async function formatOf(source: string): Promise<MailFormat> {
  if (!(await infoOf(source)).isDirectory) {
    const start = await startOf(source).catch((error) => {
      throw cannotRead(source, error);
    });
    if (start === "") throw new Error(`Cannot import ${source}: it is empty`);
    return source.endsWith(MBOX_SUFFIX) || start.startsWith("From ") ? "mbox" : "eml";
  }
  const names = await namesIn(source);
  if (names.includes("cur") || names.includes("new")) return "maildir";
  if (names.some((name) => name.endsWith(MBOX_SUFFIX))) return "mbox";
  if (names.some((name) => name.endsWith(EML_SUFFIX))) return "eml";
  throw new Error(
    `Cannot import ${source}: it is no Maildir, and holds neither .mbox nor .eml files`,
  );
}

const EML_SUFFIX = ".eml";

async function* mboxes(source: string, base: string): Found {
  if (!(await infoOf(source)).isDirectory) {
    yield* mbox(source, await infoOf(source), base);
    return;
  }
  for (const name of await namesIn(source)) {
    if (!name.endsWith(MBOX_SUFFIX)) continue;
    const path = join(source, name);
    yield* mbox(path, await Deno.lstat(path), folderWithin(base, folderOfMboxName(name)));
  }
}

async function* mbox(path: string, info: Deno.FileInfo, folder: string): Found {
  if (!info.isFile) return yield { place: path, fault: NO_FILE };
  let number = 0;
  const written = info.mtime?.getTime() ?? null;
  try {
    for await (const { received, chunks } of readMbox(bytesOfFile(path))) {
      const place = `${path}, message ${++number}`;
      yield { place, folder, flags: [], received, written, chunks };
    }
  } catch (error) {
    yield { place: path, fault: fileFault(error) };
  }
}

async function* maildir(source: string, base: string): Found {
  const names = await namesIn(source);
  if (!names.includes("cur") && !names.includes("new")) {
    throw new Error(`Cannot import ${source}: it is no Maildir: it holds neither cur nor new`);
  }
  yield* maildirFolder(source, base);
  for (const name of names) {
    const path = join(source, name);
    if (!name.startsWith(".") || !(await Deno.lstat(path)).isDirectory) continue;
    const folder = folderOfMaildirName(name);
    if (folder === null) yield { place: path, fault: "its name cannot be read" };
    else yield* maildirFolder(path, folderWithin(base, folder));
  }
}

async function* maildirFolder(path: string, folder: string): Found {
  const keywords = await keywordsOf(path);
  for (const kind of ["cur", "new"]) {
    for (const name of await namesIn(join(path, kind))) {
      if (name.startsWith(".")) continue;
      const flags = kind === "cur" ? flagsOfFileName(name, keywords) : [];
      const file = join(path, kind, name);
      const found = inFile(file, await Deno.lstat(file), folder);
      // In a Maildir the date of the file is that of the delivery.
      yield "fault" in found ? found : { ...found, flags, received: found.written };
    }
  }
}

async function keywordsOf(path: string): Promise<Keywords> {
  const file = join(path, KEYWORDS_FILE);
  const info = await Deno.lstat(file).catch(() => null);
  return info?.isFile ? readKeywords(await Deno.readTextFile(file)) : [];
}

async function* emls(source: string, base: string): Found {
  if (!(await infoOf(source)).isDirectory) {
    yield await eml(source, await infoOf(source), base);
    return;
  }
  for (const name of await namesIn(source)) {
    if (!name.endsWith(EML_SUFFIX)) continue;
    const file = join(source, name);
    yield await eml(file, await Deno.lstat(file), base);
  }
}

/** RFC 5322 §2.2: printable US-ASCII without the colon, then a colon; §4.5.3: perhaps a space. */
const FIELD_START = /^[!-9;-~]+[ \t]*:/;

/**
 * Any file may be named so, and any may be named on the command line: what does not begin with a
 * header field is no message. A Maildir says by its form that it holds messages.
 */
async function eml(
  file: string,
  info: Deno.FileInfo,
  folder: string,
): Promise<FoundMessage | NotFound> {
  const found = inFile(file, info, folder);
  if ("fault" in found || info.size === 0) return found;
  try {
    if (FIELD_START.test(await startOf(file))) return found;
  } catch (error) {
    return { place: file, fault: fileFault(error) };
  }
  return { place: file, fault: "it does not begin with a header field, as a message does" };
}

/**
 * Nothing but regular files is read: a link in a folder from elsewhere might lead to what its
 * owner may not see.
 */
const NO_FILE = "it is no regular file";

function inFile(place: string, info: Deno.FileInfo, folder: string): FoundMessage | NotFound {
  if (!info.isFile) return { place, fault: NO_FILE };
  const written = info.mtime?.getTime() ?? null;
  const chunks = withCrlf(bytesOfFile(place));
  return { place, folder, flags: [], received: null, written, chunks };
}

/** The first octets of a file, as Latin-1. */
async function startOf(file: string): Promise<string> {
  for await (const chunk of bytesOfFile(file)) return latin1(chunk);
  return "";
}

async function infoOf(source: string): Promise<Deno.FileInfo> {
  try {
    return await Deno.stat(source);
  } catch (error) {
    throw cannotRead(source, error);
  }
}

function cannotRead(path: string, error: unknown): Error {
  const remedy = "Name an mbox, a Maildir or .eml files that can be read";
  return new Error(`Cannot import ${path}: ${fileFault(error)}. ${remedy}`);
}
