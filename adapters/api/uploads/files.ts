/**
 * The files of uploads. Their names are digests that we make: nothing that a caller says reaches the
 * file system.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { SYNC_EVERY } from "./limits.ts";
import { brokenOff, noRoom, tooManyBytes } from "./problems.ts";
import type { Upload } from "./table.ts";

/** The file of an upload. */
export function fileOf(folder: string, { id }: Pick<Upload, "id">): string {
  return join(folder, id);
}

/**
 * Writes what comes behind what is there. What has come when the body breaks off stays.
 *
 * @param record notes down how many octets are there; they are on the disk.
 * @throws {Problem} invalid-request where the body breaks off; too-large where more comes than was
 *   declared: nothing of this body is kept then; unavailable where the disk is full.
 */
export async function receive(
  path: string,
  upload: Upload,
  body: AsyncIterable<Uint8Array>,
  record: (offset: number) => void,
): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  // Bytes that a crash has left there, and that nobody has confirmed, are written over.
  await file.seek(upload.offset, Deno.SeekMode.Start);
  let [offset, durable] = [upload.offset, upload.offset];
  const confirm = async () => {
    if (offset === durable) return;
    await file.syncData();
    record(durable = offset);
  };
  try {
    for await (const piece of piecesOf(body)) {
      if (offset + piece.length > upload.size) {
        if (durable > upload.offset) record(upload.offset);
        throw tooManyBytes(upload);
      }
      await write(file, piece);
      offset += piece.length;
      if (offset - durable >= SYNC_EVERY) await confirm();
    }
  } catch (error) {
    if (!(error instanceof BrokenBody)) throw error;
    await confirm();
    throw brokenOff(offset);
  }
  await confirm();
}

/** The SHA-256 of a file. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readFile(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** The bytes of a file, in pieces. */
export async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await Deno.open(path);
  // The stream closes the file, also where its reader goes away.
  yield* file.readable;
}

/** Removes a file; there may be none. */
export async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The caller is gone, or what it sends is cut short. */
class BrokenBody extends Error {}

/** Tells faults of the body from those of the disk. */
async function* piecesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new BrokenBody();
  }
}

async function write(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  try {
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
  } catch (error) {
    throw isFull(error) ? noRoom() : error;
  }
}

function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");
}
