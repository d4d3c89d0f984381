/**
 * The structure of a CMS SignedData (RFC 5652 §5), nothing verified yet.
 *
 * @module
 */
import { berToDer } from "./ber.ts";
import { type AlgorithmIdentifier, parseAlgorithm } from "./certificate.ts";
import {
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
  smallIntegerOf,
  TAG,
} from "./der.ts";
import { concat } from "../mime/octets.ts";
import { inSetOrder } from "./der_writer.ts";
import { type Name, parseName } from "./name.ts";
import { OID } from "./oids.ts";

/** SignerIdentifier (RFC 5652 §5.3). */
export type SignerIdentifier =
  | { readonly kind: "issuerAndSerial"; readonly issuer: Name; readonly serial: string }
  | { readonly kind: "subjectKeyIdentifier"; readonly identifier: string };

/** SignerInfo (RFC 5652 §5.3). */
export interface SignerInfo {
  readonly version: number;
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** Null where nothing but the content was signed. */
  readonly signedAttributes: SignedAttributes | null;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** What anyone may have added, not read yet; null where nothing is. */
  readonly unsignedAttributes: Element | null;
}

/** The signed attributes (RFC 5652 §5.3). */
export interface SignedAttributes {
  /** Each attribute's values by its type in dotted form. */
  readonly values: ReadonlyMap<string, readonly Element[]>;
  /**
   * What the signature may have been made over: the DER of the SET (§5.4), and, where the sender
   * did not sort it, the SET as it came; both say the same.
   */
  readonly signedForms: readonly Uint8Array[];
}

/** SignedData (RFC 5652 §5.1). */
export interface SignedData {
  readonly version: number;
  /** What the signers are said to have used; nothing binds it to what they did. */
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  /** The content itself; null where the signature is detached. */
  readonly content: Uint8Array | null;
  /** The certificates' DER; attribute certificates are left out. */
  readonly certificates: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
}

/** Real detached ones have 3 to 10 KB. */
const MOST_BYTES = 1024 * 1024;
const MOST_CERTIFICATES = 32;
const MOST_SIGNERS = 8;
const MOST_ATTRIBUTES = 64;

/**
 * Reads a SignedData in a ContentInfo, DER or BER.
 *
 * @param mostBytes What is larger is not read; the default is ample for a detached signature.
 * @throws {DerError} if it is none, or larger than that.
 */
export function parseSignedData(ber: Uint8Array, mostBytes: number = MOST_BYTES): SignedData {
  if (ber.length > mostBytes) {
    throw new DerError(`Cannot read a SignedData: ${ber.length} bytes are too many`);
  }
  const info = readSequence(berToDer(ber));
  const type = oidOf(info.expect(TAG.oid));
  if (type !== OID.signedData) throw new DerError(`Cannot read a SignedData: it is a ${type}`);
  const wrapper = info.enter(constructedTag(0));
  info.finish();
  const fields = wrapper.enter(TAG.sequence);
  wrapper.finish();

  const version = smallIntegerOf(fields.expect(TAG.integer));
  const digests = all(fields.expect(TAG.set), MOST_SIGNERS).map(parseAlgorithm);
  const encapsulated = fields.enter(TAG.sequence);
  const contentType = oidOf(encapsulated.expect(TAG.oid));
  const content = encapsulated.optional(constructedTag(0));
  encapsulated.finish();
  const certificates = fields.optional(constructedTag(0));
  fields.optional(constructedTag(1));
  const signers = all(fields.expect(TAG.set), MOST_SIGNERS).map(parseSignerInfo);
  fields.finish();
  return {
    version,
    digestAlgorithms: digests,
    contentType,
    content: content === null ? null : octetsInside(content),
    certificates: (certificates === null ? [] : all(certificates, MOST_CERTIFICATES))
      .filter((element) => element.tag === TAG.sequence).map(rawBytes),
    signers,
  };
}

/** The eContent: an OCTET STRING inside an EXPLICIT [0]. */
function octetsInside(wrapper: Element): Uint8Array {
  const fields = DerReader.inside(wrapper);
  const octets = contentBytes(fields.expect(TAG.octetString));
  fields.finish();
  return octets;
}

function parseSignerInfo(element: Element): SignerInfo {
  if (element.tag !== TAG.sequence) throw new DerError("Cannot read a SignerInfo");
  const fields = DerReader.inside(element);
  const version = smallIntegerOf(fields.expect(TAG.integer));
  const identifier = parseIdentifier(fields.any());
  const digestAlgorithm = parseAlgorithm(fields.expect(TAG.sequence));
  const attributes = fields.optional(constructedTag(0));
  const signatureAlgorithm = parseAlgorithm(fields.expect(TAG.sequence));
  const signature = contentBytes(fields.expect(TAG.octetString));
  const unsigned = fields.optional(constructedTag(1));
  fields.finish();
  return {
    version,
    identifier,
    digestAlgorithm,
    signedAttributes: attributes === null ? null : parseAttributes(attributes),
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned,
  };
}

/**
 * The time stamp over a signer's signature (RFC 3161 appendix A), a TimeStampToken over the SHA-256
 * of the signature's octets; null where there is none. Nothing in it is verified yet.
 *
 * @throws {DerError} where there are several, or the attributes cannot be read
 */
export function timeStampOf({ unsignedAttributes }: SignerInfo): Uint8Array | null {
  if (unsignedAttributes === null) return null;
  const attributes = valuesByType(all(unsignedAttributes, MOST_ATTRIBUTES));
  const values = attributes.get(OID.signatureTimeStamp);
  if (values === undefined) return null;
  const [token] = values;
  if (token !== undefined && values.length === 1) return rawBytes(token);
  throw new DerError(`Cannot read the time stamp of a signature: there are ${values.length}`);
}

function parseIdentifier(element: Element): SignerIdentifier {
  if (element.tag === primitiveTag(0)) {
    return { kind: "subjectKeyIdentifier", identifier: hex(contentBytes(element)) };
  }
  if (element.tag !== TAG.sequence) throw new DerError("Cannot read a SignerIdentifier");
  const fields = DerReader.inside(element);
  const issuer = parseName(fields.expect(TAG.sequence));
  const serial = hex(contentBytes(fields.expect(TAG.integer)));
  fields.finish();
  return { kind: "issuerAndSerial", issuer, serial };
}

function parseAttributes(element: Element): SignedAttributes {
  const encodings = all(element, MOST_ATTRIBUTES);
  const signed = signedForms(element, encodings.map(rawBytes));
  return { values: valuesByType(encodings), signedForms: signed };
}

function valuesByType(encodings: readonly Element[]): ReadonlyMap<string, readonly Element[]> {
  const values = new Map<string, readonly Element[]>();
  for (const encoding of encodings) {
    if (encoding.tag !== TAG.sequence) throw new DerError("Cannot read an attribute");
    const fields = DerReader.inside(encoding);
    const type = oidOf(fields.expect(TAG.oid));
    // RFC 5652 §5.3: no two instances of one attribute.
    if (values.has(type)) throw new DerError(`Cannot read attributes: ${type} occurs twice`);
    values.set(type, all(fields.expect(TAG.set), MOST_ATTRIBUTES));
    fields.finish();
  }
  return values;
}

/** The [0] IMPLICIT of the message becomes the SET OF that was signed (RFC 5652 §5.4). */
function signedForms(element: Element, encodings: readonly Uint8Array[]): readonly Uint8Array[] {
  const header = element.source.slice(element.start, element.contentStart);
  header[0] = TAG.set;
  const sorted = inSetOrder(encodings);
  const der = concat([header, ...sorted]);
  if (sorted.every((encoding, index) => encoding === encodings[index])) return [der];
  return [der, concat([header, ...encodings])];
}

function all(element: Element, most: number): Element[] {
  const reader = DerReader.inside(element);
  const elements: Element[] = [];
  while (!reader.done) {
    if (elements.length === most) throw new DerError(`Cannot read: more than ${most} elements`);
    elements.push(reader.any());
  }
  return elements;
}
