/**
 * One process serves a data folder: two would perform the same effects.
 *
 * @module
 */

/**
 * Takes the folder for this process; the system gives it back when the process ends, however.
 *
 * @throws {Error} when another process serves the folder.
 */
export async function takeFolder(folder: string): Promise<Disposable> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await Deno.open(`${folder}/serving.lock`, { create: true, write: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new Error(`Cannot serve ${folder}: another process serves it. Stop that one first`);
}
