/**
 * Files that commands read and write.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { contentType } from "./content_type.ts";
import type { UploadedFile } from "../client/uploads.ts";

/**
 * A file that is to be uploaded; it is read twice, and never held.
 *
 * @throws {Error} where it cannot be read.
 */
export async function fileToUpload(path: string): Promise<UploadedFile> {
  const { size, isFile } = await Deno.stat(path);
  if (!isFile) throw new Error(`Cannot attach ${path}: it is no file`);
  const hash = createHash("sha256");
  for await (const chunk of readFrom(path, 0)) hash.update(chunk);
  return {
    filename: basename(path),
    contentType: contentType(path),
    size,
    sha256: hash.digest("hex"),
    read: (offset) => readFrom(path, offset),
  };
}

/** Writes what comes into a new file; half of it is not left where that fails. */
export async function writeNewFile(path: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const partial = `${path}.part`;
  try {
    await Deno.stat(path).then(
      () => {
        throw new Error(`Cannot write ${path}: it exists. Name a new file`);
      },
      () => {},
    );
    await Deno.writeFile(partial, body);
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    throw error;
  }
}

/** Standard input, or a file. */
export async function readText(path: string): Promise<string> {
  if (path !== "-") return await Deno.readTextFile(path);
  return await new Response(Deno.stdin.readable).text();
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
