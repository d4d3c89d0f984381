/**
 * A message that is no correct document of a provider, and is delivered in an anomaly envelope
 * (RFC 6109 §3.2.2). Nobody gets a receipt for it.
 *
 * @module
 */
import type { IncomingEvent } from "../events/incoming.ts";
import type { Instant } from "../events/instant.ts";
import type { Rope } from "../events/rope.ts";
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
  | { readonly type: "anomaly-settled"; readonly deliveries: readonly MailboxDelivery[] };

/** Put the anomaly envelope into the mailboxes. */
export interface AnomalyTask {
  readonly type: "deliver-anomaly";
}

/** A message that has been taken over. */
export interface IncomingAnomaly extends Omit<AnomalyArrival, "recipients"> {
  readonly phase: "anomaly";
  /** The instant of the first arrival: the Date of the envelope. */
  readonly at: Instant;
  readonly recipients: Recipients;
}

/** The state after an arrival; `known` is the state before it, if there was one. */
export function anomalyReceived(
  known: IncomingAnomaly | null,
  event: Extract<IncomingEvent, { type: "incoming.anomaly-received" }>,
): IncomingAnomaly {
  const { type: _type, recipients, ...arrival } = event;
  return {
    ...arrival,
    at: known?.at ?? event.at,
    phase: "anomaly",
    recipients: withRecipients(known?.recipients ?? new Map(), recipients),
  };
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
  deliveries: readonly MailboxDelivery[],
  now: Instant,
): IncomingEvent[] {
  return stillOpen(state.recipients, deliveries).map(({ recipient, fault }) =>
    fault
      ? { type: "incoming.anomaly-undeliverable", at: now, recipient, detail: fault.detail }
      : { type: "incoming.anomaly-delivered", at: now, recipient }
  );
}

/** Whether anything is owed. */
export function isAnomalyOpen({ recipients }: IncomingAnomaly): boolean {
  return openRecipients(recipients).length > 0;
}
