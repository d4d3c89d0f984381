/**
 * Proofs that an entry is in the tree and that a tree only grew: RFC 9162 §2.1.3 and §2.1.4.
 *
 * @module
 */
import { emptyRoot, type Hash, isHash, nodeHash, sameHash } from "./hash.ts";
import { type HashReader, isSize, rangeHash, splitOf, type TreeHead } from "./tree.ts";

/** That a leaf stands at a place of a tree. */
export interface InclusionClaim {
  /** The hash of the leaf: `leafHash(entry)`. */
  readonly leaf: Uint8Array;
  /** Its place, from 0. */
  readonly index: number;
  readonly head: TreeHead;
}

/**
 * `PATH(index, D_size)` of RFC 9162 §2.1.3.1.
 *
 * @throws {RangeError} when the tree has no such leaf
 */
export function proveInclusion(index: number, size: number, read: HashReader): readonly Hash[] {
  if (!isSize(index) || !isSize(size) || index >= size) {
    throw new RangeError(`Cannot prove inclusion: ${size} leaves have no leaf ${index}`);
  }
  const proof: Hash[] = [];
  let [start, end] = [0, size];
  // From the root down, where the RFC's recursion comes back from the leaf: hence the end.
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      proof.push(rangeHash(middle, end, read));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, read));
      start = middle;
    }
  }
  return proof.reverse();
}

/**
 * `PROOF(first, D_second)` of RFC 9162 §2.1.4.1. From the empty tree, and from a tree to itself,
 * the proof is empty.
 *
 * @throws {RangeError} when `first` is larger than `second`
 */
export function proveConsistency(first: number, second: number, read: HashReader): readonly Hash[] {
  if (!isSize(first) || !isSize(second) || first > second) {
    throw new RangeError(`Cannot prove consistency: ${first} leaves never grew to ${second}`);
  }
  if (first === 0) return [];
  const proof: Hash[] = [];
  let [start, end] = [0, second];
  while (end > first) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      proof.push(rangeHash(middle, end, read));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, read));
      start = middle;
    }
  }
  // `SUBPROOF(m, D_m, false)`: what remains is no tree that the verifier has the root of.
  if (start > 0) proof.push(rangeHash(start, end, read));
  return proof.reverse();
}

/** Whether the proof shows what is claimed: RFC 9162 §2.1.3.2. Takes anything, and never throws. */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): boolean {
  const { leaf, index, head: { size, root } } = claim;
  if (!isSize(index) || !isSize(size) || index >= size || !isHash(leaf)) return false;
  const path = new Path(index, size - 1);
  let r: Hash = leaf;
  for (const p of proof) {
    if (!isHash(p) || path.atRoot) return false;
    r = path.step() === "left" ? nodeHash(p, r) : nodeHash(r, p);
  }
  return path.atRoot && sameHash(r, root);
}

/**
 * Whether the proof shows that the first tree grew to be the second: RFC 9162 §2.1.4.2. Takes
 * anything, and never throws. Any tree grew from the empty one; a tree of the same size is the same
 * tree. Both need no proof, and none may be given.
 */
export function verifyConsistency(
  first: TreeHead,
  second: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(first.size) || !isSize(second.size) || first.size > second.size) return false;
  if (!isHash(first.root) || !isHash(second.root)) return false;
  if (first.size === second.size) {
    return proof.length === 0 && sameHash(first.root, second.root) && rootFits(first);
  }
  if (first.size === 0) return proof.length === 0 && rootFits(first);
  if (proof.length === 0) return false;
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof;
  if (!isHash(start!)) return false;
  const path = new Path(first.size - 1, second.size - 1);
  path.skipComplete();
  let [fr, sr]: [Hash, Hash] = [start, start];
  for (const c of rest) {
    if (!isHash(c) || path.atRoot) return false;
    if (path.step() === "left") {
      [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
    } else {
      sr = nodeHash(sr, c);
    }
  }
  return path.atRoot && sameHash(fr, first.root) && sameHash(sr, second.root);
}

/**
 * The way from a leaf up to the root: `fn` and `sn` of RFC 9162 §2.1.3.2 and §2.1.4.2. Both may be
 * larger than the 32 bits that JavaScript's shifts know.
 */
class Path {
  #fn: number;
  #sn: number;

  constructor(fn: number, sn: number) {
    this.#fn = fn;
    this.#sn = sn;
  }

  get atRoot(): boolean {
    return this.#sn === 0;
  }

  /** Step 4 of §2.1.4.2: up, out of the subtrees that the first tree has completed. */
  skipComplete(): void {
    while (this.#fn % 2 === 1) this.#up();
  }

  /** Goes up one node: the side of it on which the proof's hash stands. */
  step(): "left" | "right" {
    const side = this.#fn % 2 === 1 || this.#fn === this.#sn ? "left" : "right";
    // On the right edge, nodes without a right child are none.
    while (side === "left" && this.#fn % 2 === 0 && this.#fn !== 0) this.#up();
    this.#up();
    return side;
  }

  #up(): void {
    this.#fn = Math.floor(this.#fn / 2);
    this.#sn = Math.floor(this.#sn / 2);
  }
}

/** No tree without leaves has any root but one. */
function rootFits({ size, root }: TreeHead): boolean {
  return size > 0 || sameHash(root, emptyRoot());
}

function isPowerOfTwo(n: number): boolean {
  return n === 1 || n === 2 * splitOf(n);
}
