/**
 * Lets the files of a tree grow by what is new in the log, a page at a time.
 *
 * @module
 */
import { othersTurn } from "../clock.ts";
import { growBundles } from "../merkle/bundles.ts";
import { leafHash } from "../merkle/hash.ts";
import { parseTilePath, type Tile, TILE_WIDTH } from "../merkle/tile_path.ts";
import { type FileReader, growTiles, type LogFile, tileHashes } from "../merkle/tiles.ts";
import { headAt, type TreeHead } from "../merkle/tree.ts";

/** Entries that are taken in before others have their turn: about 10 milliseconds of work. */
export const PAGE: number = 16 * TILE_WIDTH;

/** What a tree grows from. */
export interface Growing {
  /** Its size until now. */
  readonly from: number;
  /** Up to so many entries after these; fewer where the log ends. */
  commitments(after: number, limit: number): readonly Uint8Array[];
  /** The files of the tree until now. */
  readonly read: FileReader;
  /** Takes files, of which no other will be read again than was there before. */
  write(files: readonly LogFile[]): Promise<void>;
}

/**
 * Writes the files of the tree that has all entries; resolves with its head when they are written.
 *
 * @throws {TileFault} when the files of its right edge are not there
 */
export async function grow(growing: Growing): Promise<TreeHead> {
  const edge = new Edge(growing.read);
  let head = headAt(growing.from, tileHashes(growing.from, edge.read));
  for (;;) {
    const entries = growing.commitments(head.size, PAGE);
    if (entries.length > 0) {
      const bundles = growBundles(head.size, entries, edge.read);
      const { head: grown, tiles } = growTiles(head.size, entries.map(leafHash), edge.read);
      await growing.write(edge.take([...bundles, ...tiles]));
      head = grown;
    }
    if (entries.length < PAGE) break;
    await othersTurn();
  }
  await growing.write(edge.partial());
  return head;
}

/** The partial files that a tree has on its way: those of its last size alone are worth writing. */
class Edge {
  readonly #partial = new Map<Tile["level"], LogFile>();
  readonly #below: FileReader;

  constructor(below: FileReader) {
    this.#below = below;
  }

  readonly read: FileReader = (path) =>
    this.partial().find((file) => file.path === path)?.bytes ?? this.#below(path);

  /** Keeps the partial files, and returns the full ones. */
  take(files: readonly LogFile[]): readonly LogFile[] {
    return files.filter((file) => {
      const { level, width } = parseTilePath(file.path)!;
      // A level has one partial file at the most, its last: it becomes another, or full.
      this.#partial.delete(level);
      if (width < TILE_WIDTH) this.#partial.set(level, file);
      return width === TILE_WIDTH;
    });
  }

  partial(): readonly LogFile[] {
    return [...this.#partial.values()];
  }
}
