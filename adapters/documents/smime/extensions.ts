/**
 * The extensions of certificates that decide about trust (RFC 5280 §4.2).
 *
 * @module
 */
import {
  booleanOf,
  constructedTag,
  contentBytes,
  DerError,
  DerReader,
  hex,
  namedBits,
  oidOf,
  primitiveTag,
  smallIntegerOf,
  TAG,
} from "./der.ts";
import { type GeneralName, parseGeneralName, parseGeneralNames } from "./general_names.ts";
import { OID } from "./oids.ts";

/** The named bits of keyUsage, in their order (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

/** What a key may be used for. */
export type KeyUsage = typeof KEY_USAGES[number];

/** basicConstraints (RFC 5280 §4.2.1.9). */
export interface BasicConstraints {
  readonly ca: boolean;
  /** How many intermediate authorities may follow; null for any number. */
  readonly pathLength: number | null;
}

/** nameConstraints (RFC 5280 §4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** The extensions of a certificate; null where it does not carry one. */
export interface Extensions {
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** Object identifiers in dotted form. */
  readonly extendedKeyUsage: ReadonlySet<string> | null;
  readonly basicConstraints: BasicConstraints | null;
  /** Hex. */
  readonly subjectKeyIdentifier: string | null;
  /** Hex. */
  readonly authorityKeyIdentifier: string | null;
  readonly subjectAltName: readonly GeneralName[];
  readonly nameConstraints: NameConstraints | null;
  /** URIs. */
  readonly crlDistributionPoints: readonly string[];
  /** URIs of the OCSP responders that authorityInfoAccess names (§4.2.2.1). */
  readonly ocspResponders: readonly string[];
  /** Object identifiers of all extensions marked critical. */
  readonly critical: ReadonlySet<string>;
  /** Those among the critical ones that this module does not know: trust must be refused. */
  readonly unknownCritical: readonly string[];
}

/** One extension before its value is read. */
export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Certificates of authorities have about ten extensions. */
const MOST_EXTENSIONS = 64;

/**
 * certificatePolicies changes nothing where every policy is acceptable and none is required
 * (RFC 5280 §6.1), so a critical one is no obstacle; policyConstraints would be.
 */
const KNOWN: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.basicConstraints,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.subjectAltName,
  OID.nameConstraints,
  OID.crlDistributionPoints,
  OID.certificatePolicies,
]);

/**
 * Reads a SEQUENCE OF Extension, of a certificate or a CRL.
 *
 * @throws {DerError} if one occurs twice (RFC 5280 §4.2) or they are too many.
 */
export function parseRawExtensions(reader: DerReader): ReadonlyMap<string, RawExtension> {
  const extensions = new Map<string, RawExtension>();
  while (!reader.done) {
    const extension = reader.enter(TAG.sequence);
    const oid = oidOf(extension.expect(TAG.oid));
    const flag = extension.optional(TAG.boolean);
    const value = contentBytes(extension.expect(TAG.octetString));
    extension.finish();
    if (extensions.has(oid)) throw new DerError(`Cannot read extensions: ${oid} occurs twice`);
    if (extensions.size === MOST_EXTENSIONS) throw new DerError("Cannot read extensions: too many");
    extensions.set(oid, { oid, critical: flag !== null && booleanOf(flag), value });
  }
  return extensions;
}

/** Reads the extensions of a certificate; an empty map for one of version 1. */
export function parseExtensions(raw: ReadonlyMap<string, RawExtension>): Extensions {
  function read<Value>(oid: string, parse: (reader: DerReader) => Value): Value | null {
    const extension = raw.get(oid);
    if (extension === undefined) return null;
    const reader = new DerReader(extension.value);
    const value = parse(reader);
    reader.finish();
    return value;
  }
  const critical = [...raw.values()].filter((each) => each.critical).map((each) => each.oid);
  return {
    keyUsage: read(OID.keyUsage, keyUsage),
    extendedKeyUsage: read(OID.extendedKeyUsage, objectIdentifiers),
    basicConstraints: read(OID.basicConstraints, basicConstraints),
    subjectKeyIdentifier: read(
      OID.subjectKeyIdentifier,
      (reader) => hex(contentBytes(reader.expect(TAG.octetString))),
    ),
    authorityKeyIdentifier: read(OID.authorityKeyIdentifier, authorityKeyIdentifier),
    subjectAltName: read(
      OID.subjectAltName,
      (reader) => parseGeneralNames(reader.enter(TAG.sequence)),
    ) ?? [],
    nameConstraints: read(OID.nameConstraints, nameConstraints),
    crlDistributionPoints: read(OID.crlDistributionPoints, crlDistributionPoints) ?? [],
    ocspResponders: read(OID.authorityInfoAccess, ocspResponders) ?? [],
    critical: new Set(critical),
    unknownCritical: critical.filter((oid) => !KNOWN.has(oid)),
  };
}

/** keyIdentifier of an AuthorityKeyIdentifier, certificate's or CRL's; null where absent. */
export function authorityKeyIdentifier(reader: DerReader): string | null {
  const fields = reader.enter(TAG.sequence);
  const identifier = fields.optional(primitiveTag(0));
  while (!fields.done) fields.any();
  return identifier === null ? null : hex(contentBytes(identifier));
}

/** The URIs of a DistributionPointName that is given as a full name; empty for any other. */
export function distributionPointUris(reader: DerReader): readonly string[] {
  const fullName = reader.optional(constructedTag(0));
  if (fullName === null) return [];
  return parseGeneralNames(DerReader.inside(fullName)).flatMap((name) =>
    name.kind === "uniformResourceIdentifier" ? [name.value] : []
  );
}

function keyUsage(reader: DerReader): ReadonlySet<KeyUsage> {
  const bits = namedBits(reader.expect(TAG.bitString));
  return new Set(KEY_USAGES.filter((_, bit) => bits.has(bit)));
}

function objectIdentifiers(reader: DerReader): ReadonlySet<string> {
  const list = reader.enter(TAG.sequence);
  const identifiers = new Set<string>();
  while (!list.done) identifiers.add(oidOf(list.expect(TAG.oid)));
  return identifiers;
}

function basicConstraints(reader: DerReader): BasicConstraints {
  const fields = reader.enter(TAG.sequence);
  const ca = fields.optional(TAG.boolean);
  const pathLength = fields.optional(TAG.integer);
  fields.finish();
  return {
    ca: ca !== null && booleanOf(ca),
    pathLength: pathLength === null ? null : smallIntegerOf(pathLength),
  };
}

function nameConstraints(reader: DerReader): NameConstraints {
  const fields = reader.enter(TAG.sequence);
  const permitted = fields.optional(constructedTag(0));
  const excluded = fields.optional(constructedTag(1));
  fields.finish();
  return {
    permitted: permitted === null ? [] : subtrees(DerReader.inside(permitted)),
    excluded: excluded === null ? [] : subtrees(DerReader.inside(excluded)),
  };
}

/** GeneralSubtrees: minimum is always 0 and maximum absent (RFC 5280 §4.2.1.10). */
function subtrees(reader: DerReader): readonly GeneralName[] {
  const bases: GeneralName[] = [];
  while (!reader.done) {
    const subtree = reader.enter(TAG.sequence);
    bases.push(parseGeneralName(subtree.any()));
    subtree.finish();
  }
  return bases;
}

function crlDistributionPoints(reader: DerReader): readonly string[] {
  const points = reader.enter(TAG.sequence);
  const uris: string[] = [];
  while (!points.done) {
    const point = points.enter(TAG.sequence);
    const name = point.optional(constructedTag(0));
    if (name !== null) uris.push(...distributionPointUris(DerReader.inside(name)));
    while (!point.done) point.any();
  }
  return uris;
}

function ocspResponders(reader: DerReader): readonly string[] {
  const descriptions = reader.enter(TAG.sequence);
  const uris: string[] = [];
  while (!descriptions.done) {
    const description = descriptions.enter(TAG.sequence);
    const method = oidOf(description.expect(TAG.oid));
    const location = parseGeneralName(description.any());
    description.finish();
    if (method === OID.ocsp && location.kind === "uniformResourceIdentifier") {
      uris.push(location.value);
    }
  }
  return uris;
}
