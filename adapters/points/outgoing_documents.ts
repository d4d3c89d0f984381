/**
 * Which documents follow from the state of an outgoing message (RFC 6109 §3.1). Whoever asks again
 * later, with the state of then, gets the same bytes.
 *
 * @module
 */
import { type OutgoingMessage, progressOf } from "../../actors/outgoing.ts";
import type { OverdueNotice } from "../../actors/overdue.ts";
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import { acceptance } from "../documents/pec/acceptance.ts";
import { deliveryStatus, type OrdinaryMessage } from "../documents/pec/delivery_status.ts";
import type { Certified } from "../documents/pec/facts.ts";
import { extendedError, formalFaultText, relayFaultText } from "../documents/pec/fault_texts.ts";
import { nonAcceptance } from "../documents/pec/non_acceptance.ts";
import { nonDelivery } from "../documents/pec/non_delivery.ts";
import { timeoutNotice } from "../documents/pec/timeout_notice.ts";
import { transportEnvelope } from "../documents/pec/transport_envelope.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import { virusNonAcceptance } from "../documents/pec/virus_non_acceptance.ts";
import { virusNonDelivery } from "../documents/pec/virus_non_delivery.ts";
import { type DocumentSources, readerOf } from "./document_sources.ts";

/** What the sender's mailbox is to hold, and the entry under which it holds it. */
export interface ForSender<Document> {
  readonly entry: string;
  readonly document: Document;
}

/** RFC 6109 §3.1.2, §3.1.4: the sender learns at once whether the message was accepted. */
export function answerOf(
  { issuer }: DocumentSources,
  id: string,
  state: OutgoingMessage,
): ForSender<Unsigned> {
  const { fault, virus } = state;
  const entry = `${id} answer`;
  const certified = certifiedOf(state, state.at);
  if (virus !== undefined) return { entry, document: virusNonAcceptance(issuer, certified, virus) };
  if (!fault) return { entry, document: acceptance(issuer, certified) };
  const description = formalFaultText(fault.fault, fault.about);
  return { entry, document: nonAcceptance(issuer, certified, { error: "altro", description }) };
}

/** RFC 6109 §3.1.6: nothing has been heard of a recipient for 12 or 24 hours. */
export function overdueNoticeOf(
  { issuer }: DocumentSources,
  id: string,
  state: OutgoingMessage,
  recipient: string,
  { hours, at }: OverdueNotice,
): ForSender<Unsigned> {
  return {
    entry: `${id} overdue ${hours} ${addressKey(recipient)}`,
    document: timeoutNotice(issuer, certifiedOf(state, at), recipient, hours),
  };
}

/** RFC 6109 §2.2.2: the provider of the recipient has found a virus. */
export function virusNoticeOf(
  { issuer }: DocumentSources,
  id: string,
  state: OutgoingMessage,
  recipient: string,
): ForSender<Unsigned> {
  const { virus } = progressOf(state, recipient);
  if (!virus) throw new Error(`Cannot notify a virus for ${recipient}: none was reported`);
  return {
    entry: `${id} virus ${addressKey(recipient)}`,
    document: virusNonDelivery(issuer, certifiedOf(state, virus.at), recipient, virus.description),
  };
}

/**
 * RFC 6109 §3.3.3: a certified recipient that cannot be reached is told by a notice of
 * non-delivery; an ordinary one is no matter of certified receipts.
 */
export function failureNoticeOf(
  { issuer, hostname }: DocumentSources,
  id: string,
  state: OutgoingMessage,
  recipient: string,
): ForSender<Unsigned | OrdinaryMessage> {
  const { failure, kind } = progressOf(state, recipient);
  if (!failure) throw new Error(`Cannot notify a failure for ${recipient}: there is none`);
  const { error, code, detail, at } = failure;
  const entry = `${id} failure ${addressKey(recipient)}`;
  const certified = certifiedOf(state, at);
  const words = relayFaultText(code, detail);
  if (kind === "esterno") {
    const undelivered = { recipient, reporter: hostname, code, detail, words };
    return { entry, document: deliveryStatus(issuer, certified, undelivered) };
  }
  const description = extendedError(code, issuer.name, words);
  return { entry, document: nonDelivery(issuer, certified, recipient, { error, description }) };
}

/** RFC 6109 §3.1.5: one envelope serves all domains, and all attempts. */
export async function envelopeOf(
  sources: DocumentSources,
  state: OutgoingMessage,
): Promise<Unsigned> {
  const { content: rope, receipt } = state.submission;
  const source = { rope, root: await sources.structures.of(rope) };
  const certified = certifiedOf(state, state.at);
  return await transportEnvelope(sources.issuer, certified, receipt, source, readerOf(sources));
}

function certifiedOf({ submission }: OutgoingMessage, at: Instant): Certified {
  const { pecId, msgid, sender, recipients, replyTo, subject } = submission;
  return {
    at,
    pecId,
    ...(msgid === undefined ? {} : { msgid }),
    sender,
    recipients: [...recipients],
    replyTo,
    subject,
  };
}
