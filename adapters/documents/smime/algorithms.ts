/**
 * The digest and signature algorithms of CMS and certificates, and their verification.
 *
 * ECDSA is verified by node:crypto's synchronous `verify` on purpose: twice as fast here as
 * WebCrypto's.
 *
 * @module
 */
import { verify } from "node:crypto";
import type { AlgorithmIdentifier, Certificate } from "./certificate.ts";
import { constructedTag, DerReader, type Element, readSequence, smallIntegerOf } from "./der.ts";
import { parseAlgorithm } from "./certificate.ts";
import { faultIfMalformed, SignatureFault } from "./fault.ts";
import { OID } from "./oids.ts";
import { verifiesRsaPss } from "./rsa_pss.ts";
import { verifiesRsaPkcs1 } from "./rsa_verification.ts";

/** A message digest. */
export type DigestAlgorithm = "sha1" | "sha256" | "sha384" | "sha512";

/** How a signature was made. */
export interface SignatureScheme {
  readonly kind: "rsa-pkcs1" | "rsa-pss" | "ecdsa";
  readonly digest: DigestAlgorithm;
  /** Length of the salt in bytes; 0 where there is none. */
  readonly saltLength: number;
}

/** Keys below this are no longer accepted (RFC 8550 §4.2; the rules ask for 2048 as well). */
const SMALLEST_RSA = 2048;

/** The curves that authorities issue certificates for (FIPS 186-5, RFC 5480 §2.1.1.1). */
const CURVES: readonly (string | undefined)[] = ["prime256v1", "secp384r1", "secp521r1"];

const DIGESTS: ReadonlyMap<string, DigestAlgorithm> = new Map([
  [OID.sha1, "sha1"],
  [OID.sha256, "sha256"],
  [OID.sha384, "sha384"],
  [OID.sha512, "sha512"],
]);

const SCHEMES: ReadonlyMap<string, readonly ["rsa-pkcs1" | "ecdsa", DigestAlgorithm]> = new Map([
  [OID.sha1WithRsa, ["rsa-pkcs1", "sha1"]],
  [OID.sha256WithRsa, ["rsa-pkcs1", "sha256"]],
  [OID.sha384WithRsa, ["rsa-pkcs1", "sha384"]],
  [OID.sha512WithRsa, ["rsa-pkcs1", "sha512"]],
  [OID.ecdsaWithSha1, ["ecdsa", "sha1"]],
  [OID.ecdsaWithSha256, ["ecdsa", "sha256"]],
  [OID.ecdsaWithSha384, ["ecdsa", "sha384"]],
  [OID.ecdsaWithSha512, ["ecdsa", "sha512"]],
]);

/**
 * The digest that an AlgorithmIdentifier names.
 *
 * @throws {SignatureFault} `unsupported-algorithm`
 */
export function digestOf(algorithm: AlgorithmIdentifier): DigestAlgorithm {
  const digest = DIGESTS.get(algorithm.oid);
  if (digest !== undefined) return digest;
  throw new SignatureFault("unsupported-algorithm", `digest algorithm ${algorithm.oid}`);
}

/**
 * The scheme of a certificate's or CRL's signature.
 *
 * @throws {SignatureFault} `unsupported-algorithm`
 */
export function schemeOf(algorithm: AlgorithmIdentifier): SignatureScheme {
  if (algorithm.oid === OID.rsassaPss) return faultIfMalformed(() => pssScheme(algorithm));
  const known = SCHEMES.get(algorithm.oid);
  if (known !== undefined) return { kind: known[0], digest: known[1], saltLength: 0 };
  throw new SignatureFault("unsupported-algorithm", `signature algorithm ${algorithm.oid}`);
}

/**
 * The scheme of a SignerInfo: as {@link schemeOf}, and rsaEncryption, which leaves the digest to
 * digestAlgorithm (RFC 5754 §3.2). The two must agree.
 *
 * @throws {SignatureFault} `unsupported-algorithm`
 */
export function signerScheme(
  algorithm: AlgorithmIdentifier,
  digest: DigestAlgorithm,
): SignatureScheme {
  if (algorithm.oid === OID.rsaEncryption) return { kind: "rsa-pkcs1", digest, saltLength: 0 };
  const scheme = schemeOf(algorithm);
  if (scheme.digest === digest) return scheme;
  throw new SignatureFault(
    "unsupported-algorithm",
    `signed with ${scheme.digest} over a ${digest} digest`,
  );
}

/**
 * Whether `signature` over `data` was made with the key of `certificate`.
 *
 * @throws {SignatureFault} `weak-algorithm` for RSA keys below 2048 bits, `unsupported-algorithm`
 *   for keys on other curves than P-256, P-384 and P-521, `malformed` for keys of an unknown kind.
 */
export function verifies(
  scheme: SignatureScheme,
  certificate: Certificate,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = faultIfMalformed(() => certificate.publicKey());
  const type = scheme.kind === "ecdsa" ? "ec" : "rsa";
  if (key.asymmetricKeyType !== type) return false;
  if (type === "rsa") requireStrength(key.asymmetricKeyDetails?.modulusLength ?? 0);
  else requireCurve(key.asymmetricKeyDetails?.namedCurve);
  const integers = type === "rsa" ? certificate.rsaPublicKey() : null;
  if (scheme.kind === "rsa-pkcs1") {
    return integers !== null && verifiesRsaPkcs1(integers, scheme.digest, data, signature);
  }
  if (scheme.kind === "rsa-pss") {
    const { digest, saltLength } = scheme;
    return integers !== null && verifiesRsaPss(integers, digest, saltLength, data, signature);
  }
  try {
    return verify(scheme.digest, data, key, signature);
  } catch {
    // node:crypto throws for signatures of an impossible form, such as a broken ECDSA SEQUENCE.
    return false;
  }
}

function requireStrength(bits: number): void {
  if (bits >= SMALLEST_RSA) return;
  throw new SignatureFault("weak-algorithm", `an RSA key of ${bits} bits`);
}

function requireCurve(name: string | undefined): void {
  if (CURVES.includes(name)) return;
  throw new SignatureFault("unsupported-algorithm", `a key on the curve ${name}`);
}

/** RSASSA-PSS-params (RFC 4055 §3.1), with the same digest inside MGF1. */
function pssScheme(algorithm: AlgorithmIdentifier): SignatureScheme {
  const fields = readSequence(algorithm.parameters ?? new Uint8Array(0));
  const hash = fields.optional(constructedTag(0));
  const mask = fields.optional(constructedTag(1));
  const salt = fields.optional(constructedTag(2));
  const trailer = fields.optional(constructedTag(3));
  fields.finish();
  const digest = hash === null ? "sha1" : digestOf(parseAlgorithm(only(hash)));
  if (maskDigest(mask) !== digest || (trailer !== null && smallIntegerOf(only(trailer)) !== 1)) {
    throw new SignatureFault("unsupported-algorithm", "RSASSA-PSS with uncommon parameters");
  }
  return {
    kind: "rsa-pss",
    digest,
    saltLength: salt === null ? 20 : smallIntegerOf(only(salt)),
  };
}

function maskDigest(mask: Element | null): DigestAlgorithm {
  if (mask === null) return "sha1";
  const { oid, parameters } = parseAlgorithm(only(mask));
  if (oid !== OID.mgf1 || parameters === null) {
    throw new SignatureFault("unsupported-algorithm", `mask generation function ${oid}`);
  }
  return digestOf(parseAlgorithm(new DerReader(parameters).any()));
}

function only(wrapper: Element): Element {
  const reader = DerReader.inside(wrapper);
  const element = reader.any();
  reader.finish();
  return element;
}
