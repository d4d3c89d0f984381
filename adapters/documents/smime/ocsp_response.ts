/**
 * Reading and verifying what an OCSP responder says of one certificate (RFC 6960 §3.2, §4.2).
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { schemeOf, verifies } from "./algorithms.ts";
import { type AlgorithmIdentifier, Certificate, parseAlgorithm } from "./certificate.ts";
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
  TAG,
  timeOf,
} from "./der.ts";
import { parseRawExtensions } from "./extensions.ts";
import { type Name, parseName, sameName } from "./name.ts";
import { OID } from "./oids.ts";
import type { RevocationStatement } from "./trust_store.ts";
import { isIssuedBy } from "./issuer.ts";
import { type CertificateIdentifier, identifierOf, keyHash } from "./ocsp_request.ts";

/** Bytes of the largest answer that is read; real ones have one to five thousand. */
export const LARGEST_ANSWER = 100_000;
/** Certificates that an answer may enclose: the responder's, and perhaps its issuer's. */
const MOST_CERTIFICATES = 8;
/** Single responses in one answer: responders that sign in advance put some together. */
const MOST_RESPONSES = 1000;

/** OCSPResponseStatus (RFC 6960 §4.2.1), by number; 4 is not used. */
const STATUSES = [
  "successful",
  "malformedRequest",
  "internalError",
  "tryLater",
  "",
  "sigRequired",
  "unauthorized",
];

/** An answer that does not count. */
export class OcspError extends Error {
  override readonly name = "OcspError";

  constructor(reason: string) {
    super(`Cannot accept the OCSP answer: ${reason}`);
  }
}

/** A certificate and the authority that issued it. */
export interface Subject {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/** What an answer says; nextUpdate is null where newer information may be had at any time. */
export interface OcspStatement extends Omit<RevocationStatement, "nextUpdate"> {
  readonly nextUpdate: Instant | null;
}

/** A BasicOCSPResponse, read and not yet verified. */
interface Basic {
  readonly tbs: Uint8Array;
  readonly responder: Responder;
  readonly responses: readonly Single[];
  readonly algorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly certificates: readonly Uint8Array[];
}

/** ResponderID. */
type Responder =
  | { readonly kind: "name"; readonly name: Name }
  | { readonly kind: "key"; readonly hash: string };

/** A SingleResponse. */
interface Single extends OcspStatement {
  /** Null where it is named with another digest than asked for. */
  readonly identifier: CertificateIdentifier | null;
  readonly known: boolean;
}

/**
 * What the answer says of the certificate; signed by its issuer, or by whom the issuer has
 * delegated it to (RFC 6960 §4.2.2.2). That an answer is older than its nextUpdate is not checked.
 *
 * @param at Now: the responder's certificate must be valid, and the answer not from the future.
 * @throws {DerError} if the answer cannot be read.
 * @throws {OcspError} if it is refused, of others, or not rightly signed.
 * @throws {SignatureFault} for signature algorithms and keys that are not accepted.
 */
export function readOcspResponse(der: Uint8Array, subject: Subject, at: Instant): OcspStatement {
  const basic = parseBasic(basicResponse(der));
  requireSigned(basic, subject.issuer, at);
  const single = singleAbout(basic, subject);
  if (single.thisUpdate > at) {
    throw new OcspError(`it is from the future: ${new Date(single.thisUpdate).toISOString()}`);
  }
  return statementOf(single);
}

/**
 * What an answer that was kept says of the certificate: as {@link readOcspResponse}, but the
 * responder's certificate must have been valid when the answer was given.
 */
export function readKeptOcspResponse(der: Uint8Array, subject: Subject): OcspStatement {
  const basic = parseBasic(basicResponse(der));
  const single = singleAbout(basic, subject);
  requireSigned(basic, subject.issuer, single.thisUpdate);
  return statementOf(single);
}

function singleAbout(basic: Basic, { certificate, issuer }: Subject): Single {
  const wanted = identifierOf(certificate, issuer);
  const single = basic.responses.find(({ identifier }) =>
    identifier !== null && identifier.serial === wanted.serial &&
    identifier.issuerName === wanted.issuerName && identifier.issuerKey === wanted.issuerKey
  );
  if (single === undefined) throw new OcspError("it speaks of other certificates");
  if (!single.known) throw new OcspError("the responder does not know the certificate");
  return single;
}

function statementOf({ revoked, thisUpdate, nextUpdate }: Single): OcspStatement {
  return { revoked, thisUpdate, nextUpdate };
}

/** The DER of the BasicOCSPResponse in an OCSPResponse. */
function basicResponse(der: Uint8Array): Uint8Array {
  if (der.length > LARGEST_ANSWER) {
    throw new DerError(`Cannot read an OCSP answer: ${der.length} bytes are too many`);
  }
  const outer = readSequence(der);
  const status = contentBytes(outer.expect(TAG.enumerated));
  if (status.length !== 1 || status[0] !== 0) {
    throw new OcspError(`the responder says ${STATUSES[status[0] ?? 4] || hex(status)}`);
  }
  const bytes = DerReader.inside(outer.expect(constructedTag(0))).enter(TAG.sequence);
  outer.finish();
  const type = oidOf(bytes.expect(TAG.oid));
  if (type !== OID.ocspBasic) throw new OcspError(`it is of the type ${type}`);
  const response = contentBytes(bytes.expect(TAG.octetString));
  bytes.finish();
  return response;
}

function parseBasic(der: Uint8Array): Basic {
  const outer = readSequence(der);
  const tbs = outer.expect(TAG.sequence);
  const algorithm = parseAlgorithm(outer.expect(TAG.sequence));
  const signature = bitStringBytes(outer.expect(TAG.bitString));
  const enclosed = outer.optional(constructedTag(0));
  outer.finish();
  const fields = DerReader.inside(tbs);
  fields.optional(constructedTag(0));
  const responder = parseResponder(fields.any());
  fields.expect(TAG.generalizedTime);
  const responses = each(fields.enter(TAG.sequence), MOST_RESPONSES, parseSingle);
  requireKnownExtensions(fields.optional(constructedTag(1)));
  fields.finish();
  const certificates = enclosed === null
    ? []
    : each(DerReader.inside(enclosed).enter(TAG.sequence), MOST_CERTIFICATES, rawBytes);
  return { tbs: rawBytes(tbs), responder, responses, algorithm, signature, certificates };
}

function each<Value>(
  reader: DerReader,
  most: number,
  read: (element: Element) => Value,
): readonly Value[] {
  const values: Value[] = [];
  while (!reader.done) {
    if (values.length === most) {
      throw new DerError(`Cannot read an OCSP answer: over ${most} items`);
    }
    values.push(read(reader.any()));
  }
  return values;
}

function parseResponder(element: Element): Responder {
  const inside = DerReader.inside(element);
  const value = inside.any();
  inside.finish();
  if (element.tag === constructedTag(1)) return { kind: "name", name: parseName(value) };
  if (element.tag === constructedTag(2) && value.tag === TAG.octetString) {
    return { kind: "key", hash: hex(contentBytes(value)) };
  }
  throw new DerError(`Cannot read an OCSP answer: responder of the kind ${element.tag}`);
}

function parseSingle(element: Element): Single {
  if (element.tag !== TAG.sequence) throw new DerError("Cannot read an OCSP answer: no SEQUENCE");
  const fields = DerReader.inside(element);
  const identifier = parseIdentifier(fields.enter(TAG.sequence));
  const status = fields.any();
  const thisUpdate = timeOf(fields.expect(TAG.generalizedTime));
  const next = fields.optional(constructedTag(0));
  requireKnownExtensions(fields.optional(constructedTag(1)));
  fields.finish();
  return {
    identifier,
    known: status.tag !== primitiveTag(2),
    revoked: revocationOf(status),
    thisUpdate,
    nextUpdate: next === null ? null : timeOf(DerReader.inside(next).expect(TAG.generalizedTime)),
  };
}

function parseIdentifier(fields: DerReader): CertificateIdentifier | null {
  const { oid } = parseAlgorithm(fields.expect(TAG.sequence));
  const issuerName = hex(contentBytes(fields.expect(TAG.octetString)));
  const issuerKey = hex(contentBytes(fields.expect(TAG.octetString)));
  const serial = hex(contentBytes(fields.expect(TAG.integer)));
  fields.finish();
  return oid === OID.sha1 ? { issuerName, issuerKey, serial } : null;
}

/** CertStatus: good [0], revoked [1] or unknown [2]. */
function revocationOf(status: Element): Instant | null {
  switch (status.tag) {
    case primitiveTag(0):
    case primitiveTag(2):
      return null;
    case constructedTag(1):
      return timeOf(DerReader.inside(status).expect(TAG.generalizedTime));
    default:
      throw new DerError(`Cannot read an OCSP answer: status of the kind ${status.tag}`);
  }
}

/** No extension is known here that could be critical (RFC 6960 §4.4). */
function requireKnownExtensions(wrapper: Element | null): void {
  if (wrapper === null) return;
  const extensions = parseRawExtensions(DerReader.inside(wrapper).enter(TAG.sequence));
  for (const { oid, critical } of extensions.values()) {
    if (critical) throw new OcspError(`it has the unknown critical extension ${oid}`);
  }
}

function requireSigned(basic: Basic, issuer: Certificate, at: Instant): void {
  const scheme = schemeOf(basic.algorithm);
  if (scheme.digest === "sha1") throw new OcspError("it is signed with SHA-1");
  const responder = [issuer, ...basic.certificates.map((der) => new Certificate(der))]
    .find((certificate) => isResponder(certificate, basic.responder));
  if (responder === undefined) throw new OcspError("the responder's certificate is not enclosed");
  if (!sameBytes(responder.raw, issuer.raw)) requireDelegate(responder, issuer, at);
  if (!verifies(scheme, responder, basic.tbs, basic.signature)) {
    throw new OcspError("it was not signed with the responder's key");
  }
}

function isResponder(certificate: Certificate, responder: Responder): boolean {
  return responder.kind === "name"
    ? sameName(certificate.subject, responder.name)
    : keyHash(certificate) === responder.hash;
}

/**
 * RFC 6960 §4.2.2.2: the authority itself must have said that this one answers for it. Whether a
 * responder without id-pkix-ocsp-nocheck is revoked is left to its short life (§4.2.2.2.1).
 */
function requireDelegate(responder: Certificate, issuer: Certificate, at: Instant): void {
  const { extendedKeyUsage, keyUsage, unknownCritical } = responder.extensions;
  if (!isIssuedBy(responder, issuer)) {
    throw new OcspError("the responder's certificate is of another authority");
  }
  if (!extendedKeyUsage?.has(OID.ocspSigning)) {
    throw new OcspError("the authority has not delegated its answers to the responder");
  }
  if ((keyUsage !== null && !keyUsage.has("digitalSignature")) || unknownCritical.length > 0) {
    throw new OcspError("the responder's certificate is not meant to sign");
  }
  if (at < responder.notBefore || at > responder.notAfter + 999) {
    throw new OcspError("the responder's certificate is not valid now");
  }
}
