/**
 * What the page has in the place of node:crypto: digests and verification, synchronous as there,
 * and neither stricter nor more lenient. The names and shapes are those of node:crypto.
 *
 * @module
 */
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { type PublicKey, readPublicKey } from "./public_key.ts";

const DIGESTS = { sha1, sha256, sha384, sha512 };
const CURVES = { prime256v1: p256, secp384r1: p384, secp521r1: p521 };

/** The digest of what it is fed with. */
export interface Hash {
  /** Feeds it; returns itself. */
  update(data: Uint8Array | string): Hash;
  /** The digest, as octets. */
  digest(): Uint8Array;
  /** The digest, as text. */
  digest(encoding: "hex" | "base64"): string;
}

/**
 * A digest of the name that node:crypto gives it.
 *
 * @throws {Error} for any but sha1, sha256, sha384 and sha512
 */
export function createHash(name: string): Hash {
  const state = digestNamed(name).create();
  function digest(): Uint8Array;
  function digest(encoding: "hex" | "base64"): string;
  function digest(encoding?: "hex" | "base64"): Uint8Array | string {
    const octets = state.digest();
    if (encoding === undefined) return octets;
    return encoding === "hex" ? octets.toHex() : octets.toBase64();
  }
  const hash: Hash = {
    update(data) {
      state.update(typeof data === "string" ? new TextEncoder().encode(data) : data);
      return hash;
    },
    digest,
  };
  return hash;
}

/**
 * Reads a SubjectPublicKeyInfo.
 *
 * @throws {Error} for what is no key, and for keys of an unknown kind
 */
export function createPublicKey({ key }: { readonly key: Uint8Array }): PublicKey {
  return readPublicKey(key);
}

/**
 * Whether `signature`, in DER, was made with the key over `data`: ECDSA. RSA is verified by the
 * documents themselves, here as in the engine.
 *
 * @throws {Error} for keys and digests that it does not know
 */
export function verify(
  digest: string,
  data: Uint8Array,
  key: PublicKey,
  signature: Uint8Array,
): boolean {
  const name = key.asymmetricKeyDetails.namedCurve ?? "";
  if (!isKeyOf(CURVES, name) || key.point === null) {
    throw new Error("Cannot verify a signature: the key is on no known curve");
  }
  const hashed = digestNamed(digest)(data);
  const curve = CURVES[name];
  // The engine's node:crypto takes no digest of less than half the length of the curve's numbers.
  if (2 * hashed.length < curve.Point.Fn.BYTES) return false;
  // SEC 1 §4.1.4 leaves both s and n - s valid; `prehash` would digest what is a digest already.
  const options = { prehash: false, lowS: false, format: "der" } as const;
  return curve.verify(signature, hashed, key.point, options);
}

function digestNamed(name: string): typeof DIGESTS[keyof typeof DIGESTS] {
  if (isKeyOf(DIGESTS, name)) return DIGESTS[name];
  throw new Error(`Cannot make a digest: ${name} is unknown here`);
}

function isKeyOf<T extends object>(table: T, name: PropertyKey): name is keyof T {
  return Object.hasOwn(table, name);
}
