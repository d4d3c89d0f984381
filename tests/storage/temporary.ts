/**
 * Data folders for tests.
 *
 * @module
 */
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** Runs `test` with an empty data folder and removes it afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "storage-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `test` with the storage of a folder and closes it afterwards. */
export async function withStorage<T>(
  folder: string,
  test: (storage: Storage) => Promise<T>,
): Promise<T> {
  const storage = await openStorage(folder, new SimulatedClock());
  try {
    return await test(storage);
  } finally {
    await storage.close();
  }
}

/** Names of the files in a folder, sorted; none where there is no folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
