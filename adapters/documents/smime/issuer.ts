/**
 * Who issued a certificate.
 *
 * @module
 */
import { schemeOf, verifies } from "./algorithms.ts";
import type { Certificate } from "./certificate.ts";
import { SignatureFault } from "./fault.ts";
import { sameName } from "./name.ts";

/** Whether `issuer` signed `certificate`: its name, its key, its signature. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.extensions.authorityKeyIdentifier;
  const offered = issuer.extensions.subjectKeyIdentifier;
  if (!sameName(certificate.issuer, issuer.subject)) return false;
  if (wanted !== null && offered !== null && wanted !== offered) return false;
  try {
    const scheme = schemeOf(certificate.signatureAlgorithm);
    return verifies(scheme, issuer, certificate.tbs, certificate.signature);
  } catch (error) {
    // An algorithm or a key that the chain check refuses as well.
    if (error instanceof SignatureFault) return false;
    throw error;
  }
}
