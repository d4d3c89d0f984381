/**
 * What signs: a private key somewhere, and the certificate that belongs to it.
 *
 * @module
 */

/** A provider's signing key as a port: in software, behind a library, or in an HSM. */
export interface SigningKey {
  /** The certificate of this key, DER. */
  readonly certificate: Uint8Array;
  /**
   * RSASSA-PKCS1-v1_5 with SHA-256 over `data` (RFC 8017 §8.2). The same data gives the same
   * bytes. May be called while earlier calls have not ended.
   */
  sign(data: Uint8Array): Promise<Uint8Array>;
}
