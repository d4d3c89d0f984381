/**
 * Folders that a command is given: what is in them is asked before anything is written.
 *
 * @module
 */

/**
 * What a folder holds, by name in order; nothing where there is no such folder yet.
 *
 * @throws {Error} where something else stands in its place, or it cannot be read.
 */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return names.sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    const reason = error instanceof Deno.errors.NotADirectory
      ? "it is not a folder"
      : (error as Error).message;
    throw new Error(`Cannot use ${folder}: ${reason}. Name a new folder, or an empty one`);
  }
}

/** The text of a file; null where there is none. */
export async function textOf(file: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}
