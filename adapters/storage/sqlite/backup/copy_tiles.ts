/**
 * Copies the tree's static files, and shows that they give the root of the head they belong to.
 *
 * @module
 */
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { HASH_LENGTH, sameHash } from "../../../merkle/hash.ts";
import { parseTilePath, type Tile, TILE_WIDTH, tilePath } from "../../../merkle/tile_path.ts";
import { changedBundles, changedTiles, tileHashes } from "../../../merkle/tiles.ts";
import { headAt } from "../../../merkle/tree.ts";
import type { StoredHead } from "../../log.ts";
import type { CopyWatch } from "./copy.ts";
import { replaceFile } from "./durable_file.ts";
import type { Side } from "./side.ts";

/** Octets of a commitment in a bundle: its length stands before it. */
const ENTRY_LENGTH = 2 + HASH_LENGTH;

/** Where the tree's files lie in a data folder, and in a backup. */
function logFile(folder: string, path: string): string {
  return `${folder}/log/${path}`;
}

/**
 * Copies the tiles that a head covers and that the target lacks. Those of later heads stay behind:
 * in the copy other events may follow.
 */
export function copyTiles(
  source: Side,
  target: Side,
  head: StoredHead,
  watch: CopyWatch,
): void {
  for (const path of tilesIn(source.folder)) {
    const tile = parseTilePath(path)!;
    if (isCovered(tile, head.size)) copyTile(source, target, tile);
  }
  // The partial tiles of its right edge may have given way to full ones since it was signed.
  for (const tile of changedTiles(0, head.size)) copyTile(source, target, tile);
  for (const tile of changedBundles(0, head.size)) copyTile(source, target, tile);
  if (!givesRoot(target.folder, head)) watch.damaged(`the tiles of the head of size ${head.size}`);
}

/**
 * Shows the head to whoever reads the folder's log as static files, and lets the partial tiles go
 * that earlier heads needed and that full ones have taken the place of.
 */
export function publish({ folder }: Side, head: StoredHead): void {
  replaceFile(logFile(folder, "checkpoint"), head.note);
  for (const path of [...tilesIn(folder)]) {
    if (parseTilePath(path)!.width < TILE_WIDTH) continue;
    rmSync(logFile(folder, `${path}.p`), { recursive: true, force: true });
  }
}

/** Nothing is copied twice: a tile never changes. */
function copyTile(source: Side, target: Side, tile: Tile): void {
  const path = logFile(target.folder, tilePath(tile));
  const length = tile.width * (tile.level === "entries" ? ENTRY_LENGTH : HASH_LENGTH);
  if (statSync(path, { throwIfNoEntry: false })?.size === length) return;
  const bytes = readIfThere(logFile(source.folder, tilePath(tile))) ??
    readIfThere(logFile(source.folder, tilePath({ ...tile, width: TILE_WIDTH })));
  // Whether one is missing that should be there shows when the root is computed.
  if (bytes && bytes.length >= length) replaceFile(path, bytes.subarray(0, length));
}

/** Whether all that is in a tile belongs to a tree of `size` leaves. */
function isCovered({ level, index, width }: Tile, size: number): boolean {
  const span = level === "entries" ? 1 : TILE_WIDTH ** level;
  return (index * TILE_WIDTH + width) * span <= size;
}

function givesRoot(folder: string, { size, root }: StoredHead): boolean {
  try {
    const read = tileHashes(size, (path) => readIfThere(logFile(folder, path)));
    return sameHash(headAt(size, read).root, root);
  } catch {
    return false;
  }
}

function* tilesIn(folder: string, below = "tile"): Generator<string, void, void> {
  for (const entry of entriesOf(logFile(folder, below))) {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* tilesIn(folder, path);
    else if (parseTilePath(path)) yield path;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // Folders of partial tiles go once the full one is there.
    if (isMissing(error)) return [];
    throw error;
  }
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
