/**
 * One provider's signing keys, one after the other: each signs from an instant on, so that a key
 * is replaced without stopping.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { CmsSignature, CmsSigner } from "../documents/smime/template_signer.ts";
import { iso } from "./shelf.ts";

/** A signer and when it takes over; the first one's instant is of no account. */
export interface ScheduledSigner {
  readonly from: Instant;
  readonly signer: CmsSigner;
}

/**
 * Who signs what happened at an instant: the last to have taken over by then. A document that is
 * rendered again years later is signed with the key of its own time.
 *
 * @param signers In the order in which they take over; at least one.
 */
export function signerAt<S extends ScheduledSigner>(signers: readonly S[], instant: Instant): S {
  const signer = signers.findLast(({ from }, index) => index === 0 || from <= instant);
  if (signer === undefined) throw new RangeError("Cannot sign: there is no signer");
  return signer;
}

/** Signs each document with the key of its instant. */
export class RollingSigner {
  readonly #signers: readonly ScheduledSigner[];

  /** @param signers In the order in which they take over; at least one. */
  constructor(signers: readonly ScheduledSigner[]) {
    if (signers.length === 0) throw new RangeError("Cannot sign: there is no signer");
    this.#signers = signers;
  }

  /** DER of all certificates, in their order: all of them are published (RFC 6109 §4.5.2). */
  get certificates(): readonly Uint8Array[] {
    return this.#signers.map(({ signer }) => signer.certificate.raw);
  }

  /**
   * A detached signature with the key that signs at `signingTime`.
   *
   * @param messageDigest SHA-256 of the content, 32 bytes.
   */
  sign(messageDigest: Uint8Array, signingTime: Instant): Promise<CmsSignature> {
    return signerAt(this.#signers, signingTime).signer.sign(messageDigest, signingTime);
  }
}

/** Why a provider must not start; it would issue documents that nobody accepts. */
export class SigningCertificateError extends Error {
  override readonly name = "SigningCertificateError";
}

/**
 * Checks that the certificate of the moment, and each that follows when it takes over, is valid.
 * Those that signed in the past may have expired: documents of their time are still rendered.
 *
 * @throws {SigningCertificateError} naming the certificate, its dates and the remedy.
 */
export function requireValid(signers: readonly ScheduledSigner[], now: Instant): void {
  const present = signerAt(signers, now);
  requireValidAt(present, now);
  for (const signer of signers.slice(signers.indexOf(present) + 1)) {
    requireValidAt(signer, signer.from);
  }
}

function requireValidAt({ signer: { certificate } }: ScheduledSigner, instant: Instant): void {
  const { serial, notBefore, notAfter } = certificate;
  // notAfter names a second, which still counts whole (RFC 5280 §4.1.2.5).
  if (notBefore <= instant && instant < notAfter + 1000) return;
  throw new SigningCertificateError(
    `Cannot sign at ${iso(instant)}: the certificate ${serial} is valid from ${iso(notBefore)} ` +
      `to ${iso(notAfter)}. Put a valid one with its key into [signing] or [[signing.next]].`,
  );
}
