/**
 * A signed edition of the providers' directory: LDIF in a `.p7m` (RFC 6109 §4.5).
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../events/instant.ts";
import type { Certificate } from "../documents/smime/certificate.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import { openSigned } from "../documents/smime/signed_file.ts";
import { TrustStore } from "../documents/smime/trust_store.ts";
import { type DirectoryContent, readDirectory } from "./directory.ts";

/** Whose signature is believed. Plain data. */
export interface DirectoryTrust {
  /** DER of the authorities under which the signer's certificate stands. */
  readonly roots: readonly Uint8Array[];
  /** DER of their revocation lists. */
  readonly crls: readonly Uint8Array[];
  /**
   * SHA-256 of the only certificate whose signature counts, in lower-case hexadecimal; null where
   * every certificate under the roots will do.
   */
  readonly signerFingerprint: string | null;
}

/** What tells one edition from another. */
export interface Edition {
  readonly signingTime: Instant;
  /** The common name of the signer's certificate, and its SHA-256 in hexadecimal. */
  readonly signer: string;
  /** Operating environments. */
  readonly providers: number;
  readonly domains: number;
}

/** A signed directory as read. Plain data. */
export interface SignedDirectory {
  readonly edition: Edition;
  readonly content: DirectoryContent;
  /** What was faulty in its entries; at most {@link MOST_WARNINGS}. */
  readonly warnings: readonly string[];
}

/** Warnings that are kept: a file may have as many as it has lines. */
export const MOST_WARNINGS = 100;

/**
 * Verifies and reads a signed directory.
 *
 * @param at When the signer's certificate has to hold.
 * @throws {SignatureFault} when it is not signed, or not by whom it should be; {@link LdifError}
 *   or another Error when what is signed is no directory.
 */
export async function readSignedDirectory(
  p7m: Uint8Array,
  trust: DirectoryTrust,
  at: Instant,
): Promise<SignedDirectory> {
  const { roots, crls, signerFingerprint } = trust;
  // The authorities' signer signs documents, and his certificate need not be one for mail.
  const store = new TrustStore({ roots, crls, purpose: "document" });
  const { content: ldif, signer, signingTime } = await openSigned(p7m, store, at);
  const fingerprint = createHash("sha256").update(signer.raw).digest("hex");
  if (signerFingerprint !== null && fingerprint !== signerFingerprint) {
    throw new SignatureFault(
      "untrusted",
      `${nameOf(signer)} (SHA-256 ${fingerprint}) is not the configured signer`,
    );
  }
  const { content, warnings } = readDirectory(textOf(ldif));
  if (content.providers.length === 0) {
    throw new Error("Cannot use the directory: there is no provider in it");
  }
  const edition = {
    signingTime,
    signer: `${nameOf(signer)} ${fingerprint}`,
    providers: content.providers.length,
    domains: content.domains.owners.length,
  };
  return { edition, content, warnings: warnings.slice(0, MOST_WARNINGS) };
}

function nameOf(signer: Certificate): string {
  return signer.commonName ?? signer.organization ?? "a signer without a name";
}

/** RFC 6109 §4.5.6: the character set is UTF-8. */
function textOf(ldif: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(ldif);
  } catch (cause) {
    throw new Error("Cannot read the directory: it is not UTF-8", { cause });
  }
}
