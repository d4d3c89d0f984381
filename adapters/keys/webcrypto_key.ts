/**
 * A signing key in software: WebCrypto.
 *
 * @module
 */
import { privateKeyFromPem } from "../documents/smime/pem.ts";
import type { SigningKey } from "../documents/smime/signing_key.ts";
import { requireMatch, signingCertificate } from "./key_certificate.ts";

const RSASSA: RsaHashedImportParams = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/** A signing key and its certificate, PEM; the key is PKCS#8 and not encrypted. */
export interface KeyMaterial {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  /** `posta-certificata@…`: the address that the certificate must name. */
  readonly address: string;
}

/**
 * Loads a key into WebCrypto.
 *
 * @throws {Error} if key and certificate do not belong together, or the certificate may not sign
 *   a provider's documents (RFC 6109 §5.5).
 */
export async function openWebCryptoKey(material: KeyMaterial): Promise<SigningKey> {
  const certificate = signingCertificate(material.certificatePem, material.address);
  const pkcs8 = privateKeyFromPem(material.privateKeyPem);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, RSASSA, false, ["sign"]);
  const key: SigningKey = {
    certificate: certificate.raw,
    async sign(data) {
      // WebCrypto takes no view of a SharedArrayBuffer; the attributes have about 200 bytes.
      const bytes = Uint8Array.from(data);
      return new Uint8Array(await crypto.subtle.sign(RSASSA.name, privateKey, bytes));
    },
  };
  await requireMatch(key, certificate);
  return key;
}
