/**
 * A message that is no correct document of a provider, and is delivered in an anomaly envelope
 * (RFC 6109 §3.2.2). Nobody gets a receipt for it.
 *
 * @module
 */
import { addressKey } from "../events/address.ts";
import type { IncomingEvent } from "../events/incoming.ts";
import type { Instant } from "../events/instant.ts";
import type { Rope } from "../events/rope.ts";
import type { Seal } from "../events/seal.ts";
import {
  freshAddresses,
  type MailboxDelivery,
  openRecipients,
  type Recipients,
  settleRecipient,
  stillOpen,
  withRecipients,
} from "./incoming_recipients.ts";

/** The message as one SMTP transaction brought it. */
export interface AnomalyArrival {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly content: Rope;
  readonly size: number;
  readonly subject: string;
  readonly messageId: string;
  /** Why it is an anomaly, in Italian. */
  readonly reason: string;
}

/** What may be asked of it. */
export type AnomalyCommand =
  | { readonly type: "anomaly"; readonly arrival: AnomalyArrival }
  | { readonly type: "anomaly-settled"; readonly deliveries: readonly AnomalyDelivery[] };

/** What became of the anomaly envelope at one mailbox. */
export interface AnomalyDelivery extends MailboxDelivery {
  readonly seal: Seal;
}

/** Put the anomaly envelope into the mailboxes. */
export interface AnomalyTask {
  readonly type: "deliver-anomaly";
}

/** An arrival that brought new recipients, and when. */
export interface DatedArrival extends AnomalyArrival {
  readonly at: Instant;
}

/** A message that has been taken over. */
export interface IncomingAnomaly {
  readonly phase: "anomaly";
  /** Each has an anomaly envelope of its own, which names its recipients and its instant. */
  readonly arrivals: readonly DatedArrival[];
  readonly recipients: Recipients;
}

/** The state after an arrival; `known` is the state before it, if there was one. */
export function anomalyReceived(
  known: IncomingAnomaly | null,
  event: Extract<IncomingEvent, { type: "incoming.anomaly-received" }>,
): IncomingAnomaly {
  const { type: _type, ...arrival } = event;
  return {
    phase: "anomaly",
    arrivals: [...known?.arrivals ?? [], arrival],
    recipients: withRecipients(known?.recipients ?? new Map(), arrival.recipients),
  };
}

/** The arrival that brought a recipient. Throws for an address that none has brought. */
export function arrivalOf({ arrivals }: IncomingAnomaly, address: string): DatedArrival {
  const key = addressKey(address);
  const found = arrivals.find(({ recipients }) =>
    recipients.some((one) => addressKey(one) === key)
  );
  if (!found) throw new Error(`Cannot find the recipient ${address} of the message`);
  return found;
}

/** The state after any other event. */
export function evolveAnomaly(state: IncomingAnomaly, event: IncomingEvent): IncomingAnomaly {
  switch (event.type) {
    case "incoming.anomaly-delivered":
    case "incoming.anomaly-undeliverable":
      return { ...state, recipients: settleRecipient(state.recipients, event.recipient) };
    default:
      throw new Error(`Cannot apply ${event.type} to an anomaly`);
  }
}

/** The events of an arrival. */
export function receiveAnomaly(
  known: IncomingAnomaly | null,
  arrival: AnomalyArrival,
  now: Instant,
): IncomingEvent[] {
  const recipients = freshAddresses(known?.recipients ?? new Map(), arrival.recipients);
  return recipients.length === 0 ? [] : [{
    type: "incoming.anomaly-received",
    at: now,
    ...arrival,
    recipients,
    content: [...arrival.content],
  }];
}

/** The events of a settlement. */
export function settleAnomaly(
  state: IncomingAnomaly,
  deliveries: readonly AnomalyDelivery[],
  now: Instant,
): IncomingEvent[] {
  return stillOpen(state.recipients, deliveries).map(({ recipient, fault, seal }) =>
    fault
      ? { type: "incoming.anomaly-undeliverable", at: now, recipient, detail: fault.detail }
      : { type: "incoming.anomaly-delivered", at: now, recipient, seal }
  );
}

/** Whether anything is owed. */
export function isAnomalyOpen({ recipients }: IncomingAnomaly): boolean {
  return openRecipients(recipients).length > 0;
}
