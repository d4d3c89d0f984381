/**
 * The Merkle tree of RFC 9162 §2.1: how it grows, and its roots.
 *
 * Sizes and indexes are safe integers: a tree holds less than 2^53 leaves.
 *
 * @module
 */
import { emptyRoot, type Hash, nodeHash } from "./hash.ts";

/** A tree as far as its root tells. */
export interface TreeHead {
  /** How many leaves it has. */
  readonly size: number;
  readonly root: Hash;
}

/** A perfect subtree: the leaves from `index * 2^level` up to `(index + 1) * 2^level`. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Gives the hash of a perfect subtree that is complete; throws when it cannot. */
export type HashReader = (level: number, index: number) => Hash;

/**
 * A tree's right edge: all that it takes to let it grow. Its perfect subtrees stand side by side,
 * the largest first, one for each bit that is set in its size.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

/** The frontier of a tree without leaves. */
export const EMPTY_TREE: Frontier = { size: 0, hashes: [] };

/**
 * Lets a tree grow (RFC 9162 §2.1.2, step 2) in memory that grows with the tree's height alone.
 *
 * @param leaves the hashes of the new leaves, in order
 * @param completed told of every perfect subtree as it becomes complete, leaves included, lower
 *   ones first
 */
export function extend(
  frontier: Frontier,
  leaves: Iterable<Hash>,
  completed: (level: number, index: number, hash: Hash) => void,
): Frontier {
  const hashes = [...frontier.hashes];
  let { size } = frontier;
  for (const leaf of leaves) {
    let hash = leaf;
    let index = checkedSize(size + 1) - 1;
    completed(0, index, hash);
    for (let level = 1; index % 2 === 1; level++) {
      hash = nodeHash(hashes.pop()!, hash);
      index = (index - 1) / 2;
      completed(level, index, hash);
    }
    hashes.push(hash);
    size++;
  }
  return { size, hashes };
}

/** The root of the tree with this frontier (RFC 9162 §2.1.2, step 3). */
export function rootOf({ hashes }: Frontier): Hash {
  return hashes.length === 0 ? emptyRoot() : foldRight(hashes);
}

/** The frontier of a tree whose hashes are kept elsewhere. */
export function frontierAt(size: number, read: HashReader): Frontier {
  const hashes = cover(0, checkedSize(size)).map(({ level, index }) => read(level, index));
  return { size, hashes };
}

/** The head of a tree whose hashes are kept elsewhere. */
export function headAt(size: number, read: HashReader): TreeHead {
  return { size, root: rootOf(frontierAt(size, read)) };
}

/**
 * `MTH(D[start:end])` of RFC 9162 §2.1.1, for the ranges that its recursion comes upon: `start` is
 * a multiple of the smallest power of two that is not less than `end - start`, and less than `end`.
 */
export function rangeHash(start: number, end: number, read: HashReader): Hash {
  return foldRight(cover(start, end).map(({ level, index }) => read(level, index)));
}

/** The largest power of two smaller than `n`, which is 2 or more: `k` of RFC 9162 §2.1.1. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Whether a tree can have this size. */
export function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** Such a range, cut into perfect subtrees from left to right. */
function cover(start: number, end: number): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start; at < end;) {
    let [level, width] = [0, 1];
    while (width * 2 <= end - at) [level, width] = [level + 1, width * 2];
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
}

function foldRight(hashes: readonly Hash[]): Hash {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

function checkedSize(size: number): number {
  if (isSize(size)) return size;
  throw new RangeError(`Cannot have a tree of ${size} leaves: it is no safe natural number`);
}
