/**
 * The lengths of streams as a tree: what a day's close commits to, so that nobody can be shown a
 * stream with its last events left out.
 *
 * A stream's leaf has its place by the digest of its name, bit after bit from the root; a subtree
 * with a single leaf is that leaf. On the way to a place there is one thing alone, a leaf, a node
 * or nothing, and all three hash differently: no tree holds two lengths of one stream, however it
 * was made, and none both has and lacks a stream.
 *
 * Lengths are hidden under the day's salt; a stream's key opens its own alone. A proof of absence
 * may show where another stream stands, which tells that it exists to whoever guesses its name.
 *
 * @module
 */
import { type Hash, HASH_LENGTH, hmacSha256, isHash, nodeHash, sameHash } from "./hash.ts";
import { sha256 } from "./sha256.ts";

/** A stream and the version of its last event, which is 1 or more. */
export interface Length {
  readonly stream: string;
  readonly version: number;
}

/** What shows a stream's length. */
export interface LengthProof {
  readonly version: number;
  /** Opens this length: 32 octets. */
  readonly leafKey: Hash;
  /** The subtrees beside the way, from the leaf up to the root. */
  readonly siblings: readonly Hash[];
}

/** That a stream had this length. */
export interface LengthClaim extends Length {
  readonly leafKey: Uint8Array;
  readonly siblings: readonly Uint8Array[];
}

/** What shows that there was no such stream. */
export interface AbsenceProof {
  /** The leaf that stands where the stream's would; null where nothing does. */
  readonly other: Leaf | null;
  /** The subtrees beside the way, from that place up to the root. */
  readonly siblings: readonly Hash[];
}

/** That there was no such stream. */
export interface AbsenceClaim {
  readonly stream: string;
  readonly other: { readonly index: Uint8Array; readonly value: Uint8Array } | null;
  readonly siblings: readonly Uint8Array[];
}

/** A stream's place, and the commitment to its length. */
export interface Leaf {
  readonly index: Hash;
  readonly value: Hash;
}

/** Octets of the salt that hides the lengths of one tree. */
export const SALT_LENGTH = 32;

/** The bits of a place. */
const MOST_SIBLINGS = 8 * HASH_LENGTH;
const LEAF_PREFIX = Uint8Array.of(0x00);
/** What stands where no leaf is: no digest that anybody will find. */
const NOTHING: Hash = new Uint8Array(HASH_LENGTH);

const encoder = new TextEncoder();

/** Leaves in the order of their places; the first `depth` bits of these are the same. */
interface Subtree {
  readonly leaves: readonly Leaf[];
  readonly depth: number;
}

/**
 * The root of the tree of these lengths; 32 zero octets where there are none.
 *
 * @param salt drawn at random for this tree alone: 32 octets
 * @throws {RangeError} for a salt of another length, a version that is no natural number, a name
 *   that is no Unicode, and a stream that is there twice
 */
export function lengthsRoot(lengths: Iterable<Length>, salt: Uint8Array): Hash {
  return hashOf(treeOf(lengths, salt));
}

/**
 * Shows how long a stream is.
 *
 * @throws {RangeError} when it is not there, and as {@link lengthsRoot} does
 */
export function proveLength(
  lengths: Iterable<Length>,
  salt: Uint8Array,
  stream: string,
): LengthProof {
  const all = [...lengths];
  const own = all.find((length) => length.stream === stream);
  if (!own) throw new RangeError("Cannot prove the length of a stream: there is no such stream");
  const { siblings } = way(treeOf(all, salt), indexOf(stream));
  return { version: own.version, leafKey: leafKeyOf(salt, indexOf(stream)), siblings };
}

/**
 * Shows that there is no such stream.
 *
 * @throws {RangeError} when it is there, and as {@link lengthsRoot} does
 */
export function proveAbsence(
  lengths: Iterable<Length>,
  salt: Uint8Array,
  stream: string,
): AbsenceProof {
  const index = indexOf(stream);
  const { found, siblings } = way(treeOf(lengths, salt), index);
  if (found && sameHash(found.index, index)) {
    throw new RangeError("Cannot prove that a stream is absent: it is there");
  }
  return { other: found, siblings };
}

/** Whether the tree with this root has the stream at this length. Takes anything, never throws. */
export function verifyLength(claim: LengthClaim, root: Uint8Array): boolean {
  const { stream, version, leafKey, siblings } = claim;
  if (!isLength(claim) || leafKey.length !== HASH_LENGTH) return false;
  const index = indexOf(stream);
  return leadsTo(leafHash({ index, value: valueOf({ stream, version }, leafKey) }), {
    index,
    siblings,
    root,
  });
}

/** Whether the tree with this root lacks the stream. Takes anything, and never throws. */
export function verifyAbsence(claim: AbsenceClaim, root: Uint8Array): boolean {
  const { stream, other, siblings } = claim;
  if (!stream.isWellFormed()) return false;
  const index = indexOf(stream);
  if (other === null) return leadsTo(NOTHING, { index, siblings, root });
  if (!isHash(other.index) || !isHash(other.value) || sameHash(other.index, index)) return false;
  for (let depth = 0; depth < siblings.length; depth++) {
    if (side(other.index, depth) !== side(index, depth)) return false;
  }
  const leaf = { index: other.index, value: other.value };
  return leadsTo(leafHash(leaf), { index, siblings, root });
}

/** Whether this hash stands so far down the way to a place. */
function leadsTo(
  hash: Hash,
  { index, siblings, root }: {
    readonly index: Hash;
    readonly siblings: readonly Uint8Array[];
    readonly root: Uint8Array;
  },
): boolean {
  if (siblings.length > MOST_SIBLINGS) return false;
  let depth = siblings.length;
  for (const sibling of siblings) {
    if (!isHash(sibling)) return false;
    depth--;
    hash = side(index, depth) === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }
  return sameHash(hash, root);
}

function treeOf(lengths: Iterable<Length>, salt: Uint8Array): Subtree {
  if (salt.length !== SALT_LENGTH) {
    throw new RangeError(`Cannot hide lengths under a salt of ${salt.length} octets`);
  }
  const leaves = Array.from(lengths, (length): Leaf => {
    if (!isLength(length)) throw new RangeError("Cannot commit to a length: it is malformed");
    const index = indexOf(length.stream);
    return { index, value: valueOf(length, leafKeyOf(salt, index)) };
  });
  leaves.sort((one, other) => order(one.index, other.index));
  const twice = leaves.some(({ index }, at) => at > 0 && sameHash(index, leaves[at - 1]!.index));
  if (twice) throw new RangeError("Cannot commit to lengths: a stream is there twice");
  return { leaves, depth: 0 };
}

function hashOf(tree: Subtree): Hash {
  const [first] = tree.leaves;
  if (!first) return NOTHING;
  if (tree.leaves.length === 1) return leafHash(first);
  const [left, right] = halves(tree);
  return nodeHash(hashOf(left), hashOf(right));
}

/** Down to where a place's leaf is, or would be: what stands there, and all beside the way. */
function way(
  tree: Subtree,
  index: Hash,
): { readonly found: Leaf | null; readonly siblings: readonly Hash[] } {
  const siblings: Hash[] = [];
  while (tree.leaves.length > 1) {
    const both = halves(tree);
    const own = side(index, tree.depth);
    siblings.push(hashOf(both[own === 0 ? 1 : 0]));
    tree = both[own];
  }
  return { found: tree.leaves[0] ?? null, siblings: siblings.reverse() };
}

function halves({ leaves, depth }: Subtree): readonly [Subtree, Subtree] {
  let [low, high] = [0, leaves.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (side(leaves[middle]!.index, depth) === 0) low = middle + 1;
    else high = middle;
  }
  return [
    { leaves: leaves.slice(0, low), depth: depth + 1 },
    { leaves: leaves.slice(low), depth: depth + 1 },
  ];
}

/** On which side of the node at this depth a place lies. */
function side(index: Uint8Array, depth: number): 0 | 1 {
  return (index[depth >>> 3]! >>> (7 - depth % 8) & 1) as 0 | 1;
}

function leafHash({ index, value }: Leaf): Hash {
  return sha256(LEAF_PREFIX, index, value);
}

function indexOf(stream: string): Hash {
  return sha256(encoder.encode(stream));
}

function leafKeyOf(salt: Uint8Array, index: Hash): Hash {
  return hmacSha256(salt, index);
}

function valueOf({ stream, version }: Length, leafKey: Uint8Array): Hash {
  return hmacSha256(leafKey, encoder.encode(JSON.stringify([stream, version])));
}

function isLength({ stream, version }: Length): boolean {
  return stream.isWellFormed() && Number.isSafeInteger(version) && version >= 1;
}

function order(one: Hash, other: Hash): number {
  const at = one.findIndex((octet, at) => octet !== other[at]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}
