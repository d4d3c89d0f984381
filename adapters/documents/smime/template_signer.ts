/**
 * Making detached CMS signatures from a template.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import type { Sha256 } from "../../../events/rope.ts";
import type { Certificate } from "./certificate.ts";
import { SignedDataTemplate } from "./signed_data_template.ts";
import type { SigningKey } from "./signing_key.ts";
import { TrustStore } from "./trust_store.ts";
import { verifySignature } from "./verifier.ts";

/** A detached signature: the value, and the SignedData (DER) that holds it. */
export interface CmsSignature {
  /** SHA-256 of the signing certificate's DER. */
  readonly certificate: Sha256;
  readonly value: Uint8Array;
  readonly signedData: Uint8Array;
}

/** Signs digests with one key. */
export class CmsSigner {
  readonly #key: SigningKey;
  readonly #template: SignedDataTemplate;

  private constructor(key: SigningKey, extraCertificates: readonly Uint8Array[]) {
    this.#key = key;
    this.#template = new SignedDataTemplate(key.certificate, extraCertificates);
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
    const { signedData } = await signer.sign(digest, at);
    await verifySignature(signedData, () => Promise.resolve(digest), trust, at);
    return signer;
  }

  /** The signing certificate. */
  get certificate(): Certificate {
    return this.#template.certificate;
  }

  /**
   * The same arguments give the same bytes. Many may be under way at a time.
   *
   * @param messageDigest SHA-256 of the content, 32 bytes.
   * @param signingTime Before 2050; milliseconds are dropped.
   * @throws {RangeError} for a digest, a time or a signature of another length.
   */
  async sign(messageDigest: Uint8Array, signingTime: Instant): Promise<CmsSignature> {
    const attributes = this.#template.attributes(messageDigest, signingTime);
    const value = await this.#key.sign(attributes);
    const signedData = this.#template.fill(attributes, value);
    return { certificate: this.#template.name, value, signedData };
  }
}
