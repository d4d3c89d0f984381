/**
 * A correct transport envelope on the receiver's side (RFC 6109 §3.2.1, §3.2.3, §3.3).
 *
 * @module
 */
import { addressKey, domainOf } from "../events/address.ts";
import type { CertifiedData, IncomingEvent } from "../events/incoming.ts";
import type { Instant } from "../events/instant.ts";
import type { ReceiptType } from "../events/outgoing.ts";
import type { Rope } from "../events/rope.ts";
import type { Seal } from "../events/seal.ts";
import { type DeliveryFault, freshAddresses } from "./incoming_recipients.ts";
import { RELAY_LIMIT } from "./outgoing.ts";

/** A correct transport envelope as one SMTP transaction brought it. */
export interface EnvelopeArrival {
  readonly provider: string;
  readonly mailReceipt: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly content: Rope;
  readonly size: number;
  readonly certified: CertifiedData;
  readonly receipt: ReceiptType;
}

/** What may be asked of it. */
export type EnvelopeCommand =
  | {
    readonly type: "envelope";
    readonly arrival: EnvelopeArrival;
    /** What the scanner found; null for nothing. */
    readonly virus: string | null;
  }
  | {
    readonly type: "charge-notified";
    readonly transaction: number;
    readonly messageId: string;
    readonly seal: Seal;
  }
  | {
    readonly type: "charge-refused";
    readonly transaction: number;
    readonly code: string;
    readonly detail: string;
  }
  | { readonly type: "stored"; readonly recipient: string; readonly storedAt: Instant }
  | { readonly type: "not-stored"; readonly recipient: string; readonly fault: DeliveryFault }
  | {
    readonly type: "receipt-sent";
    readonly recipient: string;
    readonly messageId: string;
    readonly seal: Seal;
  }
  | {
    readonly type: "receipt-refused";
    readonly recipient: string;
    readonly code: string;
    readonly detail: string;
  };

/** What an envelope owes the world. */
export type EnvelopeTask =
  /** Send the presa in carico of one transaction to the sending provider. */
  | { readonly type: "charge"; readonly transaction: number }
  /** Put the envelope into a recipient's mailbox. */
  | { readonly type: "store"; readonly recipient: string }
  /** Send the delivery receipt, notice of non-delivery or virus notice for a recipient. */
  | { readonly type: "receipt"; readonly recipient: string };

/** One SMTP transaction that brought the envelope. */
export interface EnvelopeTransaction {
  readonly at: Instant;
  readonly recipients: readonly string[];
  readonly settled: boolean;
}

/** How an envelope ended at a recipient: each of them owes another document. */
export type EnvelopeOutcome =
  | { readonly stored: Instant }
  | { readonly fault: DeliveryFault; readonly at: Instant }
  | { readonly virus: string; readonly at: Instant };

/** How far the envelope has come for one recipient. */
export interface EnvelopeRecipient {
  readonly address: string;
  /** Null while the mailbox has not been asked. */
  readonly outcome: EnvelopeOutcome | null;
  readonly receiptSettled: boolean;
}

/** A transport envelope that has been taken over. */
export interface IncomingEnvelope extends Omit<EnvelopeArrival, "recipients"> {
  readonly phase: "envelope";
  readonly transactions: readonly EnvelopeTransaction[];
  readonly recipients: ReadonlyMap<string, EnvelopeRecipient>;
  readonly relayUntil: Instant;
}

/** The state after an arrival; `known` is the state before it, if there was one. */
export function envelopeReceived(
  known: IncomingEnvelope | null,
  event: Extract<IncomingEvent, { type: "incoming.envelope-received" }>,
): IncomingEnvelope {
  const { type: _type, at, recipients: addresses, relayUntil, ...arrival } = event;
  const recipients = new Map(known?.recipients);
  for (const address of addresses) {
    recipients.set(addressKey(address), { address, outcome: null, receiptSettled: false });
  }
  const transaction = { at, recipients: addresses, settled: false };
  return {
    // What has been taken over once is what everybody gets, and what every document speaks of.
    ...(known ?? arrival),
    phase: "envelope",
    relayUntil,
    transactions: [...known?.transactions ?? [], transaction],
    recipients,
  };
}

/** The state after any other event. */
export function evolveEnvelope(state: IncomingEnvelope, event: IncomingEvent): IncomingEnvelope {
  switch (event.type) {
    case "incoming.virus-detected":
      return infected(state, { virus: event.signature, at: event.at });
    case "incoming.charge-notified":
    case "incoming.charge-abandoned":
      return {
        ...state,
        transactions: state.transactions.with(event.transaction - 1, {
          ...transactionOf(state, event.transaction),
          settled: true,
        }),
      };
    case "incoming.envelope-delivered":
      return recipientChanged(state, event.recipient, { outcome: { stored: event.storedAt } });
    case "incoming.envelope-refused": {
      const { error, code, detail, at } = event;
      const outcome = { fault: { error, code, detail }, at };
      return recipientChanged(state, event.recipient, { outcome });
    }
    case "incoming.receipt-sent":
    case "incoming.receipt-abandoned":
      return recipientChanged(state, event.recipient, { receiptSettled: true });
    default:
      throw new Error(`Cannot apply ${event.type} to an envelope`);
  }
}

/** Nobody gets an infected envelope who has not got it already. */
function infected(state: IncomingEnvelope, outcome: EnvelopeOutcome): IncomingEnvelope {
  const recipients = [...state.recipients].map(([key, recipient]) =>
    [key, recipient.outcome ? recipient : { ...recipient, outcome }] as const
  );
  return { ...state, recipients: new Map(recipients) };
}

function recipientChanged(
  state: IncomingEnvelope,
  address: string,
  change: Partial<EnvelopeRecipient>,
): IncomingEnvelope {
  const recipients = new Map(state.recipients);
  recipients.set(addressKey(address), { ...recipientOf(state, address), ...change });
  return { ...state, recipients };
}

/** One transaction by its ordinal, 1 for the first. Throws for one that never was. */
export function transactionOf(state: IncomingEnvelope, ordinal: number): EnvelopeTransaction {
  const transaction = state.transactions[ordinal - 1];
  if (!transaction) throw new Error(`Cannot find transaction ${ordinal} of the envelope`);
  return transaction;
}

/** One recipient of the envelope. Throws for an address that it was not sent to. */
export function recipientOf(state: IncomingEnvelope, address: string): EnvelopeRecipient {
  const recipient = state.recipients.get(addressKey(address));
  if (!recipient) throw new Error(`Cannot find the recipient ${address} of the envelope`);
  return recipient;
}

/** The events of an arrival. Only recipients that the stream has not seen are new. */
export function receiveEnvelope(
  known: IncomingEnvelope | null,
  { arrival, virus }: Extract<EnvelopeCommand, { type: "envelope" }>,
  now: Instant,
): IncomingEvent[] {
  const recipients = freshAddresses(known?.recipients ?? new Map(), arrival.recipients);
  if (recipients.length === 0) return [];
  const received: IncomingEvent = {
    type: "incoming.envelope-received",
    at: now,
    ...arrival,
    recipients,
    content: [...arrival.content],
    relayUntil: now + RELAY_LIMIT,
  };
  if (virus === null) return [received];
  return [received, { type: "incoming.virus-detected", at: now, signature: virus }];
}

/** The events of every other command. */
export function decideEnvelope(
  state: IncomingEnvelope,
  command: Exclude<EnvelopeCommand, { type: "envelope" }>,
  now: Instant,
): IncomingEvent[] {
  switch (command.type) {
    case "stored":
    case "not-stored":
      return settleDelivery(state, command, now);
    case "charge-notified":
    case "charge-refused":
      return settleCharge(state, command, now);
    case "receipt-sent":
    case "receipt-refused":
      return settleReceipt(state, command, now);
  }
}

function settleDelivery(
  state: IncomingEnvelope,
  command: Extract<EnvelopeCommand, { type: "stored" | "not-stored" }>,
  now: Instant,
): IncomingEvent[] {
  const { recipient } = command;
  if (recipientOf(state, recipient).outcome) return [];
  return command.type === "stored"
    ? [{ type: "incoming.envelope-delivered", at: now, recipient, storedAt: command.storedAt }]
    : [{ type: "incoming.envelope-refused", at: now, recipient, ...command.fault }];
}

function settleCharge(
  state: IncomingEnvelope,
  command: Extract<EnvelopeCommand, { type: "charge-notified" | "charge-refused" }>,
  now: Instant,
): IncomingEvent[] {
  const { transaction } = command;
  if (transactionOf(state, transaction).settled) return [];
  if (command.type === "charge-refused") {
    return [chargeAbandoned(transaction, now, command.code, command.detail)];
  }
  const { messageId, seal } = command;
  return [{ type: "incoming.charge-notified", at: now, transaction, messageId, seal }];
}

function settleReceipt(
  state: IncomingEnvelope,
  command: Extract<EnvelopeCommand, { type: "receipt-sent" | "receipt-refused" }>,
  now: Instant,
): IncomingEvent[] {
  const { recipient } = command;
  if (recipientOf(state, recipient).receiptSettled) return [];
  if (command.type === "receipt-refused") {
    return [receiptAbandoned(recipient, now, command.code, command.detail)];
  }
  const { messageId, seal } = command;
  return [{ type: "incoming.receipt-sent", at: now, recipient, messageId, seal }];
}

/** RFC 6109 §2.2.2: nothing stays in a queue for longer than 24 hours. */
export function giveUp(state: IncomingEnvelope, now: Instant): IncomingEvent[] {
  if (now < state.relayUntil) return [];
  const code = "5.4.7";
  const detail = "delivery time expired";
  return [
    ...openTransactions(state).map((ordinal) => chargeAbandoned(ordinal, now, code, detail)),
    ...openReceipts(state).map(({ address }) => receiptAbandoned(address, now, code, detail)),
  ];
}

function chargeAbandoned(
  transaction: number,
  at: Instant,
  code: string,
  detail: string,
): IncomingEvent {
  return { type: "incoming.charge-abandoned", at, transaction, code, detail };
}

function receiptAbandoned(
  recipient: string,
  at: Instant,
  code: string,
  detail: string,
): IncomingEvent {
  return { type: "incoming.receipt-abandoned", at, recipient, code, detail };
}

/** What an envelope owes, with the keys and lanes of the runtime. */
export function envelopeEffects(
  state: IncomingEnvelope,
): ({ readonly key: string; readonly lane: string } & EnvelopeTask)[] {
  const charges = openTransactions(state).map((transaction) => ({
    type: "charge" as const,
    key: `charge ${transaction}`,
    lane: `relay ${domainOf(state.mailReceipt)}`,
    transaction,
  }));
  const unstored = [...state.recipients.values()].filter(({ outcome }) => !outcome);
  const stores = unstored.map(({ address }) => ({
    type: "store" as const,
    key: `store ${addressKey(address)}`,
    lane: "store",
    recipient: address,
  }));
  const receipts = openReceipts(state).map(({ address, outcome }) => ({
    type: "receipt" as const,
    key: `receipt ${addressKey(address)}`,
    // RFC 6109 §3.2.3: a virus is told to the provider, everything else to the sender.
    lane: `relay ${domainOf(outcome && "virus" in outcome ? state.mailReceipt : state.sender)}`,
    recipient: address,
  }));
  return [...charges, ...stores, ...receipts];
}

/** When time alone decides; null where nothing waits for a remote host. */
export function envelopeDeadline(state: IncomingEnvelope): Instant | null {
  const owed = openTransactions(state).length + openReceipts(state).length > 0;
  return owed ? state.relayUntil : null;
}

function openTransactions(state: IncomingEnvelope): number[] {
  return state.transactions.flatMap(({ settled }, index) => settled ? [] : [index + 1]);
}

function openReceipts(state: IncomingEnvelope): EnvelopeRecipient[] {
  return [...state.recipients.values()].filter((one) => one.outcome && !one.receiptSettled);
}
