/**
 * Files that a command leaves behind: whole, or not at all.
 *
 * @module
 */
import { fileFault } from "./file_faults.ts";

/**
 * Writes all chunks into a file and closes it; where that fails, the file is removed. A pipe to
 * `FsFile.writable` would not do: it ends as if all were well when the disk is full.
 *
 * @param path where `file` lies.
 * @throws {Error} where the disk is full or fails, or a chunk cannot be had.
 */
export async function writeWhole(
  file: Deno.FsFile,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const chunk of chunks) await writeAll(file, path, chunk);
  } catch (error) {
    await Deno.remove(path);
    throw error;
  } finally {
    file.close();
  }
}

async function writeAll(file: Deno.FsFile, path: string, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${fileFault(error)}`);
  }
}
