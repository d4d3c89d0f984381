/**
 * The last good copy of the directory on the disk. Its time of modification is when it was last
 * found good, so that age and validity are known after a restart.
 *
 * @module
 */
import { open, rename, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import type { Instant } from "../../events/instant.ts";

/** When the copy was found good; null where there is no copy. */
export async function copyTime(file: string): Promise<Instant | null> {
  try {
    return Math.round((await stat(file)).mtimeMs);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Makes `fetched`, found good at `at`, the copy: after a crash there is the old or the new one. */
export async function putInPlace(fetched: string, copy: string, at: Instant): Promise<void> {
  const time = new Date(at);
  await utimes(fetched, time, time);
  await sync(fetched);
  await rename(fetched, copy);
  await sync(dirname(copy));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
