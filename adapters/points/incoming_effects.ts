/**
 * Performs what an incoming document owes: storing it, its receipts, and telling the outgoing
 * message that a receipt names.
 *
 * @module
 */
import type { IncomingCommand, IncomingEffect, IncomingState } from "../../actors/incoming.ts";
import {
  type AnomalyDelivery,
  arrivalOf,
  type IncomingAnomaly,
} from "../../actors/incoming_anomaly.ts";
import {
  type IncomingEnvelope,
  recipientOf,
  transactionOf,
} from "../../actors/incoming_envelope.ts";
import type { IncomingNotice } from "../../actors/incoming_notice.ts";
import { type MailboxDelivery, openRecipients } from "../../actors/incoming_recipients.ts";
import { nextAttempt } from "../../actors/retry.ts";
import type { Outcome, Performer } from "../../actors/runtime.ts";
import type { Instant } from "../../events/instant.ts";
import type { PecDocument } from "../documents/pec/facts.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import { correlate } from "./correlation.ts";
import { deliverAnomaly, deliverEnvelope, deliverNotice } from "./delivery_point.ts";
import { seal } from "./document_sources.ts";
import { anomalyEnvelopeOf, chargeOf, receiptOf } from "./incoming_documents.ts";
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

/** RFC 6109 §3.2.2: the anomaly envelope of each arrival that has open recipients. */
async function settleAnomaly(
  provider: Provider,
  id: string,
  anomaly: IncomingAnomaly,
): Promise<IncomingCommand> {
  const deliveries: AnomalyDelivery[] = [];
  const open = openRecipients(anomaly.recipients);
  const arrivals = Map.groupBy(open, (recipient) => arrivalOf(anomaly, recipient));
  for (const [arrival, recipients] of arrivals) {
    const unsigned = await anomalyEnvelopeOf(provider, arrival);
    const document = await seal(provider, unsigned, provider.signer);
    for (const recipient of recipients) {
      const fault = await deliverAnomaly(provider, id, document, recipient);
      deliveries.push({ recipient, fault, seal: document.seal });
    }
  }
  return { type: "anomaly-settled", deliveries };
}

async function sendCharge(
  provider: Provider,
  transport: Transport,
  state: IncomingEnvelope,
  transaction: number,
): Promise<Outcome<IncomingCommand>> {
  const { at } = transactionOf(state, transaction);
  const unsigned = chargeOf(provider, state, transaction);
  return await send(provider, transport, state.mailReceipt, unsigned, at, {
    taken: (issued) => ({ type: "charge-notified", transaction, ...issued }),
    refused: ({ enhanced, text }) => ({
      type: "charge-refused",
      transaction,
      code: enhanced,
      detail: text,
    }),
  });
}

async function sendReceipt(
  provider: Provider,
  transport: Transport,
  state: IncomingEnvelope,
  recipient: string,
): Promise<Outcome<IncomingCommand>> {
  const unsigned = await receiptOf(provider, state, recipient);
  // RFC 6109 §3.2.3: a virus is told to the provider, everything else to the sender.
  const { outcome } = recipientOf(state, recipient);
  const to = outcome && "virus" in outcome ? state.mailReceipt : state.sender;
  return await send(provider, transport, to, unsigned, unsigned.at, {
    taken: (issued) => ({ type: "receipt-sent", recipient, ...issued }),
    refused: ({ enhanced, text }) => ({
      type: "receipt-refused",
      recipient,
      code: enhanced,
      detail: text,
    }),
  });
}

interface Replies {
  readonly taken: (issued: Pick<PecDocument, "messageId" | "seal">) => IncomingCommand;
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
  const document = await seal(provider, unsigned, provider.signer);
  // RFC 5321 §4.5.5: a notification has the null reverse-path, so that it can never be answered.
  const { outcomes } = await transport({
    sender: "",
    recipients: [recipient],
    document,
    at: since,
  });
  const [outcome] = outcomes;
  if (outcome?.outcome === "taken") {
    return { command: replies.taken({ messageId: document.messageId, seal: document.seal }) };
  }
  if (outcome?.outcome === "refused") return { command: replies.refused(outcome) };
  const at = nextAttempt(since, provider.clock.now());
  return { retry: { at, reason: outcome ? `${outcome.code} ${outcome.text}` : "no answer" } };
}
