/**
 * Writing a CMS SignedData with one signer, RSASSA-PKCS1-v1_5 and SHA-256 (RFC 5652 §5).
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import type { Certificate } from "./certificate.ts";
import { constructedTag, TAG } from "./der.ts";
import { concat } from "../mime/octets.ts";
import {
  DER_NULL,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSet,
  derTime,
  inSetOrder,
} from "./der_writer.ts";
import { OID } from "./oids.ts";

const SHA256 = derSequence(derOid(OID.sha256));

/** The parts of a SignedData. */
export interface SignedDataParts {
  /** The signer's. */
  readonly certificate: Certificate;
  /** DER of the issuers to enclose beside it. */
  readonly extraCertificates: readonly Uint8Array[];
  /** What is embedded; null for a detached signature. */
  readonly content: Uint8Array | null;
  /** The signed attributes as {@link signedAttributes} gives them. */
  readonly attributes: Uint8Array;
  /** Made over the attributes. */
  readonly signature: Uint8Array;
}

/**
 * contentType, messageDigest, signingTime, signingCertificateV2 (RFC 5035) as the SET OF in DER's
 * order that is signed (RFC 5652 §5.4).
 *
 * @param messageDigest SHA-256 of the content.
 */
export function signedAttributes(
  certificate: Certificate,
  messageDigest: Uint8Array,
  signingTime: Instant,
): Uint8Array<ArrayBuffer> {
  return derSet(
    attribute(OID.contentType, derOid(OID.data)),
    attribute(OID.messageDigest, derOctetString(messageDigest)),
    attribute(OID.signingTime, derTime(signingTime)),
    attribute(OID.signingCertificateV2, signingCertificateV2(certificate)),
  );
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(type), derSet(value));
}

/** ESSCertIDv2 with issuer and serial number; SHA-256 is its default (RFC 5035 §4). */
function signingCertificateV2(certificate: Certificate): Uint8Array {
  const hash = createHash("sha256").update(certificate.raw).digest();
  const directoryName = derElement(constructedTag(4), certificate.issuer.der);
  const issuerSerial = derSequence(derSequence(directoryName), serialOf(certificate));
  return derSequence(derSequence(derSequence(derOctetString(hash), issuerSerial)));
}

/** The SignedData in its ContentInfo, DER. */
export function signedData(parts: SignedDataParts): Uint8Array<ArrayBuffer> {
  const { certificate, extraCertificates, content, attributes, signature } = parts;
  const version = derInteger(Uint8Array.of(1));
  const implicitAttributes = concat([
    Uint8Array.of(constructedTag(0)),
    attributes.subarray(1),
  ]);
  const signerInfo = derSequence(
    version,
    derSequence(certificate.issuer.der, serialOf(certificate)),
    SHA256,
    implicitAttributes,
    derSequence(derOid(OID.rsaEncryption), DER_NULL),
    derOctetString(signature),
  );
  const embedded = content === null ? [] : [derElement(constructedTag(0), derOctetString(content))];
  const fields = derSequence(
    version,
    derSet(SHA256),
    derSequence(derOid(OID.data), ...embedded),
    derElement(constructedTag(0), ...inSetOrder([certificate.raw, ...extraCertificates])),
    derSet(signerInfo),
  );
  return derSequence(derOid(OID.signedData), derElement(constructedTag(0), fields));
}

function serialOf(certificate: Certificate): Uint8Array {
  return derElement(TAG.integer, Uint8Array.fromHex(certificate.serial));
}
