/**
 * A tree of which every hash is kept in memory, grown as the engine grows it; a log of which every
 * file is.
 *
 * @module
 */
import fc from "fast-check";
import { growBundles } from "../../adapters/merkle/bundles.ts";
import { type Hash, leafHash } from "../../adapters/merkle/hash.ts";
import { type FileReader, growTiles } from "../../adapters/merkle/tiles.ts";
import {
  EMPTY_TREE,
  extend,
  type Frontier,
  type HashReader,
  headAt,
  rootOf,
  type TreeHead,
} from "../../adapters/merkle/tree.ts";

/** The whole tree over some entries. */
export class MemoryTree {
  readonly #hashes = new Map<string, Hash>();
  #frontier: Frontier = EMPTY_TREE;

  constructor(entries: readonly Uint8Array[]) {
    this.add(entries);
  }

  add(entries: readonly Uint8Array[]): void {
    const set = (level: number, index: number, hash: Hash) =>
      void this.#hashes.set(`${level}/${index}`, hash);
    this.#frontier = extend(this.#frontier, entries.map(leafHash), set);
  }

  get size(): number {
    return this.#frontier.size;
  }

  get root(): Hash {
    return rootOf(this.#frontier);
  }

  readonly read: HashReader = (level, index) => {
    const hash = this.#hashes.get(`${level}/${index}`);
    if (!hash) throw new Error(`No subtree ${index} at level ${level}`);
    return hash;
  };

  head(size = this.size): TreeHead {
    return headAt(size, this.read);
  }
}

/** A log whose files lie in memory. */
export class MemoryLog {
  readonly files = new Map<string, Uint8Array>();
  size = 0;

  readonly read: FileReader = (path) => this.files.get(path) ?? null;

  grow(entries: readonly Uint8Array[]): TreeHead {
    const bundles = growBundles(this.size, entries, this.read);
    const { head, tiles } = growTiles(this.size, entries.map(leafHash), this.read);
    for (const { path, bytes } of [...bundles, ...tiles]) this.files.set(path, bytes);
    this.size = head.size;
    return head;
  }

  /** Deletes every partial file that a full one has replaced, as the specification allows. */
  dropReplaced(): void {
    for (const path of this.files.keys()) {
      if (this.files.has(path.replace(/\.p\/\d+$/, "")) && path.includes(".p/")) {
        this.files.delete(path);
      }
    }
  }
}

/** Entries that differ: their numbers from `first` on, in four octets. */
export function numbered(count: number, first = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => {
    const entry = new Uint8Array(4);
    new DataView(entry.buffer).setUint32(0, first + at);
    return entry;
  });
}

/** The same octets but for one bit. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}

/** A tree's size and a place in it. */
export const placeInTree: fc.Arbitrary<{ readonly size: number; readonly index: number }> = fc
  .integer({ min: 1, max: 700 })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));

/** Two sizes of a growing tree, the first not empty and smaller. */
export const growth: fc.Arbitrary<{ readonly first: number; readonly second: number }> = fc
  .integer({ min: 2, max: 700 })
  .chain((second) =>
    fc.record({ first: fc.integer({ min: 1, max: second - 1 }), second: fc.constant(second) })
  );
