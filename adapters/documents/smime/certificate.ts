/**
 * X.509 certificates as far as S/MIME needs them (RFC 5280 §4.1).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import {
  bitStringBytes,
  constructedTag,
  contentBytes,
  DerError,
  DerReader,
  type Element,
  hex,
  oidOf,
  primitiveTag,
  rawBytes,
  readSequence,
  sameBytes,
  smallIntegerOf,
  TAG,
  timeOf,
} from "./der.ts";
import { DER_NULL } from "./der_writer.ts";
import { type Extensions, parseExtensions, parseRawExtensions } from "./extensions.ts";
import { attributeOf, type Name, parseName } from "./name.ts";
import { OID } from "./oids.ts";
import { type RsaPublicKey, rsaPublicKey } from "./rsa_verification.ts";

/** An AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  /** In dotted form. */
  readonly oid: string;
  /** The parameters' DER; null where absent. */
  readonly parameters: Uint8Array | null;
}

/** The largest certificate that is read; the largest real ones, full of constraints, have 5 KB. */
const MOST_BYTES = 64 * 1024;

/** An X.509 certificate. */
export class Certificate {
  /** The whole certificate, DER. */
  readonly raw: Uint8Array;
  /** The part that its issuer signed. */
  readonly tbs: Uint8Array;
  /** Serial number: hex of the INTEGER's content, sign byte and all. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly extensions: Extensions;
  /** SHA-1 of the certificate, lower-case hex: `providerCertificateHash` (RFC 6109 §4.5). */
  readonly fingerprintSha1: string;
  #publicKey: KeyObject | null = null;
  #integers: RsaPublicKey | null = null;

  /**
   * Reads a certificate.
   *
   * @throws {DerError} if `der` is not one certificate.
   */
  constructor(der: Uint8Array) {
    if (der.length > MOST_BYTES) {
      throw new DerError(`Cannot read a certificate: ${der.length} bytes are too many`);
    }
    const outer = readSequence(der);
    const tbs = outer.expect(TAG.sequence);
    this.raw = der;
    this.tbs = rawBytes(tbs);
    this.signatureAlgorithm = parseAlgorithm(outer.expect(TAG.sequence));
    this.signature = bitStringBytes(outer.expect(TAG.bitString));
    outer.finish();

    const fields = DerReader.inside(tbs);
    const version = fields.optional(constructedTag(0));
    this.serial = hex(contentBytes(fields.expect(TAG.integer)));
    const inner = parseAlgorithm(fields.expect(TAG.sequence));
    this.issuer = parseName(fields.expect(TAG.sequence));
    const validity = fields.enter(TAG.sequence);
    this.notBefore = timeOf(validity.any());
    this.notAfter = timeOf(validity.any());
    validity.finish();
    this.subject = parseName(fields.expect(TAG.sequence));
    this.spki = rawBytes(fields.expect(TAG.sequence));
    fields.optional(primitiveTag(1));
    fields.optional(primitiveTag(2));
    this.extensions = parseExtensions(extensionsOf(version, fields.optional(constructedTag(3))));
    fields.finish();

    if (!sameAlgorithm(inner, this.signatureAlgorithm)) {
      throw new DerError("Cannot read a certificate: its two signature algorithms differ");
    }
    this.fingerprintSha1 = createHash("sha1").update(der).digest("hex");
  }

  /** The rfc822Names of subjectAltName, as written. */
  get rfc822Names(): readonly string[] {
    return this.extensions.subjectAltName.flatMap((name) =>
      name.kind === "rfc822Name" ? [name.value] : []
    );
  }

  /** O of the subject; null where absent. */
  get organization(): string | null {
    return attributeOf(this.subject, OID.organizationName);
  }

  /** CN of the subject; null where absent. */
  get commonName(): string | null {
    return attributeOf(this.subject, OID.commonName);
  }

  /**
   * The integers of an RSA key, read once; null where they are out of the ordinary.
   *
   * @throws {DerError} as `publicKey`.
   */
  rsaPublicKey(): RsaPublicKey | null {
    this.#integers ??= rsaPublicKey(this.publicKey());
    return this.#integers;
  }

  /**
   * The subject's public key, read once.
   *
   * @throws {DerError} if the key is of no known kind.
   */
  publicKey(): KeyObject {
    try {
      requirePlainParameters(this.spki);
      this.#publicKey ??= createPublicKey({
        key: Buffer.from(this.spki),
        format: "der",
        type: "spki",
      });
      return this.#publicKey;
    } catch (cause) {
      throw new DerError(`Cannot read the public key of certificate ${this.serial}`, { cause });
    }
  }
}

/** Reads an AlgorithmIdentifier. */
export function parseAlgorithm(element: Element): AlgorithmIdentifier {
  if (element.tag !== TAG.sequence) throw new DerError("Cannot read an AlgorithmIdentifier");
  const fields = DerReader.inside(element);
  const oid = oidOf(fields.expect(TAG.oid));
  const parameters = fields.done ? null : rawBytes(fields.any());
  fields.finish();
  return { oid, parameters };
}

/** Whether a certificate's SAN carries the address of a From field (RFC 8550 §3), without case. */
export function signerNames(address: string, certificate: Certificate): boolean {
  const wanted = address.toLowerCase();
  return certificate.rfc822Names.some((name) => name.toLowerCase() === wanted);
}

/** RFC 4055 §1.2: the parameters of an RSA key are NULL; some encoders leave them out. */
function requirePlainParameters(spki: Uint8Array): void {
  const { oid, parameters } = parseAlgorithm(readSequence(spki).expect(TAG.sequence));
  if (oid !== OID.rsaEncryption || parameters === null || sameBytes(parameters, DER_NULL)) return;
  throw new DerError("Cannot read an RSA key: its algorithm has parameters");
}

function extensionsOf(version: Element | null, extensions: Element | null) {
  const number = version === null ? 0 : smallIntegerOf(DerReader.inside(version).any());
  if (number > 2) throw new DerError(`Cannot read a certificate: version ${number + 1}`);
  if (extensions === null) return new Map();
  if (number !== 2) throw new DerError(`Cannot read a certificate: extensions in version 1 or 2`);
  return parseRawExtensions(DerReader.inside(extensions).enter(TAG.sequence));
}

function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  if (a.oid !== b.oid || (a.parameters === null) !== (b.parameters === null)) return false;
  return a.parameters === null || b.parameters === null || sameBytes(a.parameters, b.parameters);
}
