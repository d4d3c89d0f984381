/**
 * Which documents follow from the state of what has arrived (RFC 6109 §3.2, §3.3). Whoever asks
 * again later, with the state of then, gets the same bytes.
 *
 * @module
 */
import type { DatedArrival } from "../../actors/incoming_anomaly.ts";
import {
  type IncomingEnvelope,
  recipientOf,
  transactionOf,
} from "../../actors/incoming_envelope.ts";
import type { Instant } from "../../events/instant.ts";
import { anomalyEnvelope } from "../documents/pec/anomaly_envelope.ts";
import { deliveryReceipt } from "../documents/pec/delivery_receipt.ts";
import type { Certified } from "../documents/pec/facts.ts";
import { extendedError } from "../documents/pec/fault_texts.ts";
import { postacertIn } from "../documents/pec/inspect.ts";
import { nonDelivery } from "../documents/pec/non_delivery.ts";
import { takeCharge } from "../documents/pec/take_charge.ts";
import { deliveryReceiptFor } from "../documents/pec/to_or_cc.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import { virusDetection } from "../documents/pec/virus_detection.ts";
import { type DocumentSources, readerOf } from "./document_sources.ts";

/** RFC 6109 §3.2.1: one presa in carico for each SMTP transaction, to the service mailbox. */
export function chargeOf(
  { issuer }: DocumentSources,
  envelope: IncomingEnvelope,
  transaction: number,
): Unsigned {
  const { at, recipients } = transactionOf(envelope, transaction);
  return takeCharge(issuer, certifiedAt(envelope, at), envelope.mailReceipt, [...recipients]);
}

/** RFC 6109 §3.2.3, §3.3.2, §3.3.3: one receipt or notice for each recipient. */
export async function receiptOf(
  sources: DocumentSources,
  envelope: IncomingEnvelope,
  recipient: string,
): Promise<Unsigned> {
  const { issuer } = sources;
  const { outcome } = recipientOf(envelope, recipient);
  if (!outcome) throw new Error(`Cannot issue a receipt for ${recipient}: nothing is decided`);
  if ("stored" in outcome) {
    return await deliveryReceiptOf(sources, envelope, recipient, outcome.stored);
  }
  const certified = certifiedAt(envelope, outcome.at);
  if ("virus" in outcome) {
    return virusDetection(issuer, certified, envelope.mailReceipt, recipient, outcome.virus);
  }
  const { error, code, detail } = outcome.fault;
  const description = extendedError(code, issuer.name, detail);
  return nonDelivery(issuer, certified, recipient, { error, description });
}

async function deliveryReceiptOf(
  sources: DocumentSources,
  envelope: IncomingEnvelope,
  recipient: string,
  at: Instant,
): Promise<Unsigned> {
  const { content: rope, receipt: requested } = envelope;
  const root = await sources.structures.of(rope);
  const original = postacertIn(root);
  if (!original) {
    throw new Error(`Cannot issue a receipt for ${recipient}: the envelope has no postacert.eml`);
  }
  const receipt = deliveryReceiptFor(requested, recipient, original.children[0] ?? root);
  return await deliveryReceipt(
    sources.issuer,
    certifiedAt(envelope, at),
    { recipient, receipt },
    { rope, root },
    original,
    readerOf(sources),
  );
}

/** RFC 6109 §3.2.2: one anomaly envelope for all recipients of an arrival. */
export async function anomalyEnvelopeOf(
  sources: DocumentSources,
  arrival: DatedArrival,
): Promise<Unsigned> {
  const { content: rope, reason } = arrival;
  const source = { rope, root: await sources.structures.of(rope) };
  return await anomalyEnvelope(sources.issuer, arrival, reason, source, readerOf(sources));
}

function certifiedAt({ certified }: IncomingEnvelope, at: Instant): Certified {
  return { ...certified, at };
}
