/**
 * Performs what an incoming document owes: storing it, its receipts, and telling the outgoing
 * message that a receipt names.
 *
 * @module
 */
import {
  type IncomingCommand,
  type IncomingEffect,
  type IncomingEnvelope,
  type IncomingState,
  type NoticeDelivery,
  openNoticeRecipients,
  recipientOf,
  transactionOf,
} from "../../actors/incoming.ts";
import { nextAttempt } from "../../actors/retry.ts";
import type { Outcome, Performer } from "../../actors/runtime.ts";
import type { Instant } from "../../events/instant.ts";
import { deliveryReceipt } from "../documents/pec/delivery_receipt.ts";
import type { Certified } from "../documents/pec/facts.ts";
import { extendedError } from "../documents/pec/fault_texts.ts";
import { postacertIn } from "../documents/pec/inspect.ts";
import { nonDelivery } from "../documents/pec/non_delivery.ts";
import { sealDocument } from "../documents/pec/seal.ts";
import { takeCharge } from "../documents/pec/take_charge.ts";
import { deliveryReceiptFor } from "../documents/pec/to_or_cc.ts";
import type { ReadRope } from "../documents/pec/rope_bytes.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import { correlate } from "./correlation.ts";
import { deliver } from "./delivery_point.ts";
import type { Provider } from "./provider.ts";
import type { Transport } from "./transport.ts";

/** Performs the effects of streams `incoming-…`. */
export function incomingEffects(
  provider: Provider,
  transport: Transport,
): Performer<IncomingState, IncomingCommand, IncomingEffect> {
  return async (effect, { id, state }) => {
    if (effect.type === "settle") return { command: await settle(provider, id, state) };
    if (state.phase !== "envelope") {
      throw new Error(`Cannot perform ${effect.type} for ${id}: it holds no envelope`);
    }
    switch (effect.type) {
      case "store":
        return { command: await store(provider, id, state, effect.recipient) };
      case "charge":
        return await sendCharge(provider, transport, state, effect.transaction);
      case "receipt":
        return await sendReceipt(provider, transport, state, effect.recipient);
    }
  };
}

async function store(
  provider: Provider,
  id: string,
  envelope: IncomingEnvelope,
  recipient: string,
): Promise<IncomingCommand> {
  const delivery = await deliver(provider, id, envelope, recipient);
  return "fault" in delivery
    ? { type: "not-stored", recipient, fault: delivery.fault }
    : { type: "stored", recipient, storedAt: delivery.storedAt };
}

/** Correlated once it lies in the mailbox: `outgoing.delivered` says that the sender has it. */
async function settle(
  provider: Provider,
  id: string,
  state: IncomingState,
): Promise<IncomingCommand> {
  if (state.phase !== "notice") throw new Error(`Cannot settle ${id}: it holds no receipt`);
  const deliveries: NoticeDelivery[] = [];
  for (const recipient of openNoticeRecipients(state)) {
    const delivery = await deliver(provider, id, state, recipient);
    deliveries.push({ recipient, fault: "fault" in delivery ? delivery.fault : null });
  }
  return { type: "settled", deliveries, matched: await correlate(provider, state) };
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

/** RFC 6109 §3.3.2, §3.3.3: one receipt or notice for each recipient, to the sender. */
async function sendReceipt(
  provider: Provider,
  transport: Transport,
  state: IncomingEnvelope,
  recipient: string,
): Promise<Outcome<IncomingCommand>> {
  const { outcome } = recipientOf(state, recipient);
  if (!outcome) throw new Error(`Cannot issue a receipt for ${recipient}: nothing is decided`);
  const at = "stored" in outcome ? outcome.stored : outcome.at;
  const unsigned = "stored" in outcome
    ? await deliveryReceiptOf(provider, state, recipient, at)
    : nonDelivery(provider.issuer, certifiedAt(state, at), recipient, {
      error: outcome.fault.error,
      description: extendedError(
        outcome.fault.code,
        provider.issuer.name,
        outcome.fault.detail,
      ),
    });
  const { messageId } = unsigned;
  return await send(provider, transport, state.sender, unsigned, at, {
    taken: { type: "receipt-sent", recipient, messageId },
    refused: ({ enhanced, text }) => ({
      type: "receipt-refused",
      recipient,
      code: enhanced,
      detail: text,
    }),
  });
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
  const { outcomes } = await transport({ sender: "", recipients: [recipient], document });
  const [outcome] = outcomes;
  if (outcome?.outcome === "taken") return { command: replies.taken };
  if (outcome?.outcome === "refused") return { command: replies.refused(outcome) };
  const at = nextAttempt(since, provider.clock.now());
  return { retry: { at, reason: outcome ? `${outcome.code} ${outcome.text}` : "no answer" } };
}
