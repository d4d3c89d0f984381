/**
 * A certification authority for development and tests: roots, provider certificates, TLS
 * certificates. Never for production: its key lies in a file.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../events/instant.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { derSequence } from "../documents/smime/der_writer.ts";
import { OID } from "../documents/smime/oids.ts";
import { certificatesFromPem, privateKeyFromPem, toPem } from "../documents/smime/pem.ts";
import {
  type AttributeValue,
  authorityConstraints,
  authorityKeyIdentifierValue,
  buildCertificate,
  criticalExtension,
  derName,
  dnsName,
  extendedKeyUsageValue,
  extension,
  ipAddress,
  keyUsageValue,
  rfc822Name,
  subjectKeyIdentifierValue,
} from "./certificate_builder.ts";

/** A certificate and its private key, both PEM; the key is PKCS#8. */
export interface Credential {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** From when until when a certificate holds. */
export interface Lifetime {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

/** What a new authority is called and how long it lives. */
export interface AuthorityRequest extends Lifetime {
  /** Its CN and O. */
  readonly name: string;
}

/** A provider's signing certificate. */
export interface ProviderRequest extends Lifetime {
  /** providerName of the directory; becomes O and CN. */
  readonly providerName: string;
  /** `posta-certificata@[mail domain]`. */
  readonly address: string;
}

/** A TLS server's certificate. */
export interface TlsRequest extends Lifetime {
  /** Host names, ASCII; `127.0.0.1` and `::1` become IP addresses. The first is the CN. */
  readonly hosts: readonly string[];
  readonly keyType: "rsa" | "p256";
}

/** Gives that many random bytes. */
export type Random = (length: number) => Uint8Array;

const RSA: RsaHashedKeyGenParams = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: "SHA-256",
};
const P256: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };

const LOOPBACK: ReadonlyMap<string, Uint8Array> = new Map([
  ["127.0.0.1", Uint8Array.of(127, 0, 0, 1)],
  ["::1", Uint8Array.of(...new Array<number>(15).fill(0), 1)],
]);

/** A new self-signed authority: RSA-2048, for certificates and CRLs. */
export async function createAuthority(
  request: AuthorityRequest,
  random: Random,
): Promise<Credential> {
  const keys = await generateKey(RSA);
  const name = derName([[OID.organizationName, request.name], [OID.commonName, request.name]]);
  const identifier = keyIdentifier(keys.spki);
  const certificate = await buildCertificate({
    serial: serialNumber(random),
    issuer: name,
    subject: name,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    spki: keys.spki,
    extensions: [
      criticalExtension(OID.basicConstraints, authorityConstraints(null)),
      criticalExtension(OID.keyUsage, keyUsageValue("keyCertSign", "cRLSign")),
      extension(OID.subjectKeyIdentifier, subjectKeyIdentifierValue(identifier)),
      extension(OID.authorityKeyIdentifier, authorityKeyIdentifierValue(identifier)),
    ],
  }, (data) => signWith(keys.privateKey, data));
  return credential(certificate, keys.pkcs8);
}

/** A provider's signing key and certificate, as RFC 6109 §5.5 wants them. */
export async function issueProviderCertificate(
  authority: Credential,
  request: ProviderRequest,
  random: Random,
): Promise<Credential> {
  const { providerName, address } = request;
  return await issue(authority, RSA, request, random, {
    subject: [[OID.organizationName, providerName], [OID.commonName, providerName]],
    names: [rfc822Name(address)],
    purpose: OID.emailProtection,
  });
}

/** A TLS server's key and certificate. */
export async function issueTlsCertificate(
  authority: Credential,
  request: TlsRequest,
  random: Random,
): Promise<Credential> {
  const { hosts, keyType } = request;
  return await issue(authority, keyType === "rsa" ? RSA : P256, request, random, {
    subject: [[OID.commonName, hosts[0] ?? "localhost"]],
    names: hosts.map((host) => {
      const address = LOOPBACK.get(host);
      return address === undefined ? dnsName(host) : ipAddress(address);
    }),
    purpose: OID.serverAuth,
  });
}

/** What the kinds of certificates differ in. */
interface Holder {
  readonly subject: readonly AttributeValue[];
  /** GeneralNames, DER. */
  readonly names: readonly Uint8Array[];
  readonly purpose: string;
}

async function issue(
  authority: Credential,
  algorithm: RsaHashedKeyGenParams | EcKeyGenParams,
  lifetime: Lifetime,
  random: Random,
  holder: Holder,
): Promise<Credential> {
  const [issuerDer] = certificatesFromPem(authority.certificatePem);
  if (issuerDer === undefined) {
    throw new Error("Cannot issue a certificate: the authority's PEM holds no certificate");
  }
  const issuer = new Certificate(issuerDer);
  const issuerKey = await importRsaKey(authority.privateKeyPem);
  const keys = await generateKey(algorithm);
  const certificate = await buildCertificate({
    serial: serialNumber(random),
    issuer: issuer.subject.der,
    subject: derName(holder.subject),
    notBefore: lifetime.notBefore,
    notAfter: lifetime.notAfter,
    spki: keys.spki,
    extensions: [
      criticalExtension(OID.keyUsage, keyUsageValue("digitalSignature")),
      extension(OID.extendedKeyUsage, extendedKeyUsageValue(holder.purpose)),
      extension(OID.subjectKeyIdentifier, subjectKeyIdentifierValue(keyIdentifier(keys.spki))),
      extension(
        OID.authorityKeyIdentifier,
        authorityKeyIdentifierValue(identifierOf(issuer)),
      ),
      extension(OID.subjectAltName, derSequence(...holder.names)),
    ],
  }, (data) => signWith(issuerKey, data));
  return credential(certificate, keys.pkcs8);
}

interface GeneratedKey {
  readonly privateKey: CryptoKey;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly pkcs8: Uint8Array<ArrayBuffer>;
}

async function generateKey(
  algorithm: RsaHashedKeyGenParams | EcKeyGenParams,
): Promise<GeneratedKey> {
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return {
    privateKey: pair.privateKey,
    spki: new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)),
    pkcs8: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
  };
}

async function importRsaKey(pem: string): Promise<CryptoKey> {
  return await crypto.subtle.importKey("pkcs8", privateKeyFromPem(pem), RSA, false, ["sign"]);
}

async function signWith(key: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign(RSA.name, key, data));
}

/** Positive, not zero, at most 20 bytes (RFC 5280 §4.1.2.2). */
function serialNumber(random: Random): Uint8Array {
  const serial = Uint8Array.from(random(16));
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  return serial;
}

/** SHA-1 of the key (RFC 5280 §4.2.1.2 (1)), here with the SPKI around it: any unique value does. */
function keyIdentifier(spki: Uint8Array): Uint8Array {
  return createHash("sha1").update(spki).digest();
}

function identifierOf(authority: Certificate): Uint8Array {
  const identifier = authority.extensions.subjectKeyIdentifier;
  return identifier === null ? keyIdentifier(authority.spki) : Uint8Array.fromHex(identifier);
}

function credential(certificate: Uint8Array, pkcs8: Uint8Array): Credential {
  return {
    certificatePem: toPem("CERTIFICATE", certificate),
    privateKeyPem: toPem("PRIVATE KEY", pkcs8),
  };
}
