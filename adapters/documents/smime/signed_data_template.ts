/**
 * A detached SignedData from a template (RFC 5652 §5, RFC 5035): everything but the digest, the
 * time and the signature itself is the same for every document under one certificate.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import type { Sha256 } from "../../../events/rope.ts";
import { Certificate } from "./certificate.ts";
import { TAG } from "./der.ts";
import { derTime } from "./der_writer.ts";
import { signedAttributes, signedData } from "./signed_data_writer.ts";

/** Length of a SHA-256 digest in bytes. */
const DIGEST_LENGTH = 32;
/** Values that stand in the template where the slots are; found again by their bytes. */
const BLANK_DIGEST = new Uint8Array(DIGEST_LENGTH).fill(0xd1);
const BLANK_TIME: Instant = Date.UTC(2000, 0, 1);

/** Makes the SignedData of one certificate from its signatures. */
export class SignedDataTemplate {
  /** The signing certificate. */
  readonly certificate: Certificate;
  /** SHA-256 of its DER. */
  readonly name: Sha256;
  /** The signed attributes as the SET that is signed (RFC 5652 §5.4). */
  readonly #attributes: Uint8Array;
  readonly #digestAt: number;
  readonly #timeAt: number;
  /** The whole SignedData. */
  readonly #whole: Uint8Array;
  readonly #attributesAt: number;
  readonly #signatureAt: number;
  readonly #signatureLength: number;

  /**
   * @param certificate DER of the signing certificate.
   * @param extraCertificates DER of the issuers to embed beside it.
   * @throws {DerError} if a certificate cannot be read.
   */
  constructor(certificate: Uint8Array, extraCertificates: readonly Uint8Array[]) {
    this.certificate = new Certificate(certificate);
    this.name = createHash("sha256").update(certificate).digest("hex");
    const bits = this.certificate.publicKey().asymmetricKeyDetails?.modulusLength ?? 0;
    this.#signatureLength = bits / 8;
    const blankSignature = new Uint8Array(this.#signatureLength).fill(0x5f);
    this.#attributes = signedAttributes(this.certificate, BLANK_DIGEST, BLANK_TIME);
    this.#digestAt = onlyIndexOf(this.#attributes, BLANK_DIGEST);
    this.#timeAt = onlyIndexOf(this.#attributes, derTime(BLANK_TIME));
    this.#whole = signedData({
      certificate: this.certificate,
      extraCertificates,
      content: null,
      attributes: this.#attributes,
      signature: blankSignature,
    });
    // Inside the SignerInfo the SET's identifier byte is that of [0] IMPLICIT: skip it.
    this.#attributesAt = onlyIndexOf(this.#whole, this.#attributes.subarray(1));
    this.#signatureAt = onlyIndexOf(this.#whole, blankSignature);
  }

  /**
   * The signed attributes: what the signature is made over.
   *
   * @param messageDigest SHA-256 of the content, 32 bytes.
   * @param signingTime Before 2050; milliseconds are dropped.
   * @throws {RangeError} for a digest or time of another length.
   */
  attributes(messageDigest: Uint8Array, signingTime: Instant): Uint8Array<ArrayBuffer> {
    const time = derTime(signingTime);
    if (messageDigest.length !== DIGEST_LENGTH || time[0] !== TAG.utcTime) {
      throw new RangeError(
        `Cannot sign a digest of ${messageDigest.length} bytes at ${signingTime}`,
      );
    }
    const attributes = Uint8Array.from(this.#attributes);
    attributes.set(messageDigest, this.#digestAt);
    attributes.set(time, this.#timeAt);
    return attributes;
  }

  /**
   * The SignedData, DER.
   *
   * @param attributes as {@linkcode attributes} gives them.
   * @param signature made over them.
   * @throws {RangeError} for a signature of another length than the key's.
   */
  fill(attributes: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
    if (signature.length !== this.#signatureLength) {
      throw new RangeError(
        `Cannot sign with ${signature.length} bytes: the key's have ${this.#signatureLength}`,
      );
    }
    const signedData = Uint8Array.from(this.#whole);
    signedData.set(attributes.subarray(1), this.#attributesAt);
    signedData.set(signature, this.#signatureAt);
    return signedData;
  }
}

/** Where `part` stands in `whole`; a template in which it stands twice cannot be patched. */
function onlyIndexOf(whole: Uint8Array, part: Uint8Array): number {
  const text = whole.toHex();
  const found: number[] = [];
  for (let at = text.indexOf(part.toHex()); at >= 0; at = text.indexOf(part.toHex(), at + 1)) {
    if (at % 2 === 0) found.push(at / 2);
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Error(`Cannot build a signature template: a slot occurs ${found.length} times`);
}
