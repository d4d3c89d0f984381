/**
 * Whether the tree's files hold what the tree has: full ones and partial ones, hashes and entries.
 *
 * @module
 */
import { encodeBundle } from "../merkle/bundles.ts";
import { HASH_LENGTH } from "../merkle/hash.ts";
import {
  parseTilePath,
  type Tile,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
} from "../merkle/tile_path.ts";
import type { FileReader } from "../merkle/tiles.ts";
import type { Findings } from "./fault.ts";

/** Takes the tree as it grows. */
export class TileCheck {
  readonly #read: FileReader;
  readonly #findings: Findings;
  /** How many events the latest head covers: files beyond it are nobody's promise. */
  readonly #size: number;
  /** By level: the hashes of the tile that is growing. */
  readonly #levels: Uint8Array[][] = [];
  readonly #places: number[] = [];
  #bundle: Uint8Array[] = [];
  #bundleIndex = 0;

  constructor(read: FileReader, size: number, findings: Findings) {
    this.#read = read;
    this.#size = size;
    this.#findings = findings;
  }

  /** The next entry of the log. */
  entry(position: number, entry: Uint8Array): void {
    if (position > this.#size) return;
    this.#bundle.push(entry);
    if (this.#bundle.length < TILE_WIDTH) return;
    this.#compareBundle(TILE_WIDTH);
    this.#bundle = [];
    this.#bundleIndex++;
  }

  /** A perfect subtree of the tree. */
  readonly completed = (level: number, index: number, hash: Uint8Array): void => {
    if (level % TILE_HEIGHT !== 0 || (index + 1) * 2 ** level > this.#size) return;
    const tileLevel = level / TILE_HEIGHT;
    const hashes = this.#levels[tileLevel] ??= [];
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const place = this.#places[tileLevel] ?? 0;
    this.#compareTile({ level: tileLevel, index: place, width: TILE_WIDTH }, hashes);
    this.#levels[tileLevel] = [];
    this.#places[tileLevel] = place + 1;
  };

  /** What is left over when the whole tree has been gone through. */
  end(): void {
    if (this.#bundle.length > 0) this.#compareBundle(this.#bundle.length);
    for (const [level, hashes] of this.#levels.entries()) {
      const index = this.#places[level] ?? 0;
      if (hashes.length > 0) this.#compareTile({ level, index, width: hashes.length }, hashes);
    }
  }

  /**
   * Partial files of former heads that still lie there: what is in them must be the beginning of
   * what lies at their place now. To be called after {@linkcode end}.
   */
  checkOther(path: string): void {
    const tile = parseTilePath(path);
    if (!tile) {
      this.#findings.fault(`file log/${path}`, "it is no file of the log");
      return;
    }
    const covered = tile.level === "entries"
      ? this.#size
      : Math.floor(this.#size / TILE_WIDTH ** tile.level);
    const first = tile.index * TILE_WIDTH;
    // A full one has been compared. What covers more than the latest head is on its way, or was
    // left by a crash: the next head writes it again.
    if (tile.width === TILE_WIDTH || first + tile.width > covered) return;
    const whole = this.#wholeOf(tile, Math.min(covered - first, TILE_WIDTH));
    const bytes = this.#read(path);
    if (!whole || !bytes) return;
    if (bytes.length > whole.length || bytes.some((octet, at) => octet !== whole[at])) {
      this.#findings.fault(`file log/${path}`, CHANGED);
    }
  }

  #wholeOf({ level, index }: Tile, width: number): Uint8Array | null {
    return this.#read(tilePath({ level, index, width: TILE_WIDTH })) ??
      this.#read(tilePath({ level, index, width }));
  }

  #compareBundle(width: number): void {
    const tile = { level: "entries", index: this.#bundleIndex, width } as const;
    this.#compare(tile, encodeBundle(this.#bundle));
  }

  #compareTile(tile: Tile, hashes: readonly Uint8Array[]): void {
    const bytes = new Uint8Array(hashes.length * HASH_LENGTH);
    for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_LENGTH);
    this.#compare(tile, bytes);
  }

  #compare(tile: Tile, expected: Uint8Array): void {
    const path = tilePath(tile);
    // A partial one gives way to the full one while the provider serves.
    const bytes = this.#read(path) ??
      this.#read(tilePath({ ...tile, width: TILE_WIDTH }))?.subarray(0, expected.length);
    if (!bytes) {
      this.#findings.fault(`file log/${path}`, "it is missing: `ceralacca log repair` makes it");
    } else if (!equal(bytes, expected)) {
      this.#findings.fault(`file log/${path}`, CHANGED);
    }
  }
}

const CHANGED = "its content is not what the log gives: `ceralacca log repair` makes it again";

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, at) => octet === other[at]);
}
