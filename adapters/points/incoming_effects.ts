/**
 * Performs what an incoming document owes: storing it, its receipts, and telling the outgoing
 * message that a receipt names.
 *
 * @module
 */
import type { IncomingCommand, IncomingEffect, IncomingState } from "../../actors/incoming.ts";
import type { IncomingAnomaly } from "../../actors/incoming_anomaly.ts";
import {
  type EnvelopeOutcome,
  type IncomingEnvelope,
  recipientOf,
  transactionOf,
} from "../../actors/incoming_envelope.ts";
import type { IncomingNotice } from "../../actors/incoming_notice.ts";
import { type MailboxDelivery, openRecipients } from "../../actors/incoming_recipients.ts";
import { nextAttempt } from "../../actors/retry.ts";
import type { Outcome, Performer } from "../../actors/runtime.ts";
import type { Instant } from "../../events/instant.ts";
import { anomalyEnvelope } from "../documents/pec/anomaly_envelope.ts";
import { deliveryReceipt } from "../documents/pec/delivery_receipt.ts";
import type { Certified } from "../documents/pec/facts.ts";
import { extendedError } from "../documents/pec/fault_texts.ts";
import { postacertIn } from "../documents/pec/inspect.ts";
import { nonDelivery } from "../documents/pec/non_delivery.ts";
import { sealDocument } from "../documents/pec/seal.ts";
import { takeCharge } from "../documents/pec/take_charge.ts";
import { virusDetection } from "../documents/pec/virus_detection.ts";
import { deliveryReceiptFor } from "../documents/pec/to_or_cc.ts";
import type { ReadRope } from "../documents/pec/rope_bytes.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import { correlate } from "./correlation.ts";
import { deliverAnomaly, deliverEnvelope, deliverNotice } from "./delivery_point.ts";
import type { Provider } from "./provider.ts";
import type { Transport } from "./transport.ts";

/** Performs the effects of streams `incoming-…`. */
export function incomingEffects(
  provider: Provider,
  transport: Transport,
): Performer<IncomingState, IncomingCommand, IncomingEffect> {
  return async (effect, { id, state }) => {
    if (state.phase === "notice") return { command: await settleNotice(provider, id, state) };
    if (state.phase === "anomaly") return { command: await settleAnomaly(provider, id, state) };
    if (state.phase === "new") throw new Error(`Cannot perform ${effect.type}: ${id} is new`);
    switch (effect.type) {
      case "store":
        return { command: await store(provider, id, state, effect.recipient) };
      case "charge":
        return await sendCharge(provider, transport, state, effect.transaction);
      case "receipt":
        return await sendReceipt(provider, transport, state, effect.recipient);
      default:
        throw new Error(`Cannot perform ${effect.type} for an envelope`);
    }
  };
}

async function store(
  provider: Provider,
  id: string,
  envelope: IncomingEnvelope,
  recipient: string,
): Promise<IncomingCommand> {
  const delivery = await deliverEnvelope(provider, id, envelope, recipient);
  return "fault" in delivery
    ? { type: "not-stored", recipient, fault: delivery.fault }
    : { type: "stored", recipient, storedAt: delivery.storedAt };
}

/** Correlated once it lies in the mailbox: `outgoing.delivered` says that the sender has it. */
async function settleNotice(
  provider: Provider,
  id: string,
  notice: IncomingNotice,
): Promise<IncomingCommand> {
  const deliveries: MailboxDelivery[] = [];
  for (const recipient of openRecipients(notice.recipients)) {
    deliveries.push({ recipient, fault: await deliverNotice(provider, id, notice, recipient) });
  }
  const lies = [...notice.recipients.values()].length > deliveries.length ||
    deliveries.some(({ fault }) => fault === null);
  return { type: "settled", deliveries, matched: lies && await correlate(provider, notice) };
}

/** RFC 6109 §3.2.2: one anomaly envelope for all recipients of the arrival. */
async function settleAnomaly(
  provider: Provider,
  id: string,
  anomaly: IncomingAnomaly,
): Promise<IncomingCommand> {
  const { content: rope, reason } = anomaly;
  const arrival = {
    ...anomaly,
    recipients: [...anomaly.recipients.values()].map(({ address }) => address),
  };
  const read = readerOf(provider);
  const source = { rope, root: await provider.structures.of(rope) };
  const unsigned = await anomalyEnvelope(provider.issuer, arrival, reason, source, read);
  const document = await sealDocument(unsigned, provider.signer, read);
  const deliveries: MailboxDelivery[] = [];
  for (const recipient of openRecipients(anomaly.recipients)) {
    deliveries.push({ recipient, fault: await deliverAnomaly(provider, id, document, recipient) });
  }
  return { type: "anomaly-settled", deliveries };
}

/** RFC 6109 §3.2.1: one presa in carico for each SMTP transaction, to the service mailbox. */
async function sendCharge(
  provider: Provider,
  transport: Transport,
  state: IncomingEnvelope,
  ordinal: number,
): Promise<Outcome<IncomingCommand>> {
  const { at, recipients } = transactionOf(state, ordinal);
  const certified = certifiedAt(state, at);
  const unsigned = takeCharge(provider.issuer, certified, state.mailReceipt, [...recipients]);
  const { messageId } = unsigned;
  return await send(provider, transport, state.mailReceipt, unsigned, at, {
    taken: { type: "charge-notified", transaction: ordinal, messageId },
    refused: ({ enhanced, text }) => ({
      type: "charge-refused",
      transaction: ordinal,
      code: enhanced,
      detail: text,
    }),
  });
}

/** RFC 6109 §3.2.3, §3.3.2, §3.3.3: one receipt or notice for each recipient. */
async function sendReceipt(
  provider: Provider,
  transport: Transport,
  state: IncomingEnvelope,
  recipient: string,
): Promise<Outcome<IncomingCommand>> {
  const { outcome } = recipientOf(state, recipient);
  if (!outcome) throw new Error(`Cannot issue a receipt for ${recipient}: nothing is decided`);
  const at = "stored" in outcome ? outcome.stored : outcome.at;
  const unsigned = await receiptOf(provider, state, recipient, outcome);
  const { messageId } = unsigned;
  const to = "virus" in outcome ? state.mailReceipt : state.sender;
  return await send(provider, transport, to, unsigned, at, {
    taken: { type: "receipt-sent", recipient, messageId },
    refused: ({ enhanced, text }) => ({
      type: "receipt-refused",
      recipient,
      code: enhanced,
      detail: text,
    }),
  });
}

async function receiptOf(
  provider: Provider,
  state: IncomingEnvelope,
  recipient: string,
  outcome: EnvelopeOutcome,
): Promise<Unsigned> {
  const { issuer } = provider;
  if ("stored" in outcome) {
    return await deliveryReceiptOf(provider, state, recipient, outcome.stored);
  }
  const certified = certifiedAt(state, outcome.at);
  if ("virus" in outcome) {
    return virusDetection(issuer, certified, state.mailReceipt, recipient, outcome.virus);
  }
  const { error, code, detail } = outcome.fault;
  const description = extendedError(code, issuer.name, detail);
  return nonDelivery(issuer, certified, recipient, { error, description });
}

async function deliveryReceiptOf(
  provider: Provider,
  state: IncomingEnvelope,
  recipient: string,
  at: Instant,
): Promise<Unsigned> {
  const { content: rope, receipt: requested } = state;
  const root = await provider.structures.of(rope);
  const read = readerOf(provider);
  const original = postacertIn(root);
  if (!original) {
    throw new Error(`Cannot issue a receipt for ${recipient}: the envelope has no postacert.eml`);
  }
  const receipt = deliveryReceiptFor(requested, recipient, original.children[0] ?? root);
  const certified = certifiedAt(state, at);
  const delivery = { recipient, receipt };
  return await deliveryReceipt(
    provider.issuer,
    certified,
    delivery,
    { rope, root },
    original,
    read,
  );
}

function readerOf({ blobs }: Provider): ReadRope {
  return (rope, pending) => blobs.read(rope, pending);
}

function certifiedAt({ certified }: IncomingEnvelope, at: Instant): Certified {
  return { ...certified, at };
}

interface Replies {
  readonly taken: IncomingCommand;
  readonly refused: (outcome: RecipientOutcome) => IncomingCommand;
}

async function send(
  provider: Provider,
  transport: Transport,
  recipient: string,
  unsigned: Unsigned,
  since: Instant,
  replies: Replies,
): Promise<Outcome<IncomingCommand>> {
  const document = await sealDocument(unsigned, provider.signer, readerOf(provider));
  // RFC 5321 §4.5.5: a notification has the null reverse-path, so that it can never be answered.
  const { outcomes } = await transport({
    sender: "",
    recipients: [recipient],
    document,
    at: since,
  });
  const [outcome] = outcomes;
  if (outcome?.outcome === "taken") return { command: replies.taken };
  if (outcome?.outcome === "refused") return { command: replies.refused(outcome) };
  const at = nextAttempt(since, provider.clock.now());
  return { retry: { at, reason: outcome ? `${outcome.code} ${outcome.text}` : "no answer" } };
}
