/**
 * What a data folder takes on the disk.
 *
 * @module
 */
import { join } from "node:path";

/** Bytes of all files in a folder and the folders in it. */
export async function folderSize(folder: string): Promise<number> {
  let size = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    size += isDirectory ? await folderSize(path) : (await Deno.stat(path)).size;
  }
  return size;
}
