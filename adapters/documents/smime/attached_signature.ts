/**
 * A signature with its content inside, made of a detached one (RFC 5652 §5.2). The content may be
 * large: what stands before and after it is made, the content itself is not held.
 *
 * @module
 */
import { concat } from "../mime/octets.ts";
import { constructedTag, DerReader, type Element, rawBytes, readSequence, TAG } from "./der.ts";
import { derElement, derHeader, derOid, derSequence, derSet } from "./der_writer.ts";
import { OID } from "./oids.ts";

/** What stands around the content. */
export interface ContentFrame {
  readonly before: Uint8Array<ArrayBuffer>;
  readonly after: Uint8Array<ArrayBuffer>;
}

/**
 * The SignedData of a detached one with its content inside, and with the time stamp over its
 * signature as an unsigned attribute (RFC 3161 appendix A).
 *
 * @param detached DER, with one signer.
 * @param contentLength Bytes of the content: as many must be put between the two parts.
 * @param timeStamp A TimeStampToken, DER; null for none.
 * @throws {DerError} for what is no such SignedData.
 */
export function frameContent(
  detached: Uint8Array,
  contentLength: number,
  timeStamp: Uint8Array | null,
): ContentFrame {
  const { version, digestAlgorithms, contentType, certificates, signerInfo } = partsOf(detached);
  const after = concat([certificates, derSet(withTimeStamp(signerInfo, timeStamp))]);
  // From the inside out: each header counts what lies within, the content included.
  const octets = derHeader(TAG.octetString, contentLength);
  const inside = contentLength + octets.length;
  const explicit = concat([derHeader(constructedTag(0), inside), octets]);
  const encapsulated = contentLength + explicit.length + contentType.length;
  const data = concat([derHeader(TAG.sequence, encapsulated), contentType, explicit]);
  const fields = concat([version, digestAlgorithms, data]);
  const all = fields.length + contentLength + after.length;
  const sequence = concat([derHeader(TAG.sequence, all), fields]);
  const wrapped = sequence.length + contentLength + after.length;
  const wrapper = concat([derHeader(constructedTag(0), wrapped), sequence]);
  const info = concat([derOid(OID.signedData), wrapper]);
  const whole = info.length + contentLength + after.length;
  return { before: concat([derHeader(TAG.sequence, whole), info]), after };
}

/** The elements of a SignedData (RFC 5652 §5.1) as they stand. */
function partsOf(detached: Uint8Array) {
  const info = readSequence(detached);
  info.expect(TAG.oid);
  const fields = info.enter(constructedTag(0)).enter(TAG.sequence);
  const version = rawBytes(fields.expect(TAG.integer));
  const digestAlgorithms = rawBytes(fields.expect(TAG.set));
  const encapsulated = fields.enter(TAG.sequence);
  const contentType = rawBytes(encapsulated.expect(TAG.oid));
  encapsulated.finish();
  const certificates = rawBytes(fields.expect(constructedTag(0)));
  const signers = fields.enter(TAG.set);
  const signerInfo = signers.expect(TAG.sequence);
  signers.finish();
  return { version, digestAlgorithms, contentType, certificates, signerInfo };
}

function withTimeStamp(signerInfo: Element, timeStamp: Uint8Array | null): Uint8Array {
  if (timeStamp === null) return rawBytes(signerInfo);
  const attribute = derSequence(derOid(OID.signatureTimeStamp), derSet(timeStamp));
  const fields: Uint8Array[] = [];
  for (const reader = DerReader.inside(signerInfo); !reader.done;) {
    fields.push(rawBytes(reader.any()));
  }
  return derSequence(...fields, derElement(constructedTag(1), attribute));
}
