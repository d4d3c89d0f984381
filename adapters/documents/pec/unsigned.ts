/**
 * A PEC document before its seal: what all of them have in common (RFC 6109 §2.1, §4.3).
 *
 * @module
 */
import { isAscii } from "node:buffer";
import type { Instant } from "../../../events/instant.ts";
import type { SmallBlob } from "../../../events/rope.ts";
import { latin1, octetsOf } from "../mime/octets.ts";
import { encodeBase64 } from "../mime/transfer.ts";
import { buildDaticert, type DaticertDetails, type DaticertKind } from "./daticert.ts";
import { derive } from "./derived.ts";
import type { EnclosedOriginal } from "./enclosed_original.ts";
import type { Certified, Issuer } from "./facts.ts";
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

/** What tells one kind of document from the other. */
export interface DocumentPlan {
  readonly kind: DaticertKind;
  readonly issuer: Issuer;
  readonly certified: Certified;
  readonly time: RomeTime;
  readonly messageId: string;
  /** The header fields as Latin-1, each with its line end. */
  readonly fields: string;
  readonly subject: string;
  readonly template: TextTemplate;
  readonly text: TextValues;
  readonly details: DaticertDetails;
  readonly original?: EnclosedOriginal;
}

const encoder = new TextEncoder();

/** Puts the parts together: readable text, daticert.xml, and the original where it belongs. */
export function planDocument(plan: DocumentPlan): Unsigned {
  const boundaries = boundariesOf(plan);
  const header = octetsOf(plan.fields);
  const values = {
    ...plan.text.values,
    giorno: plan.time.giorno,
    ora: plan.time.ora,
    zona: plan.time.zona,
    oggetto: plan.certified.subject,
    mittente: plan.certified.sender,
    identificativo: plan.certified.pecId,
  };
  const text = readableEntity(plan.template, { ...plan.text, values }, boundaries.alternative);
  const daticert = daticertEntity(plan);
  const opening = `Content-Type: multipart/mixed;\r
 boundary="${boundaries.mixed}"\r
\r
--${boundaries.mixed}\r
${text}\r
--${boundaries.mixed}\r
${daticert}--${boundaries.mixed}`;
  return {
    kind: plan.kind,
    messageId: plan.messageId,
    subject: plan.subject,
    at: plan.certified.at,
    header,
    boundary: boundaries.signed,
    signed: plan.original
      ? [
        encoder.encode(`${opening}\r\n`),
        ...plan.original.segments,
        encoder.encode(`\r\n--${boundaries.mixed}--\r\n`),
      ]
      : [encoder.encode(`${opening}--\r\n`)],
    pending: plan.original?.pending ?? [],
    eightBit: !isAscii(header) || plan.original?.eightBit === true,
  };
}

function daticertEntity(plan: DocumentPlan): string {
  const xml = buildDaticert(plan.kind, plan.issuer, plan.certified, plan.time, plan.details);
  return `Content-Type: application/xml; name="daticert.xml"\r
Content-Transfer-Encoding: base64\r
Content-Disposition: inline; filename="daticert.xml"\r
\r
${latin1(encodeBase64(encoder.encode(xml)))}`;
}

/**
 * A boundary must not occur in what it encloses, and nobody may be able to write an original in
 * which it does: a forged daticert.xml could hide behind it. So it depends on the digests of the
 * original's bytes, which nobody can make a message contain a function of. `=_` occurs in neither
 * base64 nor quoted-printable (RFC 2045 §6.7).
 */
function boundariesOf(plan: DocumentPlan): Record<"signed" | "mixed" | "alternative", string> {
  const slices = plan.original?.segments.filter((segment) => !(segment instanceof Uint8Array));
  const seed = derive(plan.messageId, JSON.stringify(slices ?? []));
  return {
    signed: `=_s_${seed.slice(0, 32)}`,
    mixed: `=_m_${seed.slice(0, 32)}`,
    alternative: `=_a_${seed.slice(0, 32)}`,
  };
}
