/**
 * Public keys as certificates carry them (RFC 5280 §4.1.2.7), read as the engine's node:crypto
 * reads them.
 *
 * @module
 */
import { p256, p384, p521 } from "@noble/curves/nist.js";
import {
  bitStringBytes,
  contentBytes,
  DerReader,
  oidOf,
  readSequence,
  TAG,
} from "../../documents/smime/der.ts";
import { OID } from "../../documents/smime/oids.ts";
import { integerOf } from "../../documents/smime/rsa_verification.ts";

/** A key, with the names of node:crypto's KeyObject and what verification needs beside them. */
export interface PublicKey {
  /** `rsa`, `ec`, or a kind that nothing here verifies with. */
  readonly asymmetricKeyType: string;
  /** `modulusLength` in bits; `namedCurve` as OpenSSL calls it. */
  readonly asymmetricKeyDetails: { readonly modulusLength?: number; readonly namedCurve?: string };
  /** The point of a key on a curve that ECDSA is verified on; null for others. */
  readonly point: Uint8Array | null;
  /** An RSA key as a JSON Web Key (RFC 7518 §6.3.1); nothing of others. */
  export(): { readonly n?: string; readonly e?: string };
}

const EC = "1.2.840.10045.2.1";

/** Curves by their object identifiers; null where nothing here verifies on them. */
const CURVES: ReadonlyMap<string, readonly [string, { Point: typeof p256.Point } | null]> = new Map(
  [
    ["1.2.840.10045.3.1.7", ["prime256v1", p256]],
    ["1.3.132.0.34", ["secp384r1", p384]],
    ["1.3.132.0.35", ["secp521r1", p521]],
    ["1.3.132.0.33", ["secp224r1", null]],
    ["1.3.132.0.10", ["secp256k1", null]],
  ],
);

/** Kinds that the engine's node:crypto knows, and that nothing here verifies with. */
const OTHER_KINDS: ReadonlyMap<string, string> = new Map([
  [OID.rsassaPss, "rsa-pss"],
  ["1.2.840.10040.4.1", "dsa"],
  ["1.3.101.110", "x25519"],
  ["1.3.101.112", "ed25519"],
]);

/** What the engine's node:crypto takes for an RSA key, in bits and as exponents. */
const LARGEST_MODULUS = 4096;
const LARGEST_EXPONENT = (1n << 33n) - 1n;

/**
 * Reads a SubjectPublicKeyInfo, DER.
 *
 * @throws {Error} for what is no key, and for keys of an unknown kind
 */
export function readPublicKey(spki: Uint8Array): PublicKey {
  const fields = readSequence(spki);
  const algorithm = fields.enter(TAG.sequence);
  const key = bitStringBytes(fields.expect(TAG.bitString));
  fields.finish();
  const oid = oidOf(algorithm.expect(TAG.oid));
  if (oid === OID.rsaEncryption) return rsaKey(key);
  if (oid === EC) return curveKey(oidOf(algorithm.expect(TAG.oid)), key);
  const kind = OTHER_KINDS.get(oid);
  if (kind !== undefined) return keyOfKind(kind);
  throw new Error(`Cannot read a public key: its algorithm ${oid} is unknown`);
}

/** RSAPublicKey (RFC 8017 §A.1.1). */
function rsaKey(der: Uint8Array): PublicKey {
  const fields = readSequence(der);
  const [modulus, exponent] = [magnitude(fields), magnitude(fields)];
  fields.finish();
  const bits = modulus.toString(2).length;
  const odd = modulus % 2n === 1n && exponent % 2n === 1n;
  if (!odd || bits > LARGEST_MODULUS || exponent < 2n || exponent > LARGEST_EXPONENT) {
    throw new Error("Cannot read a public key: its integers are not those of an RSA key");
  }
  return {
    ...keyOfKind("rsa"),
    asymmetricKeyDetails: { modulusLength: bits },
    export: () => ({ n: base64Url(modulus), e: base64Url(exponent) }),
  };
}

/** ECPoint (RFC 5480 §2.2): whole or compressed, and on the curve. */
function curveKey(curve: string, point: Uint8Array): PublicKey {
  const [namedCurve, arithmetic] = CURVES.get(curve) ?? [];
  if (namedCurve === undefined || arithmetic === undefined) {
    throw new Error(`Cannot read a public key: its curve ${curve} is unknown`);
  }
  arithmetic?.Point.fromBytes(point);
  return {
    ...keyOfKind("ec"),
    asymmetricKeyDetails: { namedCurve },
    point: arithmetic && point,
  };
}

function keyOfKind(kind: string): PublicKey {
  return {
    asymmetricKeyType: kind,
    asymmetricKeyDetails: {},
    point: null,
    export: () => ({}),
  };
}

/** An INTEGER taken as positive: some encoders forget the zero before a first bit that is set. */
function magnitude(fields: DerReader): bigint {
  return integerOf(contentBytes(fields.expect(TAG.integer)));
}

function base64Url(number: bigint): string {
  const hex = number.toString(16);
  const octets = Uint8Array.fromHex(hex.padStart(hex.length + hex.length % 2, "0"));
  return octets.toBase64({ alphabet: "base64url", omitPadding: true });
}
