/**
 * The hashes of the log and of its tree.
 *
 * @module
 */
import { BLOCK_LENGTH, sha256 } from "./sha256.ts";

/** A SHA-256 digest: 32 octets. */
export type Hash = Uint8Array<ArrayBuffer>;

/** Octets of a {@link Hash}. */
export const HASH_LENGTH = 32;

/** RFC 9162 §2.1.1: what tells a leaf from a node, so that neither can pass for the other. */
const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = 0x01;

/** RFC 2104 §2. */
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** Filled anew for every key: a log has a million of them. */
const inner = new Uint8Array(BLOCK_LENGTH);
const outer = new Uint8Array(BLOCK_LENGTH);

/** Filled and hashed in one go, again and again: a tree of a million leaves has a million nodes. */
const node = new Uint8Array(1 + 2 * HASH_LENGTH);
node[0] = NODE_PREFIX;

/** RFC 2104 over SHA-256, for keys that are no longer than a block. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Hash {
  inner.fill(INNER_PAD);
  outer.fill(OUTER_PAD);
  for (let at = 0; at < key.length; at++) {
    inner[at]! ^= key[at]!;
    outer[at]! ^= key[at]!;
  }
  const digest = sha256(outer, sha256(inner, message));
  // What is left of the key is nobody's business.
  inner.fill(0);
  outer.fill(0);
  return digest;
}

/** RFC 9162 §2.1.1: the hash of a leaf, `HASH(0x00 || entry)`. */
export function leafHash(entry: Uint8Array): Hash {
  return sha256(LEAF_PREFIX, entry);
}

/** RFC 9162 §2.1.1: the hash of a node, `HASH(0x01 || left || right)`; both 32 octets. */
export function nodeHash(left: Hash, right: Hash): Hash {
  node.set(left, 1);
  node.set(right, 1 + HASH_LENGTH);
  return sha256(node);
}

/** RFC 9162 §2.1.1: the root of a tree without leaves, the hash of nothing. */
export function emptyRoot(): Hash {
  return sha256();
}

/** Whether both are the same 32 octets. What is compared is public: time may tell. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return isHash(one) && isHash(other) && one.every((octet, at) => octet === other[at]);
}

/** Whether it has the length of a hash. */
export function isHash(bytes: Uint8Array): bytes is Hash {
  return bytes.length === HASH_LENGTH;
}
