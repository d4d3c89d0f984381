/**
 * Proofs of trees of all sizes: each verifies, and nothing else does.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { emptyRoot, type Hash, leafHash, nodeHash } from "../../adapters/merkle/hash.ts";
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../../adapters/merkle/proofs.ts";
import { EMPTY_TREE, extend, frontierAt, headAt, rootOf } from "../../adapters/merkle/tree.ts";
import { flipped, growth, MemoryTree, numbered, placeInTree } from "./memory_tree.ts";

const SEED = 9162;
const ENTRIES = numbered(700);
const tree = new MemoryTree(ENTRIES);

/** No hash has them; one octet more or less could be lost on the way into a node. */
const OTHER_LENGTHS = [0, 31, 33];
const resized = (hash: Hash, length: number): Hash =>
  Uint8Array.from({ length }, (_, at) => hash[at] ?? 0);

const inclusion = (index: number, size: number) => ({
  claim: { leaf: leafHash(ENTRIES[index]!), index, head: tree.head(size) },
  proof: proveInclusion(index, size, tree.read),
});
const consistency = (first: number, second: number) => proveConsistency(first, second, tree.read);

Deno.test("every proof of every small tree verifies", () => {
  for (let size = 1; size <= 40; size++) {
    for (let at = 0; at < size; at++) {
      const { claim, proof } = inclusion(at, size);
      expect(verifyInclusion(claim, proof)).toBe(true);
    }
    for (let first = 0; first <= size; first++) {
      const proof = consistency(first, size);
      expect(verifyConsistency(tree.head(first), tree.head(size), proof)).toBe(true);
    }
  }
});

Deno.test("an inclusion proof with any bit flipped, or anything more or less, fails", () => {
  fc.assert(
    fc.property(placeInTree, fc.nat(), ({ size, index }, at) => {
      const { claim, proof } = inclusion(index, size);
      expect(verifyInclusion(claim, proof)).toBe(true);
      const bit = at % 256;
      for (const place of proof.keys()) {
        const changed = proof.map((hash, it) => it === place ? flipped(hash, bit) : hash);
        expect(verifyInclusion(claim, changed)).toBe(false);
        expect(verifyInclusion(claim, proof.toSpliced(place, 1))).toBe(false);
        expect(verifyInclusion(claim, proof.toSpliced(place, 0, proof[place]!))).toBe(false);
        for (const length of OTHER_LENGTHS) {
          const cut = proof.with(place, resized(proof[place]!, length));
          expect(verifyInclusion(claim, cut)).toBe(false);
        }
      }
      expect(verifyInclusion(claim, [...proof, claim.head.root])).toBe(false);
      for (const length of OTHER_LENGTHS) {
        const [leaf, root] = [resized(claim.leaf, length), resized(claim.head.root, length)];
        expect(verifyInclusion({ ...claim, leaf }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, head: { size, root } }, proof)).toBe(false);
      }
      expect(verifyInclusion({ ...claim, leaf: flipped(claim.leaf, bit) }, proof)).toBe(false);
      const head = { size, root: flipped(claim.head.root, bit) };
      expect(verifyInclusion({ ...claim, head }, proof)).toBe(false);
    }),
    { seed: SEED },
  );
});

Deno.test("an inclusion proof shows no other place of the tree", () => {
  fc.assert(
    fc.property(placeInTree, fc.nat(699), ({ size, index }, other) => {
      fc.pre(other !== index);
      const { claim, proof } = inclusion(index, size);
      expect(verifyInclusion({ ...claim, index: other }, proof)).toBe(false);
    }),
    { seed: SEED },
  );
});

Deno.test("no size and no index but whole, known ones are taken", () => {
  const { claim, proof } = inclusion(0, 1);
  const root = claim.head.root;
  expect(verifyInclusion(claim, proof)).toBe(true);
  for (const size of [0, -1, 0.5, 1.5, NaN, Infinity, 2 ** 53]) {
    expect(verifyInclusion({ ...claim, head: { size, root } }, proof)).toBe(false);
    expect(verifyConsistency({ size, root }, { size, root }, [])).toBe(false);
    expect(verifyConsistency({ size, root }, tree.head(3), consistency(1, 3))).toBe(false);
    expect(verifyConsistency(tree.head(1), { size, root }, consistency(1, 3))).toBe(false);
  }
  for (const index of [1, -1, 0.5, NaN, Infinity, 2 ** 53]) {
    expect(verifyInclusion({ ...claim, index }, proof)).toBe(false);
    expect(() => proveInclusion(index, 1, tree.read)).toThrow("Cannot prove inclusion: 1 leaves");
  }
  expect(() => proveConsistency(2, 1, tree.read)).toThrow("2 leaves never grew to 1");
  expect(() => headAt(-1, tree.read)).toThrow("Cannot have a tree of -1 leaves");
  expect(() => headAt(2 ** 53, tree.read)).toThrow("Cannot have a tree");
});

Deno.test("a consistency proof with any bit flipped, or anything more or less, fails", () => {
  fc.assert(
    fc.property(growth, fc.nat(255), ({ first, second }, bit) => {
      const [one, two, proof] = [tree.head(first), tree.head(second), consistency(first, second)];
      expect(verifyConsistency(one, two, proof)).toBe(true);
      for (const place of proof.keys()) {
        const changed = proof.map((hash, it) => it === place ? flipped(hash, bit) : hash);
        expect(verifyConsistency(one, two, changed)).toBe(false);
        expect(verifyConsistency(one, two, proof.toSpliced(place, 1))).toBe(false);
        for (const length of OTHER_LENGTHS) {
          const cut = proof.with(place, resized(proof[place]!, length));
          expect(verifyConsistency(one, two, cut)).toBe(false);
        }
      }
      expect(verifyConsistency(one, two, [...proof, two.root])).toBe(false);
      expect(verifyConsistency(one, two, [one.root, ...proof])).toBe(false);
      expect(verifyConsistency(one, two, [])).toBe(false);
      expect(verifyConsistency(two, one, proof)).toBe(false);
      const [falseOne, falseTwo] = [one, two].map(({ size, root }) => (
        { size, root: flipped(root, bit) }
      ));
      expect(verifyConsistency(falseOne!, two, proof)).toBe(false);
      expect(verifyConsistency(one, falseTwo!, proof)).toBe(false);
    }),
    { seed: SEED },
  );
});

Deno.test("a consistency proof holds for no first tree of another size", () => {
  fc.assert(
    fc.property(growth, fc.integer({ min: 1, max: 700 }), ({ first, second }, size) => {
      fc.pre(size !== first);
      const proof = consistency(first, second);
      const claimed = { size, root: tree.head(first).root };
      expect(verifyConsistency(claimed, tree.head(second), proof)).toBe(false);
    }),
    { seed: SEED },
  );
});

Deno.test("no proof leads past the root, or ends below it, though the roots are made to fit", () => {
  const [leaf, other] = [leafHash(ENTRIES[0]!), leafHash(ENTRIES[1]!)];
  const root = nodeHash(leaf, other);
  const swapped = nodeHash(other, leaf);
  expect(verifyInclusion({ leaf, index: 0, head: { size: 2, root } }, [other])).toBe(true);
  expect(verifyInclusion({ leaf, index: 0, head: { size: 1, root: swapped } }, [other])).toBe(
    false,
  );
  expect(verifyInclusion({ leaf, index: 0, head: { size: 3, root } }, [other])).toBe(false);
  const one = { size: 1, root: leaf };
  expect(verifyConsistency(one, { size: 2, root }, [other])).toBe(true);
  expect(verifyConsistency(one, { size: 3, root }, [other])).toBe(false);
  // One hash more, as the left neighbour of both roots.
  const lifted = (size: number) => ({ size, root: nodeHash(other, tree.head(size).root) });
  expect(verifyConsistency(lifted(3), lifted(4), [...consistency(3, 4), other])).toBe(false);
});

Deno.test("everything grew from the empty tree, and needs no proof of it", () => {
  const empty = { size: 0, root: emptyRoot() };
  expect(verifyConsistency(empty, tree.head(), [])).toBe(true);
  expect(verifyConsistency(empty, empty, [])).toBe(true);
  expect(verifyConsistency(empty, tree.head(), [tree.root])).toBe(false);
  expect(verifyConsistency({ size: 0, root: tree.root }, tree.head(), [])).toBe(false);
  expect(verifyConsistency({ size: 0, root: tree.root }, { size: 0, root: tree.root }, []))
    .toBe(false);
  expect(verifyConsistency(tree.head(), tree.head(), [])).toBe(true);
  expect(verifyConsistency(tree.head(), tree.head(), [tree.root])).toBe(false);
});

/** What somebody may do to a log who can write everything in it but the heads that are out. */
const FORGERIES: readonly (readonly [string, (at: number) => readonly Uint8Array[]])[] = [
  ["changed", (at) => ENTRIES.with(at, Uint8Array.of(1))],
  ["removed", (at) => ENTRIES.toSpliced(at, 1)],
  ["inserted", (at) => ENTRIES.toSpliced(at, 0, Uint8Array.of(1))],
  ["put before the one ahead of it", (at) => {
    const before = at === 0 ? 1 : at - 1;
    return ENTRIES.with(at, ENTRIES[before]!).with(before, ENTRIES[at]!);
  }],
];

for (const [name, forge] of FORGERIES) {
  Deno.test(`when an entry is ${name} and all is computed again, older heads tell`, () => {
    fc.assert(
      fc.property(growth, fc.nat(), ({ first, second }, at) => {
        fc.pre(first > 1 || !name.startsWith("put"));
        const forged = new MemoryTree(forge(at % first).slice(0, second));
        const size = forged.size;
        fc.pre(size > first);
        const old = tree.head(first);
        const proof = proveConsistency(first, size, forged.read);
        expect(verifyConsistency(forged.head(first), forged.head(), proof)).toBe(true);
        expect(verifyConsistency(old, forged.head(), proof)).toBe(false);
        expect(verifyConsistency(old, forged.head(), consistency(first, size))).toBe(false);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });
}

Deno.test("a tree grows to be the same in steps of any sizes", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 10 }), (steps) => {
      let frontier = EMPTY_TREE;
      for (const step of steps) {
        const leaves = ENTRIES.slice(frontier.size, frontier.size + step).map(leafHash);
        frontier = extend(frontier, leaves, () => {});
        expect(rootOf(frontier)).toEqual(tree.head(frontier.size).root);
        expect(frontier).toEqual(frontierAt(frontier.size, tree.read));
        expect(frontier.hashes.length).toBe(frontier.size.toString(2).replaceAll("0", "").length);
      }
    }),
    { seed: SEED },
  );
});

Deno.test("trees of more than 2^32 leaves keep to the same rules", () => {
  // All leaves alike, so that one hash a level is enough to know the whole tree.
  const levels = [leafHash(new Uint8Array())];
  const read = (level: number) => {
    while (levels.length <= level) {
      const twins = extend({ size: 1, hashes: [levels.at(-1)!] }, [levels.at(-1)!], () => {});
      levels.push(rootOf(twins));
    }
    return levels[level]!;
  };
  const leaf = levels[0]!;
  for (const size of [2 ** 32 + 5, 2 ** 40 - 1, 2 ** 53 - 1]) {
    const head = headAt(size, read);
    for (const index of [0, 2 ** 31, 2 ** 32 + 3, size - 1]) {
      const proof = proveInclusion(index, size, read);
      expect(verifyInclusion({ leaf, index, head }, proof)).toBe(true);
      expect(verifyInclusion({ leaf, index, head }, proof.slice(1))).toBe(false);
    }
    for (const first of [1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, size - 1]) {
      const proof = proveConsistency(first, size, read);
      expect(verifyConsistency(headAt(first, read), head, proof)).toBe(true);
      expect(verifyConsistency(headAt(first, read), head, proof.slice(1))).toBe(false);
    }
  }
});
