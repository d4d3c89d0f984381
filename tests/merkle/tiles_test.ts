/**
 * The tree as static files, and back.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { decodeBundle, encodeBundle, readBundle } from "../../adapters/merkle/bundles.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { proveConsistency, proveInclusion } from "../../adapters/merkle/proofs.ts";
import { parseTilePath, type Tile, tilePath } from "../../adapters/merkle/tile_path.ts";
import { changedTiles, growTiles, TileFault, tileHashes } from "../../adapters/merkle/tiles.ts";
import { headAt } from "../../adapters/merkle/tree.ts";
import { MemoryLog, MemoryTree, numbered } from "./memory_tree.ts";

const SEED = 70_000;
/** More than 256 * 256: three levels of tiles. */
const MANY = 66_000;
const ENTRIES = numbered(MANY);
const tree = new MemoryTree(ENTRIES);
const log = new MemoryLog();
log.grow(ENTRIES);

const PATHS: readonly (readonly [string, Tile])[] = [
  ["tile/0/000", { level: 0, index: 0, width: 256 }],
  ["tile/0/000.p/1", { level: 0, index: 0, width: 1 }],
  ["tile/1/999.p/255", { level: 1, index: 999, width: 255 }],
  ["tile/2/x001/000", { level: 2, index: 1000, width: 256 }],
  ["tile/0/x001/x234/067", { level: 0, index: 1_234_067, width: 256 }],
  ["tile/63/x123/x000/x000/999.p/10", { level: 63, index: 123_000_000_999, width: 10 }],
  ["tile/entries/x001/x234/067.p/8", { level: "entries", index: 1_234_067, width: 8 }],
  ["tile/0/x009/x007/x199/x254/x740/991", {
    level: 0,
    index: Number.MAX_SAFE_INTEGER,
    width: 256,
  }],
];

for (const [path, tile] of PATHS) {
  Deno.test(`${path} names one tile`, () => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });
}

for (
  const path of [
    "",
    "checkpoint",
    "tile/0",
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/data/000",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001/x002",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/999",
    "tile/0/000.p/",
    "tile/0/000.p",
    "tile/0/000/",
    "/tile/0/000",
    "tile/0/000\n",
    "tile/0/../000",
    "tile/0/x009/x007/x199/x254/x740/992",
    "tile/0/x999/x999/x999/x999/x999/x999/999",
    "tile/0/\u0660\u0660\u0660",
  ]
) {
  Deno.test(`${JSON.stringify(path)} names no tile`, () => {
    expect(parseTilePath(path)).toBe(undefined);
  });
}

Deno.test("whatever is taken for a tile's name is the tile's only name", () => {
  const part = fc.constantFrom("tile/", "entries", "0", "1", "/", "x", "001", "256", ".p/", "63");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 9 }).map((parts) => parts.join("")), (path) => {
      const tile = parseTilePath(path);
      if (tile) expect(tilePath(tile)).toBe(path);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

Deno.test("a tree of 70,000 leaves has the tiles that the specification says it has", () => {
  const tiles = [...changedTiles(0, 70_000)];
  const count = (level: number, full: boolean) =>
    tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;
  expect([count(0, true), count(1, true), count(2, true)]).toEqual([273, 1, 0]);
  expect(tiles.filter(({ width }) => width < 256).map(tilePath)).toEqual([
    "tile/0/273.p/112",
    "tile/1/001.p/17",
    "tile/2/000.p/1",
  ]);
  expect([...changedTiles(0, 256)].map(tilePath)).toEqual(["tile/0/000", "tile/1/000.p/1"]);
});

Deno.test("between two sizes, those tiles change that the one has and the other has not", () => {
  const paths = (from: number, to: number) => new Set([...changedTiles(from, to)].map(tilePath));
  fc.assert(
    fc.property(fc.nat(140_000), fc.nat(140_000), (one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      expect(paths(from, to)).toEqual(paths(0, to).difference(paths(0, from)));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("roots and proofs out of tiles are those out of memory", () => {
  // Of an older size, what were partial tiles then may be full ones now.
  for (const size of [MANY, 65_536 - 1, 65_536, 256, 255, 3, 1]) {
    const read = tileHashes(size, log.read);
    expect(headAt(size, read)).toEqual(tree.head(size));
    fc.assert(
      fc.property(fc.nat(size - 1), fc.nat(size), (index, first) => {
        expect(proveInclusion(index, size, read)).toEqual(proveInclusion(index, size, tree.read));
        expect(proveConsistency(first, size, read))
          .toEqual(proveConsistency(first, size, tree.read));
      }),
      { seed: SEED, numRuns: 20 },
    );
  }
});

Deno.test("a log grows to be the same files in steps of any sizes", () => {
  const steps = fc.array(fc.oneof(fc.nat(20), fc.nat(600)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(steps, fc.boolean(), (steps, drops) => {
      const grown = new MemoryLog();
      for (const step of steps) {
        const head = grown.grow(ENTRIES.slice(grown.size, grown.size + step));
        expect(head).toEqual(tree.head(head.size));
        if (drops) grown.dropReplaced();
      }
      const once = new MemoryLog();
      once.grow(ENTRIES.slice(0, grown.size));
      for (const [path, bytes] of once.files) expect(grown.files.get(path)).toEqual(bytes);
    }),
    { seed: SEED, numRuns: 30 },
  );
});

Deno.test("a growing log never changes a file that it has", () => {
  const grown = new MemoryLog();
  for (const step of [3, 0, 250, 3, 1, 700, 5]) {
    const before = new Map(grown.files);
    grown.grow(ENTRIES.slice(grown.size, grown.size + step));
    for (const [path, bytes] of before) expect(grown.files.get(path)).toBe(bytes);
  }
});

Deno.test("bundles hold the entries whose hashes are in the tiles", () => {
  for (const index of [0, 100, 257]) {
    const entries = readBundle(index, MANY, log.read);
    const read = tileHashes(MANY, log.read);
    expect(entries.length).toBe(index === 257 ? MANY - 257 * 256 : 256);
    for (const [at, entry] of entries.entries()) {
      expect(entry).toEqual(ENTRIES[index * 256 + at]);
      expect(leafHash(entry)).toEqual(read(0, index * 256 + at));
    }
  }
  // The partial bundle of an older size has given way to the full one.
  expect(readBundle(100, 100 * 256 + 7, log.read)).toEqual(ENTRIES.slice(25_600, 25_607));
});

Deno.test("a missing, short or long file is named", () => {
  const faulty = new MemoryLog();
  faulty.grow(ENTRIES.slice(0, 300));
  const read = () => headAt(300, tileHashes(300, faulty.read));
  const path = "tile/0/001.p/44";
  const whole = faulty.files.get(path)!;
  for (const bytes of [whole.slice(1), Uint8Array.of(...whole, 0), new Uint8Array()]) {
    faulty.files.set(path, bytes);
    expect(read).toThrow(`Cannot read ${path}: it has ${bytes.length} octets, not 1408`);
  }
  faulty.files.delete(path);
  expect(read).toThrow(new TileFault(path, "there is no such file"));
  expect(() => growTiles(300, [], faulty.read)).toThrow(TileFault);
  faulty.files.set("tile/0/001", whole);
  expect(read).toThrow("Cannot read tile/0/001: it has 1408 octets, not 8192");
  const bundle = "tile/entries/001.p/44";
  const entries = () => readBundle(1, 300, faulty.read);
  const full = faulty.files.get(bundle)!;
  faulty.files.set(bundle, full.slice(0, -1));
  expect(entries).toThrow(`Cannot read ${bundle}: it ends within an entry`);
  faulty.files.set(bundle, full.slice(0, -6));
  expect(entries).toThrow(`Cannot read ${bundle}: it has 43 entries, not 44`);
  faulty.files.delete(bundle);
  expect(entries).toThrow(`Cannot read ${bundle}: there is no such file`);
});

Deno.test("subtrees that a tree has not are not read", () => {
  const read = tileHashes(300, log.read);
  for (const [level, index] of [[0, 300], [3, 37], [8, 1], [9, 0]] as const) {
    expect(() => read(level, index)).toThrow("Cannot read subtree");
  }
});

Deno.test("any entries make a bundle and come out of it again", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (entries) => {
      expect(decodeBundle(encodeBundle(entries))).toEqual(entries);
    }),
    { seed: SEED },
  );
  expect(decodeBundle(encodeBundle([new Uint8Array(65_535)]))![0]!.length).toBe(65_535);
  expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow("it is too long");
});

Deno.test("no octets make the reader of bundles throw, and what it reads is all that there is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 3, maxLength: 60 }), (bytes) => {
      const entries = decodeBundle(bytes);
      if (entries) expect(encodeBundle(entries)).toEqual(new Uint8Array(bytes));
    }),
    { seed: SEED, numRuns: 1000 },
  );
});
