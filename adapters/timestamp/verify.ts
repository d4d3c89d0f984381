/**
 * Verifying a time stamp (RFC 3161 §2.2, §2.4.2, RFC 5816), with nothing but trusted roots.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../events/instant.ts";
import type { AlgorithmIdentifier, Certificate } from "../documents/smime/certificate.ts";
import { sameBytes } from "../documents/smime/der.ts";
import { DER_NULL, derInteger } from "../documents/smime/der_writer.ts";
import type { GeneralName } from "../documents/smime/general_names.ts";
import { sameName } from "../documents/smime/name.ts";
import { OID } from "../documents/smime/oids.ts";
import {
  parseSignedData,
  type SignedData,
  type SignerInfo,
} from "../documents/smime/signed_data.ts";
import { type TrustMaterial, TrustStore } from "../documents/smime/trust_store.ts";
import { verifySigners } from "../documents/smime/verifier.ts";
import { throwAsFault, TimeStampFault } from "./fault.ts";
import { parseTimeStampInfo, type TimeStampInfo } from "./info.ts";
import { LARGEST_ANSWER } from "./response.ts";

/** A time stamp that holds. */
export interface TimeStamp {
  /** The digest existed then. */
  readonly instant: Instant;
  /** Milliseconds, perhaps with a fraction, to either side; null where the policy says it. */
  readonly accuracy: number | null;
  /** The authority's policy, an object identifier in dotted form. */
  readonly policy: string;
  /** The stamp's number with its authority, hex. */
  readonly serial: string;
  /** The authority's certificate. */
  readonly signer: Certificate;
}

/** What a time stamp must say beside the digest; what is absent may be anything. */
export interface Expectation {
  /** The number that was sent, big-endian. */
  readonly nonce?: Uint8Array;
  /** Object identifier in dotted form. */
  readonly policy?: string;
  /** The first and the last instant that it may be from. */
  readonly between?: readonly [first: Instant, last: Instant];
}

/**
 * The authorities whose time stamps are trusted. SHA-1 never is: whoever forges with it dates the
 * stamp as well.
 *
 * @throws {DerError} if a certificate or list cannot be read.
 */
export function timeStampTrust(
  material: Omit<TrustMaterial, "purpose" | "sha1Until">,
): TrustStore {
  return new TrustStore({ ...material, purpose: "time-stamp", sha1Until: -Infinity });
}

/**
 * Verifies a TimeStampToken over a SHA-256 digest, its signer up to a trusted root at the instant
 * that it names. A certificate that has expired since is none the worse for it.
 *
 * @param token DER or BER.
 * @param trust As {@link timeStampTrust} makes it.
 * @throws {TimeStampFault} and nothing else.
 */
export async function verifyTimeStamp(
  token: Uint8Array,
  digest: Uint8Array,
  trust: TrustStore,
  expectation: Expectation = {},
): Promise<TimeStamp> {
  try {
    const data = parseSignedData(token, LARGEST_ANSWER);
    const content = requireFrame(data);
    const info = parseTimeStampInfo(content);
    const contentDigest = (algorithm: string) =>
      Promise.resolve(createHash(algorithm).update(content).digest());
    const { signer } = await verifySigners(
      data,
      OID.timeStampInfo,
      contentDigest,
      trust,
      info.instant,
    );
    requireIdentifier(data.signers[0]!, signer);
    requireStampingAlone(signer);
    requireAuthority(info.authority, signer);
    requireExpected(info, digest, expectation);
    const { instant, accuracy, policy, serial } = info;
    return { instant, accuracy, policy, serial, signer };
  } catch (error) {
    throwAsFault(error);
  }
}

/**
 * The content of what is a time stamp by its form. Nobody signs the frame, so that all of it must
 * be as the standards have it: one and the same stamp is not to come in two shapes.
 */
function requireFrame(data: SignedData): Uint8Array {
  if (data.contentType !== OID.timeStampInfo || data.content === null) {
    throw new TimeStampFault("wrong-type", `the content type is ${data.contentType}`);
  }
  const [signer] = data.signers;
  if (signer === undefined) throw new TimeStampFault("no-signer", "nobody signed");
  if (data.signers.length > 1) {
    throw new TimeStampFault("several-signers", `it has ${data.signers.length} signers, not one`);
  }
  // RFC 5652 §5.1, §5.3.
  const signerVersion = signer.identifier.kind === "issuerAndSerial" ? 1 : 3;
  if (data.version !== 3 || signer.version !== signerVersion) {
    throw malformed(`SignedData ${data.version} with SignerInfo ${signer.version}`);
  }
  const [digest] = data.digestAlgorithms;
  if (data.digestAlgorithms.length !== 1 || digest?.oid !== signer.digestAlgorithm.oid) {
    throw malformed("the digest algorithms are not the signer's");
  }
  requirePlain(digest);
  requirePlain(signer.digestAlgorithm);
  // Those of RSASSA-PSS are read where the signature is verified.
  if (signer.signatureAlgorithm.oid !== OID.rsassaPss) requirePlain(signer.signatureAlgorithm);
  requireCertificateNamed(signer);
  return data.content;
}

/** RFC 3161 §2.4.2, RFC 5816 §2.2.1: the signature names its certificate; the verifier compares. */
function requireCertificateNamed({ signedAttributes }: SignerInfo): void {
  const types = [OID.signingCertificate, OID.signingCertificateV2];
  if (types.some((type) => signedAttributes?.values.has(type))) return;
  throw new TimeStampFault("missing-attribute", "it does not name its signer's certificate");
}

/** Parameters absent or NULL (RFC 5754 §2, RFC 3370 §3.2). */
function requirePlain({ oid, parameters }: AlgorithmIdentifier): void {
  if (parameters === null || sameBytes(parameters, DER_NULL)) return;
  throw malformed(`the algorithm ${oid} has parameters`);
}

/** The issuer's name letter for letter: whoever signs copies it from the certificate. */
function requireIdentifier({ identifier }: SignerInfo, signer: Certificate): void {
  if (identifier.kind === "subjectKeyIdentifier") return;
  if (sameBytes(identifier.issuer.der, signer.issuer.der)) return;
  throw malformed("the signer's issuer is written in another way than in the certificate");
}

/** RFC 3161 §2.3: the key serves nothing else, and says so to everyone. */
function requireStampingAlone({ extensions }: Certificate): void {
  const { extendedKeyUsage, critical } = extensions;
  if (extendedKeyUsage?.size !== 1 || !extendedKeyUsage.has(OID.timeStamping)) {
    throw new TimeStampFault("key-usage", "its signer's certificate is not for time stamps alone");
  }
  if (!critical.has(OID.extendedKeyUsage)) {
    throw new TimeStampFault("key-usage", "its signer's extendedKeyUsage is not critical");
  }
}

/** RFC 3161 §2.4.2: tsa is one of the names in the signer's certificate. */
function requireAuthority(authority: GeneralName | null, signer: Certificate): void {
  if (authority === null) return;
  const names: readonly GeneralName[] = [
    { kind: "directoryName", name: signer.subject },
    ...signer.extensions.subjectAltName,
  ];
  if (names.some((name) => sameGeneralName(name, authority))) return;
  throw new TimeStampFault("other-authority", "it names another authority than its signer");
}

function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === "directoryName") return b.kind === a.kind && sameName(a.name, b.name);
  return a.kind !== "other" && b.kind === a.kind && a.value === b.value;
}

function requireExpected(info: TimeStampInfo, digest: Uint8Array, expected: Expectation): void {
  requirePlain(info.digestAlgorithm);
  if (info.digestAlgorithm.oid !== OID.sha256 || !sameBytes(info.digest, digest)) {
    throw new TimeStampFault("other-digest", "it was made for another digest");
  }
  const { nonce, policy, between: [first, last] = [-Infinity, Infinity] } = expected;
  if (nonce && !(info.nonce && sameBytes(info.nonce, derInteger(nonce)))) {
    throw new TimeStampFault("other-nonce", "it does not repeat the nonce of the request");
  }
  if (policy !== undefined && info.policy !== policy) {
    throw new TimeStampFault("other-policy", `it was made under ${info.policy}, not ${policy}`);
  }
  if (info.instant < first || info.instant > last) {
    const time = new Date(info.instant).toISOString();
    throw new TimeStampFault("implausible-time", `it says ${time}, which cannot be`);
  }
}

function malformed(reason: string): TimeStampFault {
  return new TimeStampFault("malformed", reason);
}
