/**
 * The keys with which clients sign assertions: public JSON Web Keys (RFC 7517).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createPublicKey } from "node:crypto";
import type { JWK } from "jose";

/** Every algorithm of assertions (RFC 7518 §3.1, RFC 8037 §3.1). None of them is symmetric. */
export const ASSERTION_ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"] as const;
/** See {@linkcode ASSERTION_ALGORITHMS}. */
export type AssertionAlgorithm = typeof ASSERTION_ALGORITHMS[number];

/** The shortest modulus of RSA, in bits (RFC 7518 §3.3), and the longest: it costs time. */
const RSA_BITS = { least: 2048, most: 8192 } as const;
const EXPONENT_BITS = 32;
const LONGEST_KID = 100;
/** What says that a key is private or symmetric (RFC 7518 §6). */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

/** What a public key is good for. The key says it, never the assertion: no confusion of both. */
export function algorithmsOf({ kty, alg }: JWK): readonly AssertionAlgorithm[] {
  const fitting = ASSERTION_ALGORITHMS.filter((one) => FAMILY[one] === kty);
  return alg === undefined ? fitting : fitting.filter((one) => one === alg);
}

const FAMILY: Readonly<Record<AssertionAlgorithm, string>> = {
  ES256: "EC",
  RS256: "RSA",
  PS256: "RSA",
  EdDSA: "OKP",
};

/**
 * A public key in canonical form, without whatever else the JWK holds.
 *
 * @throws {Error} that says what is wrong with it, to be shown to whoever has sent it.
 */
export function canonicalPublicKey(jwk: Readonly<Record<string, unknown>>): string {
  if (SECRET_MEMBERS.some((name) => name in jwk)) {
    throw new Error("it is a private key: hand in the public one, and keep this for yourself");
  }
  const { kid, alg } = jwk;
  if (kid !== undefined && (typeof kid !== "string" || kid === "" || kid.length > LONGEST_KID)) {
    throw new Error(`kid has to be a text of 1 to ${LONGEST_KID} characters`);
  }
  const members = membersOf(jwk);
  const key: JWK = { ...members, ...(kid ? { kid } : {}), ...(alg ? { alg: String(alg) } : {}) };
  if (algorithmsOf(key).length === 0) {
    throw new Error(`its alg is none of ${ASSERTION_ALGORITHMS.join(", ")} that fits it`);
  }
  try {
    // WebCrypto takes points that do not lie on the curve.
    createPublicKey({ format: "jwk", key: members });
  } catch {
    throw new Error("it is no valid public key");
  }
  return JSON.stringify(Object.fromEntries(Object.entries(key).sort()));
}

/** What makes the key (RFC 7638 §3.2). */
function membersOf(jwk: Readonly<Record<string, unknown>>): JWK {
  switch (`${jwk["kty"]} ${jwk["crv"] ?? ""}`.trim()) {
    case "EC P-256":
      return { kty: "EC", crv: "P-256", x: octets(jwk, "x"), y: octets(jwk, "y") };
    case "OKP Ed25519":
      return { kty: "OKP", crv: "Ed25519", x: octets(jwk, "x") };
    case "RSA": {
      const n = octets(jwk, "n");
      const e = octets(jwk, "e");
      requireRsaLength(n, e);
      return { kty: "RSA", n, e };
    }
    default:
      throw new Error("its type is none of EC with P-256, OKP with Ed25519, RSA");
  }
}

function octets(jwk: Readonly<Record<string, unknown>>, name: string): string {
  const value = jwk[name];
  if (typeof value === "string" && /^[\w-]{1,2000}$/.test(value)) return value;
  throw new Error(`${name} has to be base64url`);
}

/** A long exponent is as slow as it is useless. */
function requireRsaLength(n: string, e: string): void {
  const bits = bitsOf(n);
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) {
    throw new Error(`it has ${bits} bits: RSA needs ${RSA_BITS.least} to ${RSA_BITS.most}`);
  }
  if (bitsOf(e) > EXPONENT_BITS) throw new Error(`e has more than ${EXPONENT_BITS} bits`);
}

function bitsOf(value: string): number {
  const hex = Buffer.from(value, "base64url").toString("hex");
  return BigInt(`0x${hex || "0"}`).toString(2).length;
}
