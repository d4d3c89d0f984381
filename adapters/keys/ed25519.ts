/**
 * Keys of Ed25519.
 *
 * @module
 */

/** All of a PKCS#8 key of Ed25519 but its 32 octets (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.fromHex("302e020100300506032b657004220420");

/** The private key that is these 32 octets: PKCS#8 in DER. */
export function ed25519Pkcs8(seed: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(...PKCS8_PREFIX, ...seed);
}
