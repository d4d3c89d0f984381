/**
 * Writing X.509 certificates and the extensions that the engine issues (RFC 5280 §4).
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { constructedTag, primitiveTag, TAG } from "../documents/smime/der.ts";
import {
  DER_NULL,
  DER_TRUE,
  derBitString,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSet,
  derTime,
} from "../documents/smime/der_writer.ts";
import { KEY_USAGES, type KeyUsage } from "../documents/smime/extensions.ts";
import { OID } from "../documents/smime/oids.ts";

/** One attribute of a distinguished name: type in dotted form, value as text. */
export type AttributeValue = readonly [type: string, value: string];

/** What stands in a certificate beside its signature. */
export interface CertificateFields {
  /** Big-endian, at most 20 bytes (RFC 5280 §4.1.2.2). */
  readonly serial: Uint8Array;
  /** Name, DER. */
  readonly issuer: Uint8Array;
  /** Name, DER. */
  readonly subject: Uint8Array;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Extensions, DER each. */
  readonly extensions: readonly Uint8Array[];
}

const SHA256_WITH_RSA = derSequence(derOid(OID.sha256WithRsa), DER_NULL);

/**
 * A certificate, signed with RSASSA-PKCS1-v1_5 and SHA-256.
 *
 * @param sign Makes the issuer's signature over the given bytes.
 */
export async function buildCertificate(
  fields: CertificateFields,
  sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const tbs = derSequence(
    derElement(constructedTag(0), derInteger(Uint8Array.of(2))),
    derInteger(fields.serial),
    SHA256_WITH_RSA,
    fields.issuer,
    derSequence(derTime(fields.notBefore), derTime(fields.notAfter)),
    fields.subject,
    fields.spki,
    derElement(constructedTag(3), derSequence(...fields.extensions)),
  );
  return derSequence(tbs, SHA256_WITH_RSA, derBitString(await sign(tbs)));
}

/** A Name with one attribute in each relative distinguished name, as UTF8String. */
export function derName(attributes: readonly AttributeValue[]): Uint8Array<ArrayBuffer> {
  return derSequence(...attributes.map(([type, value]) => {
    const text = derElement(TAG.utf8String, new TextEncoder().encode(value));
    return derSet(derSequence(derOid(type), text));
  }));
}

/** An extension that those who do not know it may ignore. */
export function extension(oid: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  return derSequence(derOid(oid), derOctetString(value));
}

/** An extension that those who do not know it must refuse. */
export function criticalExtension(oid: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  return derSequence(derOid(oid), DER_TRUE, derOctetString(value));
}

/** The value of keyUsage (RFC 5280 §4.2.1.3): without trailing zero bits (X.690 §11.2.2). */
export function keyUsageValue(...usages: readonly KeyUsage[]): Uint8Array<ArrayBuffer> {
  const bits = usages.map((usage) => KEY_USAGES.indexOf(usage));
  const last = Math.max(...bits);
  const bytes = new Uint8Array(1 + (last >> 3) + 1);
  bytes[0] = 7 - (last & 7);
  for (const bit of bits) bytes[1 + (bit >> 3)]! |= 0x80 >> (bit & 7);
  return derElement(TAG.bitString, bytes);
}

/** The value of basicConstraints for an authority (§4.2.1.9); null sets no path length. */
export function authorityConstraints(pathLength: number | null): Uint8Array<ArrayBuffer> {
  if (pathLength === null) return derSequence(DER_TRUE);
  return derSequence(DER_TRUE, derInteger(Uint8Array.of(pathLength)));
}

/** The value of subjectKeyIdentifier (§4.2.1.2). */
export function subjectKeyIdentifierValue(identifier: Uint8Array): Uint8Array<ArrayBuffer> {
  return derOctetString(identifier);
}

/** The value of authorityKeyIdentifier (§4.2.1.1). */
export function authorityKeyIdentifierValue(identifier: Uint8Array): Uint8Array<ArrayBuffer> {
  return derSequence(derElement(primitiveTag(0), identifier));
}

/** The value of extKeyUsage (§4.2.1.12) from object identifiers in dotted form. */
export function extendedKeyUsageValue(...purposes: string[]): Uint8Array<ArrayBuffer> {
  return derSequence(...purposes.map(derOid));
}

/** A GeneralName that is an e-mail address, ASCII (§4.2.1.6). */
export function rfc822Name(address: string): Uint8Array<ArrayBuffer> {
  return derElement(primitiveTag(1), new TextEncoder().encode(address));
}

/** A GeneralName that is a host name, ASCII. */
export function dnsName(host: string): Uint8Array<ArrayBuffer> {
  return derElement(primitiveTag(2), new TextEncoder().encode(host));
}

/** A GeneralName that is an IP address: 4 or 16 bytes. */
export function ipAddress(address: Uint8Array): Uint8Array<ArrayBuffer> {
  return derElement(primitiveTag(7), address);
}
