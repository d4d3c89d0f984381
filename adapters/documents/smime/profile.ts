/**
 * What a provider's signing certificate must look like (RFC 6109 §5.5 and the certificates in use).
 *
 * @module
 */
import { type Certificate, signerNames } from "./certificate.ts";
import { OID } from "./oids.ts";

/**
 * The rules that a signing certificate breaks, each as a sentence; empty where it keeps them all.
 *
 * @param address `posta-certificata@…`, the From address of what is signed.
 */
export function certificateProfileFaults(certificate: Certificate, address: string): string[] {
  const { extensions } = certificate;
  const key = certificate.publicKey();
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const rules: readonly (readonly [boolean, string])[] = [
    [key.asymmetricKeyType === "rsa" && bits >= 2048, "the key is not RSA of 2048 bits or more"],
    [certificate.signatureAlgorithm.oid === OID.sha256WithRsa, "it is not signed with SHA-256"],
    [extensions.keyUsage?.has("digitalSignature") ?? false, "keyUsage lacks digitalSignature"],
    [extensions.critical.has(OID.keyUsage), "keyUsage is not critical"],
    [extensions.authorityKeyIdentifier !== null, "authorityKeyIdentifier is missing"],
    [extensions.subjectKeyIdentifier !== null, "subjectKeyIdentifier is missing"],
    [signerNames(address, certificate), `subjectAltName lacks the rfc822Name ${address}`],
    [extensions.basicConstraints === null, "basicConstraints is present"],
    [
      extensions.extendedKeyUsage?.has(OID.emailProtection) ?? false,
      "extendedKeyUsage lacks emailProtection",
    ],
    [
      certificate.organization !== null || certificate.commonName !== null,
      "the subject has neither O nor CN to carry the provider's name",
    ],
  ];
  return rules.filter(([kept]) => !kept).map(([, fault]) => fault);
}
