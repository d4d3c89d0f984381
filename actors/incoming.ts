/**
 * A document of a provider on the receiver's side: Incoming Point and Delivery Point
 * (RFC 6109 §3.2, §3.3). One stream per document: a copy that is relayed again is recognised.
 *
 * @module
 */
import { addressKey, domainOf } from "../events/address.ts";
import type { CertifiedData, IncomingEvent, NoticeKind } from "../events/incoming.ts";
import type { Instant } from "../events/instant.ts";
import type { ErrorKind, ReceiptType } from "../events/outgoing.ts";
import type { Rope } from "../events/rope.ts";
import type { Actor, Decision, Elapse, Pending } from "./actor.ts";
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

/** A correct receipt or notice as one SMTP transaction brought it. */
export interface NoticeArrival {
  readonly provider: string;
  readonly kind: NoticeKind;
  readonly messageId: string;
  readonly recipients: readonly string[];
  readonly content: Rope;
  readonly size: number;
  readonly certified: CertifiedData;
  readonly concerns: readonly string[];
  readonly error?: ErrorKind;
}

/** Why a mailbox cannot take an envelope. */
export interface DeliveryFault {
  readonly error: ErrorKind;
  /** Enhanced status code (RFC 3463). */
  readonly code: string;
  /** In Italian: it goes into errore-esteso. */
  readonly detail: string;
}

/** What may be asked of an incoming document. */
export type IncomingCommand =
  | { readonly type: "envelope"; readonly arrival: EnvelopeArrival }
  | { readonly type: "notice"; readonly arrival: NoticeArrival }
  | { readonly type: "charge-notified"; readonly transaction: number; readonly messageId: string }
  | {
    readonly type: "charge-refused";
    readonly transaction: number;
    readonly code: string;
    readonly detail: string;
  }
  | { readonly type: "stored"; readonly recipient: string; readonly storedAt: Instant }
  | { readonly type: "not-stored"; readonly recipient: string; readonly fault: DeliveryFault }
  | { readonly type: "receipt-sent"; readonly recipient: string; readonly messageId: string }
  | {
    readonly type: "receipt-refused";
    readonly recipient: string;
    readonly code: string;
    readonly detail: string;
  }
  | {
    readonly type: "settled";
    readonly deliveries: readonly NoticeDelivery[];
    readonly matched: boolean;
  };

/** What became of a receipt or notice at one mailbox. */
export interface NoticeDelivery {
  readonly recipient: string;
  /** Null where the mailbox holds it. */
  readonly fault: DeliveryFault | null;
}

/** What an incoming document owes the world. */
export type IncomingEffect = { readonly key: string; readonly lane: string } & IncomingTask;

/** The kinds of effects. */
export type IncomingTask =
  /** Send the presa in carico of one transaction to the sending provider. */
  | { readonly type: "charge"; readonly transaction: number }
  /** Put the envelope into a recipient's mailbox. */
  | { readonly type: "store"; readonly recipient: string }
  /** Send the delivery receipt or notice of non-delivery for a recipient. */
  | { readonly type: "receipt"; readonly recipient: string }
  /** Put the receipt into its mailbox, then tell the outgoing message that it names. */
  | { readonly type: "settle" };

/** One SMTP transaction that brought the envelope. */
export interface EnvelopeTransaction {
  readonly at: Instant;
  readonly recipients: readonly string[];
  readonly settled: boolean;
}

/** How far the envelope has come for one recipient. */
export interface EnvelopeRecipient {
  readonly address: string;
  /** Null while the mailbox has not been asked. */
  readonly outcome:
    | null
    | { readonly stored: Instant }
    | { readonly fault: DeliveryFault; readonly at: Instant };
  readonly receiptSettled: boolean;
}

/** A transport envelope that has been taken over. */
export interface IncomingEnvelope extends Omit<EnvelopeArrival, "recipients"> {
  readonly phase: "envelope";
  readonly transactions: readonly EnvelopeTransaction[];
  readonly recipients: ReadonlyMap<string, EnvelopeRecipient>;
  readonly relayUntil: Instant;
}

/** A receipt or notice that has been taken over. */
export interface IncomingNotice extends Omit<NoticeArrival, "recipients"> {
  readonly phase: "notice";
  readonly recipients: ReadonlyMap<
    string,
    { readonly address: string; readonly settled: boolean }
  >;
  readonly correlated: boolean;
}

/** The state of a stream `incoming-…`. */
export type IncomingState = { readonly phase: "new" } | IncomingEnvelope | IncomingNotice;

/** The actor of a document on the receiver's side. */
export const incoming: Actor<IncomingState, IncomingCommand, IncomingEvent, IncomingEffect> = {
  kind: "incoming",
  initial: () => ({ phase: "new" }),
  evolve,
  decide,
  pending,
};

function evolve(state: IncomingState, event: IncomingEvent): IncomingState {
  switch (event.type) {
    case "incoming.envelope-received":
      return envelopeReceived(state, event);
    case "incoming.notice-received":
      return noticeReceived(state, event);
  }
  if (state.phase === "envelope") return evolveEnvelope(state, event);
  if (state.phase === "notice") return evolveNotice(state, event);
  throw new Error(`Cannot apply ${event.type}: nothing has arrived yet`);
}

function envelopeReceived(
  state: IncomingState,
  event: Extract<IncomingEvent, { type: "incoming.envelope-received" }>,
): IncomingEnvelope {
  const { type: _type, at, recipients: addresses, ...arrival } = event;
  const known = state.phase === "envelope" ? state : undefined;
  const recipients = new Map(known?.recipients);
  for (const address of addresses) {
    recipients.set(addressKey(address), { address, outcome: null, receiptSettled: false });
  }
  const transaction = { at, recipients: addresses, settled: false };
  return {
    ...arrival,
    phase: "envelope",
    transactions: [...known?.transactions ?? [], transaction],
    recipients,
  };
}

function noticeReceived(
  state: IncomingState,
  event: Extract<IncomingEvent, { type: "incoming.notice-received" }>,
): IncomingNotice {
  const { type: _type, at: _at, recipients: addresses, ...arrival } = event;
  const known = state.phase === "notice" ? state : undefined;
  const recipients = new Map(known?.recipients);
  for (const address of addresses) {
    recipients.set(addressKey(address), { address, settled: false });
  }
  return { ...arrival, phase: "notice", recipients, correlated: known?.correlated ?? false };
}

function evolveEnvelope(state: IncomingEnvelope, event: IncomingEvent): IncomingEnvelope {
  switch (event.type) {
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

function evolveNotice(state: IncomingNotice, event: IncomingEvent): IncomingNotice {
  switch (event.type) {
    case "incoming.notice-delivered":
    case "incoming.notice-undeliverable": {
      const recipients = new Map(state.recipients);
      const settled = { address: event.recipient, settled: true };
      recipients.set(addressKey(event.recipient), settled);
      return { ...state, recipients };
    }
    case "incoming.notice-correlated":
      return { ...state, correlated: true };
    default:
      throw new Error(`Cannot apply ${event.type} to a receipt`);
  }
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

function decide(
  state: IncomingState,
  command: IncomingCommand | Elapse,
  now: Instant,
): Decision<IncomingEvent> {
  switch (command.type) {
    case "envelope":
      return receiveEnvelope(state, command.arrival, now);
    case "notice":
      return receiveNotice(state, command.arrival, now);
    case "elapse":
      return state.phase === "envelope" ? giveUp(state, now) : [];
    case "stored":
    case "not-stored":
      return settleDelivery(state, command, now);
    case "settled":
      return settleNotice(state, command, now);
    case "charge-notified":
    case "charge-refused":
      return settleCharge(state, command, now);
    case "receipt-sent":
    case "receipt-refused":
      return settleReceipt(state, command, now);
  }
}

/** Only recipients that the stream has not seen are new: a copy relayed again changes nothing. */
function receiveEnvelope(
  state: IncomingState,
  arrival: EnvelopeArrival,
  now: Instant,
): Decision<IncomingEvent> {
  if (state.phase === "notice") return wrongForm();
  const fresh = freshRecipients(state, arrival.recipients);
  if (fresh.length === 0) return [];
  return [{
    type: "incoming.envelope-received",
    at: now,
    ...arrival,
    recipients: fresh,
    content: [...arrival.content],
    relayUntil: now + RELAY_LIMIT,
  }];
}

function receiveNotice(
  state: IncomingState,
  arrival: NoticeArrival,
  now: Instant,
): Decision<IncomingEvent> {
  if (state.phase === "envelope") return wrongForm();
  const fresh = freshRecipients(state, arrival.recipients);
  if (fresh.length === 0) return [];
  return [{
    type: "incoming.notice-received",
    at: now,
    ...arrival,
    recipients: fresh,
    concerns: [...arrival.concerns],
    content: [...arrival.content],
  }];
}

function freshRecipients(state: IncomingState, addresses: readonly string[]): string[] {
  const unique = new Map(addresses.map((address) => [addressKey(address), address]));
  if (state.phase !== "new") { for (const key of state.recipients.keys()) unique.delete(key); }
  return [...unique.values()];
}

function wrongForm(): Decision<IncomingEvent> {
  return { refused: "wrong-form", detail: "the stream holds a document of another form" };
}

function settleDelivery(
  state: IncomingState,
  command: Extract<IncomingCommand, { type: "stored" | "not-stored" }>,
  now: Instant,
): IncomingEvent[] {
  const { recipient } = command;
  if (state.phase !== "envelope" || recipientOf(state, recipient).outcome) return [];
  return command.type === "stored"
    ? [{ type: "incoming.envelope-delivered", at: now, recipient, storedAt: command.storedAt }]
    : [{ type: "incoming.envelope-refused", at: now, recipient, ...command.fault }];
}

function settleNotice(
  state: IncomingState,
  { deliveries, matched }: Extract<IncomingCommand, { type: "settled" }>,
  now: Instant,
): IncomingEvent[] {
  if (state.phase !== "notice") return [];
  const open = deliveries.filter(({ recipient }) =>
    state.recipients.get(addressKey(recipient))?.settled === false
  );
  return [
    ...open.map(({ recipient, fault }): IncomingEvent =>
      fault
        ? { type: "incoming.notice-undeliverable", at: now, recipient, detail: fault.detail }
        : { type: "incoming.notice-delivered", at: now, recipient }
    ),
    ...(state.correlated
      ? []
      : [{ type: "incoming.notice-correlated", at: now, matched } as const]),
  ];
}

function settleCharge(
  state: IncomingState,
  command: Extract<IncomingCommand, { type: "charge-notified" | "charge-refused" }>,
  now: Instant,
): IncomingEvent[] {
  const { transaction } = command;
  if (state.phase !== "envelope" || transactionOf(state, transaction).settled) return [];
  return command.type === "charge-notified"
    ? [{ type: "incoming.charge-notified", at: now, transaction, messageId: command.messageId }]
    : [chargeAbandoned(transaction, now, command.code, command.detail)];
}

function settleReceipt(
  state: IncomingState,
  command: Extract<IncomingCommand, { type: "receipt-sent" | "receipt-refused" }>,
  now: Instant,
): IncomingEvent[] {
  const { recipient } = command;
  if (state.phase !== "envelope" || recipientOf(state, recipient).receiptSettled) return [];
  return command.type === "receipt-sent"
    ? [{ type: "incoming.receipt-sent", at: now, recipient, messageId: command.messageId }]
    : [receiptAbandoned(recipient, now, command.code, command.detail)];
}

/** RFC 6109 §2.2.2: nothing stays in a queue for longer than 24 hours. */
function giveUp(state: IncomingEnvelope, now: Instant): IncomingEvent[] {
  if (now < state.relayUntil) return [];
  const code = "4.4.7";
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

function pending(state: IncomingState): Pending<IncomingEffect> {
  switch (state.phase) {
    case "new":
      return { effects: [], deadline: null };
    case "envelope": {
      const charges = openTransactions(state).map((transaction): IncomingEffect => ({
        type: "charge",
        key: `charge ${transaction}`,
        lane: `relay ${domainOf(state.mailReceipt)}`,
        transaction,
      }));
      const receipts = openReceipts(state).map(({ address }): IncomingEffect => ({
        type: "receipt",
        key: `receipt ${addressKey(address)}`,
        lane: `relay ${domainOf(state.sender)}`,
        recipient: address,
      }));
      const unstored = [...state.recipients.values()].filter(({ outcome }) => !outcome);
      const owed = charges.length + receipts.length > 0;
      return {
        effects: [...charges, ...unstored.map(({ address }) => store(address)), ...receipts],
        deadline: owed ? state.relayUntil : null,
      };
    }
    case "notice":
      return { effects: noticeEffects(state), deadline: null };
  }
}

function noticeEffects(state: IncomingNotice): IncomingEffect[] {
  const settled = state.correlated && openNoticeRecipients(state).length === 0;
  return settled ? [] : [{ type: "settle", key: "settle", lane: "store" }];
}

/** The recipients whose mailboxes have not been asked yet. */
export function openNoticeRecipients(state: IncomingNotice): string[] {
  return [...state.recipients.values()].flatMap(({ address, settled }) => settled ? [] : [address]);
}

function store(recipient: string): IncomingEffect {
  return { type: "store", key: `store ${addressKey(recipient)}`, lane: "store", recipient };
}

function openTransactions(state: IncomingEnvelope): number[] {
  return state.transactions.flatMap(({ settled }, index) => settled ? [] : [index + 1]);
}

function openReceipts(state: IncomingEnvelope): EnvelopeRecipient[] {
  return [...state.recipients.values()].filter((one) => one.outcome && !one.receiptSettled);
}
