/**
 * The log's static files in a data folder: `log/checkpoint` and `log/tile/…`, as a web server would
 * serve them (https://c2sp.org/tlog-tiles), and `log/incoming/` for those on their way there.
 *
 * @module
 */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Tile, TILE_WIDTH, tilePath } from "../merkle/tile_path.ts";
import type { FileReader, LogFile } from "../merkle/tiles.ts";
import { syncFolder } from "../storage/files.ts";
import { createTemporary, removeLeftovers } from "../storage/temporaries.ts";

/** The path of the latest signed head. */
export const CHECKPOINT = "checkpoint";

/** Where the files are kept, as the notary sees it. */
export interface LogFolder {
  readonly read: FileReader;
  /** Writes files, each whole or not at all; durable when this resolves. */
  write(files: readonly LogFile[]): Promise<void>;
  /** Removes the partial files of a place whose full one is there. */
  dropPartials(place: Omit<Tile, "width">): Promise<void>;
}

/** Reads the files of the log in a data folder. */
export function logFiles(folder: string): FileReader {
  const root = join(folder, "log");
  return (path) => {
    try {
      return new Uint8Array(readFileSync(join(root, path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  };
}

/** Opens the log in a data folder for writing, and clears away what a crash has left there. */
export function openLogFolder(folder: string): LogFolder {
  const root = join(folder, "log");
  const incoming = join(root, "incoming");
  mkdirSync(incoming, { recursive: true });
  syncFolder(folder);
  removeLeftovers(incoming);
  return {
    read: logFiles(folder),
    async write(files) {
      await Promise.all(files.map(({ path, bytes }) => place(incoming, join(root, path), bytes)));
      for (const touched of foldersAbove(root, files)) syncFolder(touched);
    },
    async dropPartials(place) {
      const partials = join(root, `${tilePath({ ...place, width: TILE_WIDTH })}.p`);
      await Deno.remove(partials, { recursive: true }).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    },
  };
}

async function place(incoming: string, target: string, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(target), { recursive: true });
  const { path, file } = await createTemporary(incoming);
  using _open = file;
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
  await file.syncData();
  await Deno.rename(path, target);
}

/** Each folder once in which a name may be new: those above the files, up to the log's own. */
function foldersAbove(root: string, files: readonly LogFile[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path } of files) {
    let folder = join(root, path);
    do folders.add(folder = dirname(folder)); while (folder !== root);
  }
  return folders;
}
