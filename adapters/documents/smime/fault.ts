/**
 * Why a signature is not accepted.
 *
 * @module
 */
import { DerError } from "./der.ts";

/** What is wrong with a signature, as a word that a program can tell apart. */
export type SignatureFaultCode =
  | "malformed" // not the ASN.1 of a SignedData
  | "embedded-content" // carries its own content beside that of the multipart/signed
  | "no-signer" // nobody signed
  | "missing-attribute" // a signed attribute that RFC 5652 §11 demands is missing, double or wrong
  | "unsupported-algorithm"
  | "weak-algorithm" // SHA-1 past its time, RSA below 2048 bits
  | "certificate-missing" // the signer's certificate is not enclosed
  | "certificate-mismatch" // the signed reference names another certificate (RFC 5035 §5.4)
  | "digest-mismatch" // the content was altered
  | "bad-signature"
  | "untrusted" // no path to a trusted root
  | "not-yet-valid"
  | "expired"
  | "revoked"
  | "revocation-unknown" // no current CRL or OCSP answer, where one is required: a passing fault
  | "key-usage" // the certificate is not meant for this
  | "path-length" // more intermediate authorities than allowed
  | "name-constraints"
  | "critical-extension"; // a critical extension that is not known here

/** A signature that is not accepted. */
export class SignatureFault extends Error {
  override readonly name = "SignatureFault";
  /** What is wrong. */
  readonly code: SignatureFaultCode;

  constructor(code: SignatureFaultCode, reason: string, options?: ErrorOptions) {
    super(`Cannot accept the signature: ${reason}`, options);
    this.code = code;
  }
}

/** Runs `read`; what it finds unreadable becomes the fault `malformed`. */
export function faultIfMalformed<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof DerError)) throw cause;
    throw new SignatureFault("malformed", cause.message, { cause });
  }
}
