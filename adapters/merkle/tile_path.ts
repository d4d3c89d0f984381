/**
 * The names of the tree's static files (https://c2sp.org/tlog-tiles): `tile/<L>/<N>[.p/<W>]` and
 * `tile/entries/<N>[.p/<W>]`.
 *
 * @module
 */

/** Hashes of a full tile, entries of a full bundle. */
export const TILE_WIDTH = 256;

/** Levels of the tree that one level of tiles spans. */
export const TILE_HEIGHT = 8;

/** One of the static files that make up a tree. */
export interface Tile {
  /** The level of tiles, leaves being at 0; or the bundles of entries, which lie beside level 0. */
  readonly level: number | "entries";
  /** Its place in its level, from 0. */
  readonly index: number;
  /** Hashes or entries in it: 1 to 255 for a partial one, 256 for a full one. */
  readonly width: number;
}

/** The last level that the specification knows. */
const MAX_LEVEL = 63;

const PATH = /^tile\/(0|[1-9]\d?|entries)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Where the file lies, below the log's prefix. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g)!;
  const place = groups.map((group, at) => at < groups.length - 1 ? `x${group}` : group);
  const path = `tile/${level}/${place.join("/")}`;
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

/** The file with this name; undefined when there can be none. Every file has one name alone. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level, groups, width] = PATH.exec(path) ?? [];
  if (level === undefined || groups === undefined) return undefined;
  const tile: Tile = {
    level: level === "entries" ? level : Number(level),
    index: Number(groups.replace(/[x/]/g, "")),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (level !== "entries" && Number(level) > MAX_LEVEL) return undefined;
  if (!Number.isSafeInteger(tile.index) || tile.width > TILE_WIDTH) return undefined;
  return tilePath(tile) === path ? tile : undefined;
}
