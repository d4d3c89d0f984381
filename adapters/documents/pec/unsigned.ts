/**
 * A PEC document before its seal: what all of them have in common (RFC 6109 §2.1, §4.3).
 *
 * @module
 */
import { isAscii } from "node:buffer";
import type { Instant } from "../../../events/instant.ts";
import type { SmallBlob } from "../../../events/rope.ts";
import { octetsOf } from "../mime/octets.ts";
import { derive } from "./derived.ts";
import type { EnclosedOriginal } from "./enclosed_original.ts";
import type { Segment } from "./rope_bytes.ts";
import { readableEntity, type TextValues } from "./readable_text.ts";
import type { RomeTime } from "./rome_time.ts";
import type { TextTemplate } from "./texts.ts";

/** A document that lacks its signature only. */
export interface Unsigned {
  /** Value of X-Ricevuta, or of X-Trasporto. */
  readonly kind: string;
  /** With angle brackets. */
  readonly messageId: string;
  /** Decoded. */
  readonly subject: string;
  /** The signingTime (RFC 6109 §4.1). */
  readonly at: Instant;
  /** The fields of the header but for the last, Content-Type; each with its line end. */
  readonly header: Uint8Array;
  /** Boundary of the multipart/signed. */
  readonly boundary: string;
  /** The entity that is signed, in canonical form. */
  readonly signed: readonly Segment[];
  /** Small blobs of the slices that are not stored yet. */
  readonly pending: readonly SmallBlob[];
  /** Whether header or content hold bytes above 127. */
  readonly eightBit: boolean;
}

/** What a document is made of. */
export interface UnsignedPlan {
  /** Value of X-Ricevuta, or of X-Trasporto. */
  readonly kind: string;
  readonly at: Instant;
  /** With angle brackets. */
  readonly messageId: string;
  /** The header fields as Latin-1, each with its line end. */
  readonly fields: string;
  readonly subject: string;
  readonly template: TextTemplate;
  readonly text: TextValues;
  /** The entity of daticert.xml, with a final line end; an anomaly envelope has none. */
  readonly daticert?: string;
  readonly original?: EnclosedOriginal;
}

const encoder = new TextEncoder();

/** Lays out the multipart/mixed that is signed, and everything around it but the signature. */
export function layOutDocument(plan: UnsignedPlan): Unsigned {
  const { original, daticert } = plan;
  const boundaries = boundariesOf(plan);
  const header = octetsOf(plan.fields);
  const text = readableEntity(plan.template, plan.text, boundaries.alternative);
  const opening = `Content-Type: multipart/mixed;\r
 boundary="${boundaries.mixed}"\r
\r
--${boundaries.mixed}\r
${text}\r
${daticert === undefined ? "" : `--${boundaries.mixed}\r\n${daticert}`}--${boundaries.mixed}`;
  return {
    kind: plan.kind,
    messageId: plan.messageId,
    subject: plan.subject,
    at: plan.at,
    header,
    boundary: boundaries.signed,
    signed: original
      ? [
        encoder.encode(`${opening}\r\n`),
        ...original.segments,
        encoder.encode(`\r\n--${boundaries.mixed}--\r\n`),
      ]
      : [encoder.encode(`${opening}--\r\n`)],
    pending: original?.pending ?? [],
    eightBit: !isAscii(header) || original?.eightBit === true,
  };
}

/** The values that every text asks for: when, what, and from whom. */
export function commonValues(
  { giorno, ora, zona }: RomeTime,
  message: { readonly subject: string; readonly sender: string },
): TextValues["values"] {
  return { giorno, ora, zona, oggetto: message.subject, mittente: message.sender };
}

/**
 * A boundary must not occur in what it encloses, and nobody may be able to write an original in
 * which it does: a forged daticert.xml could hide behind it. So it depends on the digests of the
 * original's bytes, which nobody can make a message contain a function of. `=_` occurs in neither
 * base64 nor quoted-printable (RFC 2045 §6.7).
 */
function boundariesOf(plan: UnsignedPlan): Record<"signed" | "mixed" | "alternative", string> {
  const slices = plan.original?.segments.filter((segment) => !(segment instanceof Uint8Array));
  const seed = derive(plan.messageId, JSON.stringify(slices ?? []));
  return {
    signed: `=_s_${seed.slice(0, 32)}`,
    mixed: `=_m_${seed.slice(0, 32)}`,
    alternative: `=_a_${seed.slice(0, 32)}`,
  };
}
