/**
 * The lists and answers fetched last, on disk, so that a start need not wait for their servers.
 * They are as foreign as when they came: whoever reads them verifies them again.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../storage/files.ts";

/** A folder with one file for each source. */
export class RevocationCache {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** The cache in `folder`, which is made where it does not exist. */
  static async open(folder: string): Promise<RevocationCache> {
    await mkdir(folder, { recursive: true });
    return new RevocationCache(folder);
  }

  /** What was kept of a source; null where nothing was. */
  async read(source: string): Promise<Uint8Array | null> {
    try {
      return await readFile(this.#file(source));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  /** Keeps the bytes of a source in place of the former ones; durable and whole, or not at all. */
  async write(source: string, bytes: Uint8Array): Promise<void> {
    const file = this.#file(source);
    const temporary = `${file}.new`;
    await using handle = await open(temporary, "w", 0o644);
    await handle.writeFile(bytes);
    await handle.sync();
    await rename(temporary, file);
    syncFolder(this.#folder);
  }

  #file(source: string): string {
    return join(this.#folder, createHash("sha256").update(source).digest("hex"));
  }
}
