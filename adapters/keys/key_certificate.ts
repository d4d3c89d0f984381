/**
 * Whether a private key and a certificate may sign together.
 *
 * @module
 */
import { verifies } from "../documents/smime/algorithms.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { certificateProfileFaults } from "../documents/smime/profile.ts";
import type { SigningKey } from "../documents/smime/signing_key.ts";

/**
 * The first certificate of a PEM text, if it may sign a provider's documents.
 *
 * @param address `posta-certificata@…`, the address that the certificate must name.
 * @throws {Error} naming every rule that it breaks.
 */
export function signingCertificate(certificatePem: string, address: string): Certificate {
  const [der] = certificatesFromPem(certificatePem);
  if (der === undefined) throw new Error("Cannot use the signing certificate: the PEM holds none");
  const certificate = new Certificate(der);
  const faults = certificateProfileFaults(certificate, address);
  if (faults.length === 0) return certificate;
  throw new Error(`Cannot use the signing certificate: ${faults.join("; ")}`);
}

/**
 * Signs a probe and verifies it with the certificate.
 *
 * @throws {Error} if the key is another's.
 */
export async function requireMatch(key: SigningKey, certificate: Certificate): Promise<void> {
  const probe = new TextEncoder().encode("Ceralacca");
  const scheme = { kind: "rsa-pkcs1", digest: "sha256", saltLength: 0 } as const;
  if (verifies(scheme, certificate, probe, await key.sign(probe))) return;
  throw new Error(
    `Cannot use the signing key: certificate ${certificate.serial} belongs to another key`,
  );
}
