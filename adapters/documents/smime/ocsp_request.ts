/**
 * Asking an OCSP responder about one certificate (RFC 6960 §4.1).
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import { bitStringBytes, readSequence, TAG } from "./der.ts";
import { DER_NULL, derElement, derOctetString, derOid, derSequence } from "./der_writer.ts";
import { OID } from "./oids.ts";

/** Names a certificate to a responder (CertID). SHA-1 serves as a name here, not as a proof. */
export interface CertificateIdentifier {
  /** SHA-1 of the issuer's name, hex. */
  readonly issuerName: string;
  /** SHA-1 of the issuer's public key, hex. */
  readonly issuerKey: string;
  /** Hex of the INTEGER's content. */
  readonly serial: string;
}

/** The name of a certificate, as RFC 5019 §2.1.1 wants it and every responder knows it. */
export function identifierOf(
  certificate: Certificate,
  issuer: Certificate,
): CertificateIdentifier {
  return {
    issuerName: createHash("sha1").update(issuer.subject.der).digest("hex"),
    issuerKey: keyHash(issuer),
    serial: certificate.serial,
  };
}

/**
 * SHA-1 of a certificate's public key, without the tag, length and unused bits of its BIT STRING,
 * hex: also the responder's name where it gives its key (RFC 6960 §4.2.1).
 */
export function keyHash(certificate: Certificate): string {
  const fields = readSequence(certificate.spki);
  fields.expect(TAG.sequence);
  const key = bitStringBytes(fields.expect(TAG.bitString));
  return createHash("sha1").update(key).digest("hex");
}

/**
 * An OCSPRequest, DER. It has no nonce: responders that sign in advance ignore it
 * (RFC 5019 §2.1.1), and thisUpdate and nextUpdate bound how long an answer can be replayed.
 */
export function ocspRequest(identifier: CertificateIdentifier): Uint8Array<ArrayBuffer> {
  const certId = derSequence(
    derSequence(derOid(OID.sha1), DER_NULL),
    derOctetString(Uint8Array.fromHex(identifier.issuerName)),
    derOctetString(Uint8Array.fromHex(identifier.issuerKey)),
    derElement(TAG.integer, Uint8Array.fromHex(identifier.serial)),
  );
  const requestList = derSequence(derSequence(certId));
  return derSequence(derSequence(requestList));
}
