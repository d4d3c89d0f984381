/**
 * Making detached CMS signatures from a template (RFC 5652 §5, RFC 5035): everything but the
 * digest, the time and the signature itself is the same for every document of a provider.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import { Certificate } from "./certificate.ts";
import { TAG } from "./der.ts";
import { derTime } from "./der_writer.ts";
import { signedAttributes, signedData } from "./signed_data_writer.ts";
import type { SigningKey } from "./signing_key.ts";
import { TrustStore } from "./trust_store.ts";
import { verifySignature } from "./verifier.ts";

/** Length of a SHA-256 digest in bytes. */
const DIGEST_LENGTH = 32;
/** Values that stand in the template where the slots are; found again by their bytes. */
const BLANK_DIGEST = new Uint8Array(DIGEST_LENGTH).fill(0xd1);
const BLANK_TIME: Instant = Date.UTC(2000, 0, 1);

/** Signs digests with one key. */
export class CmsSigner {
  readonly #key: SigningKey;
  /** The signed attributes as the SET that is signed (RFC 5652 §5.4). */
  readonly #attributes: Uint8Array;
  readonly #digestAt: number;
  readonly #timeAt: number;
  /** The whole SignedData. */
  readonly #template: Uint8Array;
  readonly #attributesAt: number;
  readonly #signatureAt: number;
  /** The signing certificate. */
  readonly certificate: Certificate;

  private constructor(key: SigningKey, extraCertificates: readonly Uint8Array[]) {
    this.#key = key;
    this.certificate = new Certificate(key.certificate);
    const bits = this.certificate.publicKey().asymmetricKeyDetails?.modulusLength ?? 0;
    const blankSignature = new Uint8Array(bits / 8).fill(0x5f);
    this.#attributes = signedAttributes(this.certificate, BLANK_DIGEST, BLANK_TIME);
    this.#digestAt = onlyIndexOf(this.#attributes, BLANK_DIGEST);
    this.#timeAt = onlyIndexOf(this.#attributes, derTime(BLANK_TIME));
    this.#template = signedData({
      certificate: this.certificate,
      extraCertificates,
      content: null,
      attributes: this.#attributes,
      signature: blankSignature,
    });
    // Inside the SignerInfo the SET's identifier byte is that of [0] IMPLICIT: skip it.
    this.#attributesAt = onlyIndexOf(this.#template, this.#attributes.subarray(1));
    this.#signatureAt = onlyIndexOf(this.#template, blankSignature);
  }

  /**
   * Builds the template and proves it: one signature is made and verified as a receiver would.
   *
   * @param key The provider's key; its certificate is embedded.
   * @param extraCertificates DER of the issuers to embed beside it.
   * @throws {DerError} if a certificate cannot be read.
   * @throws {SignatureFault} if the signature does not hold: key and certificate do not belong
   *   together, or the certificate may not sign mail.
   */
  static async create(
    key: SigningKey,
    extraCertificates: readonly Uint8Array[],
  ): Promise<CmsSigner> {
    const signer = new CmsSigner(key, extraCertificates);
    const digest = createHash("sha256").update("Ceralacca").digest();
    const at = signer.certificate.notBefore;
    const trust = new TrustStore({ roots: [key.certificate] });
    await verifySignature(await signer.sign(digest, at), () => Promise.resolve(digest), trust, at);
    return signer;
  }

  /**
   * A detached SignedData, DER. The same arguments give the same bytes. Many may be under way at
   * a time.
   *
   * @param messageDigest SHA-256 of the content, 32 bytes.
   * @param signingTime Before 2050; milliseconds are dropped.
   * @throws {RangeError} for a digest or time of another length.
   */
  async sign(messageDigest: Uint8Array, signingTime: Instant): Promise<Uint8Array> {
    const time = derTime(signingTime);
    if (messageDigest.length !== DIGEST_LENGTH || time[0] !== TAG.utcTime) {
      throw new RangeError(
        `Cannot sign a digest of ${messageDigest.length} bytes at ${signingTime}`,
      );
    }
    const attributes = Uint8Array.from(this.#attributes);
    attributes.set(messageDigest, this.#digestAt);
    attributes.set(time, this.#timeAt);
    const signature = await this.#key.sign(attributes);
    const signedData = Uint8Array.from(this.#template);
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
