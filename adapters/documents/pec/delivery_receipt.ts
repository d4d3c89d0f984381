/**
 * The delivery receipts (RFC 6109 §3.3.2): whole, brief and concise.
 *
 * @module
 */
import { cutRope } from "../../../events/rope.ts";
import type { MimePart } from "../mime/part.ts";
import { type EnclosedOriginal, encloseEncoded, encloseOriginal } from "./enclosed_original.ts";
import type { Certified, Delivery, Issuer, Source } from "./facts.ts";
import { hashedOriginal } from "./hashed_original.ts";
import { notice } from "./notice.ts";
import type { ReadRope } from "./rope_bytes.ts";
import { DELIVERY } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/**
 * The receipt that a message lies in a recipient's mailbox. The original is the one inside the
 * envelope, exactly as it came.
 *
 * @param envelope the envelope: its bytes, and its structure
 * @param postacert the envelope's part postacert.eml; see `inspectPec`
 */
export async function deliveryReceipt(
  issuer: Issuer,
  certified: Certified,
  delivery: Delivery,
  envelope: Source,
  postacert: MimePart,
  read: ReadRope,
): Promise<Unsigned> {
  const { recipient, receipt } = delivery;
  const unsigned = {
    kind: "avvenuta-consegna" as const,
    issuer,
    certified,
    to: certified.sender,
    about: [recipient],
    template: DELIVERY[receipt],
    text: { values: { destinatario: recipient }, recipients: [] },
    details: { receipt, delivery: recipient },
  };
  if (receipt === "sintetica") return notice(unsigned);
  const original = receipt === "breve"
    ? await briefOriginal(envelope, postacert, read)
    : await wholeOriginal(envelope, postacert, read);
  return notice({ ...unsigned, original });
}

function wholeOriginal(
  envelope: Source,
  postacert: MimePart,
  read: ReadRope,
): Promise<EnclosedOriginal> | EnclosedOriginal {
  const bytes = cutRope(envelope.rope, postacert.bodyStart, postacert.end);
  const pending = envelope.pending ?? [];
  return /^(base64|quoted-printable)$/.test(postacert.encoding)
    ? encloseEncoded(bytes, postacert.encoding, pending)
    : encloseOriginal(bytes, pending, read);
}

/** An original that came encoded has no visible parts: like an S/MIME one it stays whole. */
async function briefOriginal(
  envelope: Source,
  postacert: MimePart,
  read: ReadRope,
): Promise<EnclosedOriginal> {
  const root = postacert.children[0];
  if (!root) return wholeOriginal(envelope, postacert, read);
  const segments = await hashedOriginal(envelope, root, read);
  return encloseOriginal(segments, envelope.pending ?? [], read);
}
