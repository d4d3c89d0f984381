/**
 * Files on their way to a place: written elsewhere until they are complete.
 *
 * @module
 */

/** A file that is being written; its process holds a lock on it. */
export interface Temporary {
  readonly path: string;
  readonly file: Deno.FsFile;
}

/** Makes a new file with a name of its own in a folder that is there. */
export async function createTemporary(folder: string): Promise<Temporary> {
  const path = `${folder}/${crypto.randomUUID()}`;
  const file = await Deno.open(path, { write: true, createNew: true });
  file.lockSync(true);
  return { path, file };
}

/**
 * Removes the temporary files that a crash has left in a folder. Those that a living process writes
 * are locked by it.
 */
export function removeLeftovers(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    using file = Deno.openSync(path, { write: true });
    if (file.tryLockSync(true)) Deno.removeSync(path);
  }
}
