/**
 * The original as a part of a document: `postacert.eml` (RFC 6109 §4.3.2).
 *
 * @module
 */
import type { SmallBlob } from "../../../events/rope.ts";
import { octetsOf } from "../mime/octets.ts";
import { hasEightBit, type ReadRope, type Segment } from "./rope_bytes.ts";

/** A message/rfc822 part around the original, or around what a brief receipt leaves of it. */
export interface EnclosedOriginal {
  /** Header and content of the part, without a final line end. */
  readonly segments: readonly Segment[];
  readonly pending: readonly SmallBlob[];
  readonly eightBit: boolean;
}

/**
 * Encloses a message byte for byte: 7bit or 8bit, as its bytes are. What it declares of itself
 * is not trusted: an 8-bit message that is sent as a 7-bit one breaks both seals on its way.
 */
export async function encloseOriginal(
  message: readonly Segment[],
  pending: readonly SmallBlob[],
  read: ReadRope,
): Promise<EnclosedOriginal> {
  const eightBit = await hasEightBit(message, pending, read);
  const encoding = eightBit ? "8bit" : "7bit";
  return { segments: [partHeader(encoding), ...message], pending, eightBit };
}

/**
 * Encloses a message whose transfer encoding is kept: some providers send an 8-bit original in
 * base64 or quoted-printable (RFC 6109 §4.3).
 */
export function encloseEncoded(
  body: readonly Segment[],
  encoding: string,
  pending: readonly SmallBlob[],
): EnclosedOriginal {
  return { segments: [partHeader(encoding), ...body], pending, eightBit: false };
}

function partHeader(encoding: string): Uint8Array {
  return octetsOf(`Content-Type: message/rfc822; name="postacert.eml"\r
Content-Transfer-Encoding: ${encoding}\r
Content-Disposition: inline; filename="postacert.eml"\r
\r
`);
}
