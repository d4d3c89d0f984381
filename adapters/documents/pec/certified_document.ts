/**
 * A document that certifies: readable text and daticert.xml say the same (RFC 6109 §4.3).
 *
 * @module
 */
import { latin1 } from "../mime/octets.ts";
import { encodeBase64 } from "../mime/transfer.ts";
import { buildDaticert, type DaticertDetails, type DaticertKind } from "./daticert.ts";
import type { Certified, Issuer } from "./facts.ts";
import type { TextValues } from "./readable_text.ts";
import type { RomeTime } from "./rome_time.ts";
import { commonValues, layOutDocument, type Unsigned, type UnsignedPlan } from "./unsigned.ts";

/** What tells one kind of document from the other. */
export interface DocumentPlan extends Omit<UnsignedPlan, "at" | "daticert"> {
  readonly kind: DaticertKind;
  readonly issuer: Issuer;
  readonly certified: Certified;
  readonly time: RomeTime;
  /** What the text says beyond what all texts say. */
  readonly text: TextValues;
  readonly details: DaticertDetails;
}

const encoder = new TextEncoder();

/** Puts the parts together: readable text, daticert.xml, and the original where it belongs. */
export function planDocument(plan: DocumentPlan): Unsigned {
  const { certified, time, text } = plan;
  const values = {
    ...text.values,
    ...commonValues(time, certified),
    identificativo: certified.pecId,
  };
  return layOutDocument({
    ...plan,
    at: certified.at,
    text: { ...text, values },
    daticert: daticertEntity(plan),
  });
}

function daticertEntity(plan: DocumentPlan): string {
  const xml = buildDaticert(plan.kind, plan.issuer, plan.certified, plan.time, plan.details);
  return `Content-Type: application/xml; name="daticert.xml"\r
Content-Transfer-Encoding: base64\r
Content-Disposition: inline; filename="daticert.xml"\r
\r
${latin1(encodeBase64(encoder.encode(xml)))}`;
}
