/**
 * A correct receipt or notice of a provider (RFC 6109 §2.2.2): it is put into its mailbox, then the
 * outgoing message that it names is told.
 *
 * @module
 */
import type { CertifiedData, IncomingEvent, NoticeKind } from "../events/incoming.ts";
import type { Instant } from "../events/instant.ts";
import type { ErrorKind } from "../events/outgoing.ts";
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
  /** errore-esteso; empty where there is none. */
  readonly description: string;
}

/** What may be asked of it. */
export type NoticeCommand =
  | { readonly type: "notice"; readonly arrival: NoticeArrival }
  | {
    readonly type: "settled";
    readonly deliveries: readonly MailboxDelivery[];
    readonly matched: boolean;
  };

/** Put the receipt into its mailbox, then tell the outgoing message that it names. */
export interface NoticeTask {
  readonly type: "settle";
}

/** A receipt or notice that has been taken over. */
export interface IncomingNotice extends Omit<NoticeArrival, "recipients"> {
  readonly phase: "notice";
  readonly recipients: Recipients;
  readonly correlated: boolean;
}

/** The state after an arrival; `known` is the state before it, if there was one. */
export function noticeReceived(
  known: IncomingNotice | null,
  event: Extract<IncomingEvent, { type: "incoming.notice-received" }>,
): IncomingNotice {
  const { type: _type, at: _at, recipients, ...arrival } = event;
  return {
    ...arrival,
    phase: "notice",
    recipients: withRecipients(known?.recipients ?? new Map(), recipients),
    correlated: known?.correlated ?? false,
  };
}

/** The state after any other event. */
export function evolveNotice(state: IncomingNotice, event: IncomingEvent): IncomingNotice {
  switch (event.type) {
    case "incoming.notice-delivered":
    case "incoming.notice-undeliverable":
      return { ...state, recipients: settleRecipient(state.recipients, event.recipient) };
    case "incoming.notice-correlated":
      return { ...state, correlated: true };
    default:
      throw new Error(`Cannot apply ${event.type} to a receipt`);
  }
}

/** The events of an arrival. */
export function receiveNotice(
  known: IncomingNotice | null,
  arrival: NoticeArrival,
  now: Instant,
): IncomingEvent[] {
  const recipients = freshAddresses(known?.recipients ?? new Map(), arrival.recipients);
  return recipients.length === 0 ? [] : [{
    type: "incoming.notice-received",
    at: now,
    ...arrival,
    recipients,
    concerns: [...arrival.concerns],
    content: [...arrival.content],
  }];
}

/** The events of a settlement. */
export function settleNotice(
  state: IncomingNotice,
  { deliveries, matched }: Extract<NoticeCommand, { type: "settled" }>,
  now: Instant,
): IncomingEvent[] {
  const settled = stillOpen(state.recipients, deliveries).map((
    { recipient, fault },
  ): IncomingEvent =>
    fault
      ? { type: "incoming.notice-undeliverable", at: now, recipient, detail: fault.detail }
      : { type: "incoming.notice-delivered", at: now, recipient }
  );
  const correlated = { type: "incoming.notice-correlated", at: now, matched } as const;
  return state.correlated ? settled : [...settled, correlated];
}

/** Whether anything is owed. */
export function isNoticeOpen({ recipients, correlated }: IncomingNotice): boolean {
  return !correlated || openRecipients(recipients).length > 0;
}
