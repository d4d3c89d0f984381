/**
 * Certificates, revocation lists and SignedData of every kind, good and bad, for the tests of this
 * room. The SignedData are put together here, apart from the code under test.
 *
 * @module
 */
import { concat } from "../../../adapters/documents/mime/octets.ts";
import { createHash } from "node:crypto";
import {
  authorityConstraints,
  authorityKeyIdentifierValue,
  buildCertificate,
  criticalExtension,
  derName,
  extendedKeyUsageValue,
  extension,
  keyUsageValue,
  rfc822Name,
  subjectKeyIdentifierValue,
} from "../../../adapters/keys/certificate_builder.ts";
import type { DigestAlgorithm } from "../../../adapters/documents/smime/algorithms.ts";
import { Certificate } from "../../../adapters/documents/smime/certificate.ts";
import { constructedTag, primitiveTag } from "../../../adapters/documents/smime/der.ts";
import {
  DER_NULL,
  derBitString,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSet,
  derTime,
} from "../../../adapters/documents/smime/der_writer.ts";
import type { SignatureFaultCode } from "../../../adapters/documents/smime/fault.ts";
import { SignatureFault } from "../../../adapters/documents/smime/fault.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import type { Instant } from "../../../events/instant.ts";

/** A key pair of the tests: RSA-2048. */
export interface Keys {
  readonly privateKey: CryptoKey;
  readonly pkcs8: Uint8Array<ArrayBuffer>;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly identifier: Uint8Array;
}

/** The lifetime of all certificates here, unless a test says otherwise. */
export const LIFE = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2028, 0, 1) };
/** An instant within. */
export const NOW: Instant = Date.UTC(2026, 10, 21, 9, 30);
/** The provider's address. */
export const ADDRESS = "posta-certificata@alfa.example";
/** What is signed. */
export const CONTENT = new TextEncoder().encode("Content-Type: text/plain\r\n\r\nciao\r\n");

const SHA256_WITH_RSA = derSequence(derOid(OID.sha256WithRsa), DER_NULL);

/** A new key pair. */
export async function newKeys(modulusLength = 2048): Promise<Keys> {
  const publicExponent = Uint8Array.of(1, 0, 1);
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength,
    publicExponent,
    hash: "SHA-256",
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return {
    privateKey: pair.privateKey,
    pkcs8,
    spki,
    identifier: createHash("sha1").update(spki).digest(),
  };
}

/** Signs with SHA-256 and a key of the tests. */
export async function signWith(keys: Keys, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("RSASSA-PKCS1-v1_5", keys.privateKey, data));
}

/** A certificate of the tests and its keys. */
export interface Entity {
  readonly keys: Keys;
  readonly certificate: Certificate;
}

let issued = 0;

/** A certificate with any extensions; issued by itself where no issuer is given. */
export async function certify(
  commonName: string,
  keys: Keys,
  issuer: Entity | null,
  extensions: readonly Uint8Array[],
  life = LIFE,
): Promise<Entity> {
  const subject = derName([[OID.organizationName, "Alfa S.p.A."], [OID.commonName, commonName]]);
  const der = await buildCertificate({
    serial: Uint8Array.of(1, ++issued),
    issuer: issuer?.certificate.subject.der ?? subject,
    subject,
    ...life,
    spki: keys.spki,
    extensions: [
      ...extensions,
      extension(OID.subjectKeyIdentifier, subjectKeyIdentifierValue(keys.identifier)),
      extension(
        OID.authorityKeyIdentifier,
        authorityKeyIdentifierValue((issuer?.keys ?? keys).identifier),
      ),
    ],
  }, (data) => signWith(issuer?.keys ?? keys, data));
  return { keys, certificate: new Certificate(der) };
}

/** Extensions of an authority. */
export function authorityExtensions(pathLength: number | null = null): Uint8Array[] {
  return [
    criticalExtension(OID.basicConstraints, authorityConstraints(pathLength)),
    criticalExtension(OID.keyUsage, keyUsageValue("keyCertSign", "cRLSign")),
  ];
}

/** Extensions of a provider's signing certificate. */
export function signerExtensions(...addresses: string[]): Uint8Array[] {
  const names = addresses.length > 0 ? addresses : [ADDRESS];
  return [
    criticalExtension(OID.keyUsage, keyUsageValue("digitalSignature")),
    extension(OID.extendedKeyUsage, extendedKeyUsageValue(OID.emailProtection)),
    extension(OID.subjectAltName, derSequence(...names.map(rfc822Name))),
  ];
}

/** nameConstraints from the bases' GeneralNames, DER. */
export function nameConstraintsExtension(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[],
): Uint8Array {
  const subtrees = (number: number, bases: readonly Uint8Array[]) =>
    bases.length === 0
      ? []
      : [derElement(constructedTag(number), ...bases.map((base) => derSequence(base)))];
  const value = derSequence(...subtrees(0, permitted), ...subtrees(1, excluded));
  return criticalExtension(OID.nameConstraints, value);
}

/** What a revocation list of the tests says. */
export interface RevocationRequest {
  readonly revoked: readonly (readonly [serial: Uint8Array, date: Instant])[];
  readonly thisUpdate?: Instant;
  readonly nextUpdate?: Instant;
  readonly extensions?: readonly Uint8Array[];
}

/** A certificate revocation list, version 2. */
export async function revocationList(
  issuer: Entity,
  request: RevocationRequest,
): Promise<Uint8Array> {
  const entries = request.revoked.map(([serial, date]) =>
    derSequence(derElement(0x02, serial), derTime(date))
  );
  const extensions = [
    extension(
      OID.authorityKeyIdentifier,
      authorityKeyIdentifierValue(issuer.keys.identifier),
    ),
    extension("2.5.29.20", derInteger(Uint8Array.of(1))),
    ...(request.extensions ?? []),
  ];
  const tbs = derSequence(
    derInteger(Uint8Array.of(1)),
    SHA256_WITH_RSA,
    issuer.certificate.subject.der,
    derTime(request.thisUpdate ?? Date.UTC(2026, 10, 21)),
    derTime(request.nextUpdate ?? Date.UTC(2026, 10, 22)),
    ...(entries.length > 0 ? [derSequence(concat(entries))] : []),
    derElement(constructedTag(0), derSequence(...extensions)),
  );
  return derSequence(tbs, SHA256_WITH_RSA, derBitString(await signWith(issuer.keys, tbs)));
}

/** The serial number of a certificate as bytes. */
export function serialOf(entity: Entity): Uint8Array {
  return Uint8Array.fromHex(entity.certificate.serial);
}

/** A signed attribute. */
export function attribute(type: string, ...values: Uint8Array[]): Uint8Array {
  return derSequence(derOid(type), derSet(...values));
}

/** The attributes that every signature must have, for {@link CONTENT}. */
export function usualAttributes(): Uint8Array[] {
  return [
    attribute(OID.contentType, derOid(OID.data)),
    attribute(OID.signingTime, derTime(NOW)),
    attribute(OID.messageDigest, derOctetString(createHash("sha256").update(CONTENT).digest())),
  ];
}

/** How a SignerInfo departs from the usual. */
export interface SignerRequest {
  readonly signer: Entity;
  /** In the order in which they are to stand and to be signed; null for none at all. */
  readonly attributes?: readonly Uint8Array[] | null;
  readonly identifier?: "issuerAndSerial" | "subjectKeyIdentifier";
  readonly digestOid?: string;
  readonly signatureOid?: string;
}

/** A SignerInfo, signed. */
export async function signerInfo(request: SignerRequest): Promise<Uint8Array> {
  const { signer } = request;
  const attributes = request.attributes === undefined ? usualAttributes() : request.attributes;
  const signed = attributes === null ? CONTENT : derElement(0x31, ...attributes);
  const byKey = request.identifier === "subjectKeyIdentifier";
  const { issuer } = signer.certificate;
  return derSequence(
    derInteger(Uint8Array.of(byKey ? 3 : 1)),
    byKey
      ? derElement(primitiveTag(0), signer.keys.identifier)
      : derSequence(issuer.der, derElement(0x02, serialOf(signer))),
    derSequence(derOid(request.digestOid ?? OID.sha256)),
    ...(attributes === null ? [] : [derElement(constructedTag(0), ...attributes)]),
    derSequence(derOid(request.signatureOid ?? OID.sha256WithRsa), DER_NULL),
    derOctetString(await signWith(signer.keys, signed)),
  );
}

/** A SignedData around SignerInfos; with the content inside where it is given. */
export function signedData(
  certificates: readonly Certificate[],
  signerInfos: readonly Uint8Array[],
  embedded?: Uint8Array,
): Uint8Array {
  const content = embedded === undefined
    ? []
    : [derElement(constructedTag(0), derOctetString(embedded))];
  return derSequence(
    derOid(OID.signedData),
    derElement(
      constructedTag(0),
      derSequence(
        derInteger(Uint8Array.of(1)),
        derSet(derSequence(derOid(OID.sha256))),
        derSequence(derOid(OID.data), ...content),
        derElement(constructedTag(0), ...certificates.map(({ raw }) => raw)),
        derElement(0x31, ...signerInfos),
      ),
    ),
  );
}

/** The digest of bytes, as the verifier asks for it. */
export function digestOf(
  content: Uint8Array,
): (algorithm: DigestAlgorithm) => Promise<Uint8Array> {
  return (algorithm) => Promise.resolve(createHash(algorithm).update(content).digest());
}

/** The code of the fault that a verification ends with; `none` where it succeeds. */
export async function faultOf(
  verification: Promise<unknown>,
): Promise<SignatureFaultCode | "none"> {
  try {
    await verification;
    return "none";
  } catch (error) {
    if (error instanceof SignatureFault) return error.code;
    throw error;
  }
}
