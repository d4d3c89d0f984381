/**
 * Files that are signed with their content inside: `.p7m` (RFC 5652 §5.2, RFC 8551 §3.5.2). The
 * providers' directory is one (RFC 6109 §4.5).
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import { Certificate } from "./certificate.ts";
import { faultIfMalformed, SignatureFault } from "./fault.ts";
import { OID } from "./oids.ts";
import { parseSignedData, type SignedData } from "./signed_data.ts";
import { signedAttributes, signedData } from "./signed_data_writer.ts";
import type { SigningKey } from "./signing_key.ts";
import type { TrustStore } from "./trust_store.ts";
import { verifySigners } from "./verifier.ts";

/** Bytes of the largest signed file that is read. */
export const LARGEST_SIGNED_FILE: number = 256 * 1024 * 1024;

/** A signed file whose signature holds. */
export interface OpenedFile {
  /** What was signed, a view into the file. */
  readonly content: Uint8Array;
  readonly signer: Certificate;
  readonly signingTime: Instant;
}

/**
 * Verifies a signed file, DER or BER, up to a trusted root at `at`. It must have one signer, for
 * there must be no doubt who vouches for it, and say when it was signed.
 *
 * @param trust Of the purpose `document` where the signer's certificate need not be one for mail.
 * @throws {SignatureFault} and nothing else.
 */
export async function openSigned(
  p7m: Uint8Array,
  trust: TrustStore,
  at: Instant,
): Promise<OpenedFile> {
  const data = faultIfMalformed(() => parseSignedData(p7m, LARGEST_SIGNED_FILE));
  const content = contentOf(data);
  if (data.signers.length > 1) {
    throw new SignatureFault("malformed", `it has ${data.signers.length} signers, not one`);
  }
  const digest = (algorithm: string) =>
    Promise.resolve(createHash(algorithm).update(content).digest());
  const { signer, signingTime } = await verifySigners(data, OID.data, digest, trust, at);
  if (signingTime === null) {
    throw new SignatureFault("missing-attribute", "it does not say when it was made");
  }
  return { content, signer, signingTime };
}

/**
 * The content of a signed file; its signature is not looked at.
 *
 * @throws {SignatureFault} where it is no SignedData, or a detached one.
 */
export function embeddedContent(p7m: Uint8Array): Uint8Array {
  return contentOf(faultIfMalformed(() => parseSignedData(p7m, LARGEST_SIGNED_FILE)));
}

function contentOf({ content }: SignedData): Uint8Array {
  if (content !== null) return content;
  throw new SignatureFault("malformed", "the content is not inside");
}

/**
 * Signs a file with its content inside; DER. The same arguments give the same bytes.
 *
 * @param extraCertificates DER of the issuers to enclose.
 * @param signingTime Milliseconds are dropped.
 */
export async function signFile(
  key: SigningKey,
  extraCertificates: readonly Uint8Array[],
  content: Uint8Array,
  signingTime: Instant,
): Promise<Uint8Array<ArrayBuffer>> {
  const certificate = new Certificate(key.certificate);
  const digest = createHash("sha256").update(content).digest();
  const attributes = signedAttributes(certificate, digest, signingTime);
  const signature = await key.sign(attributes);
  return signedData({ certificate, extraCertificates, content, attributes, signature });
}
