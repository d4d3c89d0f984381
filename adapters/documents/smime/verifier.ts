/**
 * Verifying signatures (RFC 5652 §5.4, §5.6): that of a multipart/signed message (RFC 8551 §3.5.3),
 * and what it has in common with other signatures.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import { type DigestAlgorithm, digestOf, signerScheme, verifies } from "./algorithms.ts";
import { type Certificate, parseAlgorithm } from "./certificate.ts";
import { requireTrusted } from "./chain.ts";
import {
  contentBytes,
  DerError,
  DerReader,
  type Element,
  hex,
  oidOf,
  sameBytes,
  TAG,
  timeOf,
} from "./der.ts";
import { faultIfMalformed, SignatureFault } from "./fault.ts";
import { sameName } from "./name.ts";
import { OID } from "./oids.ts";
import {
  parseSignedData,
  type SignedAttributes,
  type SignedData,
  type SignerInfo,
} from "./signed_data.ts";
import type { TrustStore } from "./trust_store.ts";

/** A signature that holds. */
export interface Verified {
  readonly signer: Certificate;
  /** SHA-1 of the signer's certificate, lower-case hex: `providerCertificateHash`. */
  readonly certificateSha1: string;
  readonly digestAlgorithm: DigestAlgorithm;
  /** The digest of the signed bytes, as signed. */
  readonly messageDigest: Uint8Array;
  /** What the signer said; null where it said nothing. */
  readonly signingTime: Instant | null;
}

/** Gives the digest of the signed bytes, of a multipart/signed its first part as it stands. */
export type ContentDigest = (algorithm: DigestAlgorithm) => Promise<Uint8Array>;

/**
 * Verifies a detached signature: every signer's, up to a trusted root at `at`.
 *
 * @param p7s The SignedData, DER or BER.
 * @returns What the first signer signed.
 * @throws {SignatureFault} and nothing else, unless `content` throws.
 */
export async function verifySignature(
  p7s: Uint8Array,
  content: ContentDigest,
  trust: TrustStore,
  at: Instant,
): Promise<Verified> {
  const data = faultIfMalformed(() => parseSignedData(p7s));
  if (data.content !== null) {
    // Which of the two would a reader be shown? Only a detached signature leaves no doubt.
    throw new SignatureFault("embedded-content", "it embeds content of its own");
  }
  return await verifySigners(data, OID.data, content, trust, at);
}

/**
 * Verifies every signer of a SignedData, up to a trusted root at `at`.
 *
 * @param contentType What the content must be, an object identifier in dotted form.
 * @returns What the first signer signed.
 * @throws {SignatureFault} and nothing else, unless `content` throws.
 */
export async function verifySigners(
  data: SignedData,
  contentType: string,
  content: ContentDigest,
  trust: TrustStore,
  at: Instant,
): Promise<Verified> {
  if (data.contentType !== contentType) {
    throw new SignatureFault("malformed", `the content type is ${data.contentType}`);
  }
  const enclosed = enclosedCertificates(data.certificates, trust);
  let first: Verified | null = null;
  for (const signer of data.signers) {
    const verified = await verifySigner(signer, contentType, content, enclosed, trust, at);
    requireTrusted(verified.signer, enclosed, trust, at);
    first ??= verified;
  }
  if (first === null) throw new SignatureFault("no-signer", "nobody signed");
  return first;
}

async function verifySigner(
  info: SignerInfo,
  contentType: string,
  content: ContentDigest,
  enclosed: readonly Certificate[],
  trust: TrustStore,
  at: Instant,
): Promise<Verified> {
  const signer = signerOf(info, enclosed);
  const attributes = info.signedAttributes;
  if (attributes === null) throw new SignatureFault("missing-attribute", "no signed attributes");
  const { messageDigest, signingTime } = faultIfMalformed(() =>
    readAttributes(attributes, contentType, signer)
  );
  const digestAlgorithm = digestOf(info.digestAlgorithm);
  // Not by signingTime: whoever can forge a SHA-1 signature dates it back as well.
  if (digestAlgorithm === "sha1" && at >= trust.sha1Until) {
    throw new SignatureFault("weak-algorithm", "the digest is SHA-1");
  }
  if (!sameBytes(messageDigest, await content(digestAlgorithm))) {
    throw new SignatureFault("digest-mismatch", "the content was altered");
  }
  const scheme = signerScheme(info.signatureAlgorithm, digestAlgorithm);
  if (!attributes.signedForms.some((form) => verifies(scheme, signer, form, info.signature))) {
    throw new SignatureFault("bad-signature", "it was not made with the key of its certificate");
  }
  return {
    signer,
    certificateSha1: signer.fingerprintSha1,
    digestAlgorithm,
    messageDigest: Uint8Array.from(messageDigest),
    signingTime,
  };
}

/** What cannot be read is of no use, but does no harm either: senders enclose all kinds. */
function enclosedCertificates(
  encoded: readonly Uint8Array[],
  trust: TrustStore,
): readonly Certificate[] {
  return encoded.flatMap((der) => {
    try {
      return [trust.certificate(der)];
    } catch (error) {
      if (error instanceof DerError) return [];
      throw error;
    }
  });
}

function signerOf(info: SignerInfo, enclosed: readonly Certificate[]): Certificate {
  const { identifier } = info;
  const signer = enclosed.find((certificate) =>
    identifier.kind === "subjectKeyIdentifier"
      ? certificate.extensions.subjectKeyIdentifier === identifier.identifier
      : certificate.serial === identifier.serial && sameName(certificate.issuer, identifier.issuer)
  );
  if (signer !== undefined) return signer;
  throw new SignatureFault("certificate-missing", "the signer's certificate is not enclosed");
}

/** The attributes that RFC 5652 §11 and RFC 5035 define; a contradiction is a fault. */
function readAttributes(
  attributes: SignedAttributes,
  wantedType: string,
  signer: Certificate,
): { readonly messageDigest: Uint8Array; readonly signingTime: Instant | null } {
  const contentType = required(attributes, OID.contentType, TAG.oid);
  if (oidOf(contentType) !== wantedType) {
    throw new SignatureFault("missing-attribute", `the signed contentType is not ${wantedType}`);
  }
  const messageDigest = contentBytes(required(attributes, OID.messageDigest, TAG.octetString));
  const signingTime = single(attributes, OID.signingTime);
  requireSameCertificate(attributes, signer);
  return { messageDigest, signingTime: signingTime === null ? null : timeOf(signingTime) };
}

function single(attributes: SignedAttributes, type: string): Element | null {
  const values = attributes.values.get(type);
  if (values === undefined) return null;
  const [value] = values;
  if (value !== undefined && values.length === 1) return value;
  throw new SignatureFault("missing-attribute", `${values.length} values of attribute ${type}`);
}

function required(attributes: SignedAttributes, type: string, tag: number): Element {
  const value = single(attributes, type);
  if (value?.tag === tag) return value;
  throw new SignatureFault("missing-attribute", `the signed attribute ${type} is missing`);
}

/** signingCertificate and signingCertificateV2 (RFC 5035 §3, §5.4): the first hash is the signer's. */
function requireSameCertificate(attributes: SignedAttributes, signer: Certificate): void {
  for (const type of [OID.signingCertificateV2, OID.signingCertificate]) {
    const value = single(attributes, type);
    if (value === null) continue;
    const identifier = DerReader.inside(value).enter(TAG.sequence).enter(TAG.sequence);
    const algorithm = type === OID.signingCertificate ? null : identifier.optional(TAG.sequence);
    const digest = type === OID.signingCertificate
      ? "sha1"
      : algorithm === null
      ? "sha256"
      : digestOf(parseAlgorithm(algorithm));
    const hash = hex(contentBytes(identifier.expect(TAG.octetString)));
    if (createHash(digest).update(signer.raw).digest("hex") !== hash) {
      throw new SignatureFault("certificate-mismatch", "it was made for another certificate");
    }
  }
}
