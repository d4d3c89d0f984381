/**
 * RSASSA-PSS verification (RFC 8017 §8.1.2, §9.1.2) in integers, with the same digest inside MGF1.
 * node:crypto takes signatures that are not below the modulus; and the verifier's page has none.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { recovered, type RsaPublicKey } from "./rsa_verification.ts";

/**
 * Whether `signature` over `data` was made with the key.
 *
 * @param digest Its name for node:crypto.
 * @param saltLength In octets; a salt of another length is refused.
 */
export function verifiesRsaPss(
  key: RsaPublicKey,
  digest: string,
  saltLength: number,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const number = recovered(key, signature);
  const bits = key.modulus.toString(2).length - 1;
  if (number === null || number >> BigInt(bits) !== 0n) return false;
  const length = Math.ceil(bits / 8);
  const message = Uint8Array.fromHex(number.toString(16).padStart(2 * length, "0"));
  const hashed = createHash(digest).update(data).digest();
  const blockLength = length - hashed.length - 1;
  const padding = blockLength - saltLength - 1;
  if (padding < 0 || message.at(-1) !== 0xbc) return false;
  const seed = message.subarray(blockLength, -1);
  const block = unmasked(message.subarray(0, blockLength), seed, digest);
  block[0]! &= 0xff >> (8 * length - bits);
  if (block.subarray(0, padding).some((octet) => octet !== 0) || block[padding] !== 1) return false;
  const salted = createHash(digest).update(new Uint8Array(8)).update(hashed)
    .update(block.subarray(padding + 1));
  return salted.digest("hex") === seed.toHex();
}

/** The octets without the mask of MGF1 (RFC 8017 §B.2.1). */
function unmasked(masked: Uint8Array, seed: Uint8Array, digest: string): Uint8Array {
  const octets = Uint8Array.from(masked);
  for (let start = 0, counter = 0; start < octets.length; counter++) {
    // No key is so long that the counter of four octets would need more than one.
    const number = Uint8Array.of(0, 0, 0, counter);
    const mask = createHash(digest).update(seed).update(number).digest();
    for (const octet of mask.subarray(0, octets.length - start)) octets[start++]! ^= octet;
  }
  return octets;
}
