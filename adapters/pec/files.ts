/**
 * Files that commands read and write.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { contentType } from "./content_type.ts";
import type { UploadedFile } from "../client/uploads.ts";

const REASONS = [
  [Deno.errors.NotFound, "there is no such file or folder"],
  [Deno.errors.AlreadyExists, "it is there already. Name a new file"],
  [Deno.errors.PermissionDenied, "you may not"],
  [Deno.errors.IsADirectory, "it is a folder"],
] as const;

/** An error that says what cannot be done with a file, and why. */
export function fileFault(what: "read" | "write", path: string, error: unknown): Error {
  const reason = REASONS.find(([kind]) => error instanceof kind)?.[1] ?? (error as Error).message;
  return new Error(`Cannot ${what} ${path}: ${reason}`, { cause: error });
}

/**
 * A file that is to be uploaded; it is read twice, and never held.
 *
 * @throws {Error} where it cannot be read.
 */
export async function fileToUpload(path: string): Promise<UploadedFile> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of readFrom(path, 0)) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    throw fileFault("read", path, error);
  }
  if (size === 0) throw new Error(`Cannot attach ${path}: it is empty`);
  return {
    filename: basename(path),
    contentType: contentType(path),
    size,
    sha256: hash.digest("hex"),
    read: (offset) => readFrom(path, offset),
  };
}

/**
 * Writes what comes into a new file; half of it is not left where that fails.
 *
 * @throws {Error} where it is there already, or cannot be written.
 */
export async function writeNewFile(path: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const file = await Deno.open(path, { write: true, createNew: true }).catch(async (error) => {
    await body.cancel();
    throw fileFault("write", path, error);
  });
  try {
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
    }
  } catch (error) {
    await Deno.remove(path);
    throw fileFault("write", path, error);
  } finally {
    file.close();
  }
}

/**
 * Standard input (`-`), or a file, as text.
 *
 * @throws {Error} where it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  try {
    if (path !== "-") return await Deno.readTextFile(path);
    return await new Response(Deno.stdin.readable).text();
  } catch (error) {
    throw fileFault("read", path, error);
  }
}

function readFrom(path: string, offset: number): ReadableStream<Uint8Array> {
  const opened = Deno.open(path).then(async (file) => {
    await file.seek(offset, Deno.SeekMode.Start);
    return file.readable.getReader();
  });
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await (await opened).read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await (await opened).cancel();
    },
  }, { highWaterMark: 0 });
}
