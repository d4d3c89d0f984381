/**
 * The vectors that implementations of RFC 6962 and RFC 9162 have in common: eight entries, first
 * published with Certificate Transparency.
 *
 * @module
 */
import { expect } from "expect";
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../../adapters/merkle/proofs.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { MemoryTree } from "./memory_tree.ts";

const ENTRIES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => Uint8Array.fromHex(hex));

const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/** Subtrees by level and index. */
const LEAF_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
const LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const PAIR_0 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
const PAIR_1 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const PAIR_2 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const PAIR_3 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const FOUR_0 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const FOUR_1 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

const INCLUSION: readonly (readonly [index: number, size: number, proof: readonly string[]])[] = [
  [0, 1, []],
  [0, 2, [LEAF_1]],
  [1, 2, [LEAF_0]],
  [2, 3, [PAIR_0]],
  [1, 5, [LEAF_0, PAIR_1, LEAF_4]],
  [0, 8, [LEAF_1, PAIR_1, FOUR_1]],
  [5, 8, [LEAF_4, PAIR_3, FOUR_0]],
];

const CONSISTENCY: readonly (readonly [first: number, second: number, readonly string[]])[] = [
  [1, 1, []],
  [1, 8, [LEAF_1, PAIR_1, FOUR_1]],
  [2, 5, [PAIR_1, LEAF_4]],
  [6, 8, [PAIR_2, PAIR_3, FOUR_0]],
];

const tree = new MemoryTree(ENTRIES);
const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => hash.toHex());
const octets = (hashes: readonly string[]) => hashes.map((hash) => Uint8Array.fromHex(hash));
const knownHead = (size: number) => ({ size, root: Uint8Array.fromHex(ROOTS[size]!) });

for (const [size, root] of ROOTS.entries()) {
  Deno.test(`the root of the first ${size} entries is the known one`, () => {
    expect(new MemoryTree(ENTRIES.slice(0, size)).root.toHex()).toBe(root);
    expect(tree.head(size)).toEqual(knownHead(size));
  });
}

for (const [index, size, proof] of INCLUSION) {
  Deno.test(`the proof that entry ${index} is among ${size} is the known one`, () => {
    expect(hex(proveInclusion(index, size, tree.read))).toEqual(proof);
    const claim = { leaf: leafHash(ENTRIES[index]!), index, head: knownHead(size) };
    expect(verifyInclusion(claim, octets(proof))).toBe(true);
  });
}

for (const [first, second, proof] of CONSISTENCY) {
  Deno.test(`the proof that ${first} entries grew to ${second} is the known one`, () => {
    expect(hex(proveConsistency(first, second, tree.read))).toEqual(proof);
    expect(verifyConsistency(knownHead(first), knownHead(second), octets(proof))).toBe(true);
  });
}

Deno.test("RFC 9162 §2.1.5: the proofs of the tree with seven leaves", () => {
  const [a, , c, d, , f] = ENTRIES.map((entry) => leafHash(entry).toHex());
  const [g, h, i, j] = [PAIR_0, PAIR_1, PAIR_2, leafHash(ENTRIES[6]!).toHex()];
  const [k, l] = [FOUR_0, new MemoryTree(ENTRIES.slice(4, 7)).root.toHex()];
  const b = LEAF_1;
  expect(a).toBe(LEAF_0);
  const inclusion = (index: number) => hex(proveInclusion(index, 7, tree.read));
  expect(inclusion(0)).toEqual([b, h, l]);
  expect(inclusion(3)).toEqual([c, g, l]);
  expect(inclusion(4)).toEqual([f, j, k]);
  expect(inclusion(6)).toEqual([i, k]);
  const consistency = (first: number) => hex(proveConsistency(first, 7, tree.read));
  expect(consistency(3)).toEqual([c, d, g, l]);
  expect(consistency(4)).toEqual([l]);
  expect(consistency(6)).toEqual([i, j, k]);
});
