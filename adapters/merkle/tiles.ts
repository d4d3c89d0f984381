/**
 * A tree as static files (https://c2sp.org/tlog-tiles): which there are, what is in them, and the
 * tree read back from them.
 *
 * A tile proves nothing by itself: what is computed from tiles is worth what the root that comes
 * out is worth, and that is compared with a signed one.
 *
 * @module
 */
import { type Hash, HASH_LENGTH, nodeHash } from "./hash.ts";
import { type Tile, TILE_HEIGHT, TILE_WIDTH, tilePath } from "./tile_path.ts";
import {
  extend,
  type Frontier,
  frontierAt,
  type HashReader,
  rootOf,
  type TreeHead,
} from "./tree.ts";

/** Gives the content of one of the log's files by its path; null when there is no such file. */
export type FileReader = (path: string) => Uint8Array | null;

/** One of the log's files: it never changes. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file of the log is missing, or cannot be what its name says. */
export class TileFault extends Error {
  override readonly name = "TileFault";
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`Cannot read ${path}: ${reason}`);
    this.path = path;
  }
}

/** A tree and the tiles that it took to get there. */
export interface Growth {
  readonly head: TreeHead;
  readonly tiles: readonly LogFile[];
}

/**
 * Lets a tree grow that is kept in tiles.
 *
 * @param from its size until now
 * @param leaves the hashes of the new leaves, in order
 * @returns the tiles to be written before anybody hears of the new head. Once a full tile is there,
 *   the partial ones of its place may go.
 * @throws {TileFault} when the tiles of its right edge are not there
 */
export function growTiles(from: number, leaves: readonly Hash[], read: FileReader): Growth {
  const old = tileHashes(from, read);
  const fresh = new Map<string, Hash>();
  const grown: Frontier = extend(frontierAt(from, old), leaves, (level, index, hash) => {
    if (level % TILE_HEIGHT === 0) fresh.set(`${level}/${index}`, hash);
  });
  const tiles: LogFile[] = [];
  for (const tile of changedTiles(from, grown.size)) {
    const bytes = tileBytes(
      tile,
      (level, index) => fresh.get(`${level}/${index}`) ?? old(level, index),
    );
    tiles.push({ path: tilePath(tile), bytes });
  }
  return { head: { size: grown.size, root: rootOf(grown) }, tiles };
}

/** The tiles that a tree of `to` leaves has and one of `from` leaves has not, level by level. */
export function* changedTiles(from: number, to: number): Generator<HashTile> {
  for (let level = 0, span = 1; to >= span; level++, span *= TILE_WIDTH) {
    const width = Math.floor(to / span);
    for (const tile of changedPlaces(Math.floor(from / span), width)) yield { level, ...tile };
  }
}

/** The bundles of entries that a tree of `to` leaves has and one of `from` leaves has not. */
export function* changedBundles(from: number, to: number): Generator<Tile> {
  for (const place of changedPlaces(from, to)) yield { level: "entries", ...place };
}

/** A tile of hashes. */
export interface HashTile extends Tile {
  readonly level: number;
}

/** What is in a tile: its hashes, one after the other. */
export function tileBytes({ level, index, width }: HashTile, read: HashReader): Uint8Array {
  const bytes = new Uint8Array(width * HASH_LENGTH);
  for (let at = 0; at < width; at++) {
    bytes.set(read(level * TILE_HEIGHT, index * TILE_WIDTH + at), at * HASH_LENGTH);
  }
  return bytes;
}

/**
 * The hashes of a tree of `size` leaves, out of its tiles. A partial tile may have given way to the
 * full one. Keeps the last tile of each level, on which a proof comes back time and again.
 *
 * @returns a reader that throws a {@link TileFault} where a tile is missing or has another length
 *   than it must have, and a RangeError for subtrees that the tree has not
 */
export function tileHashes(size: number, read: FileReader): HashReader {
  const last = new Map<number, { readonly index: number; readonly bytes: Uint8Array }>();
  return (level, index) => {
    if (!((index + 1) * 2 ** level <= size)) {
      throw new RangeError(`Cannot read subtree ${index} of level ${level} of ${size} leaves`);
    }
    const height = level % TILE_HEIGHT;
    const tileLevel = (level - height) / TILE_HEIGHT;
    const first = index * 2 ** height;
    const tileIndex = Math.floor(first / TILE_WIDTH);
    let tile = last.get(tileLevel);
    if (tile?.index !== tileIndex) {
      tile = { index: tileIndex, bytes: readTile(tileLevel, tileIndex, size, read) };
      last.set(tileLevel, tile);
    }
    return perfectHash(tile.bytes, first % TILE_WIDTH, 2 ** height);
  };
}

function readTile(level: number, index: number, size: number, read: FileReader): Uint8Array {
  const hashes = Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH;
  const width = Math.min(hashes, TILE_WIDTH);
  const path = tilePath({ level, index, width });
  const bytes = read(path);
  if (bytes) return ofLength(bytes, width, path);
  const full = tilePath({ level, index, width: TILE_WIDTH });
  const fullBytes = full === path ? null : read(full);
  if (!fullBytes) throw new TileFault(path, "there is no such file");
  return ofLength(fullBytes, TILE_WIDTH, full);
}

function ofLength(bytes: Uint8Array, width: number, path: string): Uint8Array {
  const expected = width * HASH_LENGTH;
  if (bytes.length === expected) return bytes;
  throw new TileFault(path, `it has ${bytes.length} octets, not ${expected}`);
}

/** The hash over `width` hashes of a tile, a power of two of them. */
function perfectHash(tile: Uint8Array, first: number, width: number): Hash {
  if (width === 1) return tile.slice(first * HASH_LENGTH, (first + 1) * HASH_LENGTH);
  const half = width / 2;
  return nodeHash(perfectHash(tile, first, half), perfectHash(tile, first + half, half));
}

/** The places in one level that change as it grows from `from` to `to` hashes. */
function* changedPlaces(from: number, to: number): Generator<Omit<Tile, "level">> {
  const start = Math.floor(from / TILE_WIDTH);
  for (let index = start; from < to && index * TILE_WIDTH < to; index++) {
    yield { index, width: Math.min(to - index * TILE_WIDTH, TILE_WIDTH) };
  }
}
