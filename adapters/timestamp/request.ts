/**
 * Asking for a time stamp (RFC 3161 §2.4.1).
 *
 * @module
 */
import {
  DER_NULL,
  DER_TRUE,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
} from "../documents/smime/der_writer.ts";
import { OID } from "../documents/smime/oids.ts";

/** Octets of a nonce; RFC 3161 §2.4.1 suggests 64 bits, and some authorities take no more. */
const NONCE_OCTETS = 8;

/** A request that can be sent, and what its answer must repeat. */
export interface TimeStampRequest {
  /** TimeStampReq, DER. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A number, big-endian. */
  readonly nonce: Uint8Array;
}

/**
 * A request for a SHA-256 digest, with a nonce, and for the authority's certificate.
 *
 * @param random That many unpredictable bytes.
 * @param policy The policy to be stamped under, an object identifier; null leaves it to the authority.
 * @throws {RangeError} if the digest has not 32 bytes.
 */
export function timeStampRequest(
  digest: Uint8Array,
  random: (length: number) => Uint8Array,
  policy: string | null,
): TimeStampRequest {
  if (digest.length !== 32) {
    throw new RangeError(`Cannot ask for a time stamp: a digest of ${digest.length} bytes`);
  }
  const nonce = random(NONCE_OCTETS);
  const bytes = derSequence(
    derInteger(Uint8Array.of(1)),
    derSequence(derSequence(derOid(OID.sha256), DER_NULL), derOctetString(digest)),
    ...(policy === null ? [] : [derOid(policy)]),
    derInteger(nonce),
    DER_TRUE,
  );
  return { bytes, nonce };
}
