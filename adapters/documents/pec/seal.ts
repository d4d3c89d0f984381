/**
 * Seals a document: the S/MIME multipart/signed around it (RFC 6109 §2.1, RFC 8551 §3.5.3).
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import { type Rope, ropeLength, type Slice } from "../../../events/rope.ts";
import { concat, latin1 } from "../mime/octets.ts";
import { encodeBase64 } from "../mime/transfer.ts";
import type { CmsSignature } from "../smime/template_signer.ts";
import type { PecDocument } from "./facts.ts";
import { type ReadRope, readSegments, type Segment } from "./rope_bytes.ts";
import type { Unsigned } from "./unsigned.ts";

/** Makes detached CMS signatures with the provider's key. */
export interface Signer {
  /** Signs content whose SHA-256 is `messageDigest`. */
  sign(messageDigest: Uint8Array, signingTime: Instant): Promise<CmsSignature>;
}

const encoder = new TextEncoder();

/**
 * Signs a document and lays it out as a rope: all new bytes in one small blob, the original where
 * it is stored already. The original is streamed through the digest, never held.
 */
export async function sealDocument(
  unsigned: Unsigned,
  signer: Signer,
  read: ReadRope,
): Promise<PecDocument> {
  const digest = await digestOf(unsigned, read);
  const { certificate, value, signedData } = await signer.sign(digest, unsigned.at);
  const segments = [
    ...[unsigned.header, encoder.encode(opening(unsigned.boundary))],
    ...unsigned.signed,
    encoder.encode(closing(unsigned.boundary, signedData)),
  ];
  const { rope, bytes, sha256 } = layOut(segments);
  return {
    kind: unsigned.kind,
    messageId: unsigned.messageId,
    subject: unsigned.subject,
    rope,
    inline: [{ sha256, bytes }, ...unsigned.pending],
    size: ropeLength(rope),
    eightBit: unsigned.eightBit,
    seal: {
      certificate,
      digest: digest.toHex(),
      at: unsigned.at,
      own: sha256,
      signature: value.toBase64(),
    },
  };
}

async function digestOf(unsigned: Unsigned, read: ReadRope): Promise<Uint8Array> {
  const digest = createHash("sha256");
  for await (const chunk of readSegments(unsigned.signed, unsigned.pending, read)) {
    digest.update(chunk);
  }
  return new Uint8Array(digest.digest());
}

function opening(boundary: string): string {
  return `Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r
 micalg=sha-256; boundary="${boundary}"\r
\r
This is an S/MIME signed message\r
\r
--${boundary}\r
`;
}

function closing(boundary: string, signedData: Uint8Array): string {
  return `\r
--${boundary}\r
Content-Type: application/pkcs7-signature; name="smime.p7s"\r
Content-Transfer-Encoding: base64\r
Content-Disposition: attachment; filename="smime.p7s"\r
\r
${latin1(encodeBase64(signedData))}--${boundary}--\r
`;
}

/** Joins the new bytes into one blob, and makes the rope that has them in their places. */
function layOut(
  segments: readonly Segment[],
): { readonly rope: Rope; readonly bytes: Uint8Array; readonly sha256: string } {
  const bytes = concat(segments.filter((segment) => segment instanceof Uint8Array));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const rope: Slice[] = [];
  let inline = 0;
  for (const segment of segments) {
    const next = segment instanceof Uint8Array
      ? { blob: sha256, offset: inline, length: segment.length }
      : segment;
    if (segment instanceof Uint8Array) inline += segment.length;
    append(rope, next);
  }
  return { rope, bytes, sha256 };
}

/** Adds a slice; what continues the slice before becomes one with it. */
function append(rope: Slice[], slice: Slice): void {
  if (slice.length === 0) return;
  const last = rope.at(-1);
  if (last?.blob === slice.blob && last.offset + last.length === slice.offset) {
    rope[rope.length - 1] = { ...last, length: last.length + slice.length };
  } else {
    rope.push(slice);
  }
}
