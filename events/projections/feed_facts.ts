/**
 * What the feed tells of an event: the type of its entries, and the data of each of them as it
 * stands in JSON.
 *
 * @module
 */
import type { MailboxEvent } from "../mailbox.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import type { ScheduledEvent } from "../scheduled.ts";

/** Every type that an entry may have: a vocabulary that partners rely on. */
export const FEED_TYPES = [
  "message.scheduled",
  "message.rescheduled",
  "message.cancelled",
  "message.schedule_failed",
  "message.accepted",
  "message.refused",
  "message.virus",
  "message.taken_in_charge",
  "message.delivered",
  "message.overdue_12h",
  "message.timed_out",
  "message.failed",
  "message.external_handed_over",
  "message.receipt_issued",
  "mailbox.message_received",
] as const;

/** See {@linkcode FEED_TYPES}. */
export type FeedType = (typeof FEED_TYPES)[number];

/** Entries of one type, one for each recipient that an event is about. */
export interface FeedFacts {
  readonly type: FeedType;
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

/** What the feed tells of an outgoing message; null where it tells nothing. */
export function outgoingFacts(event: OutgoingEvent): FeedFacts | null {
  switch (event.type) {
    case "outgoing.accepted":
      return facts("message.accepted", { recipients: classified(event.recipients) });
    case "outgoing.refused":
      return facts("message.refused", { reason: { code: event.fault, detail: event.about } });
    case "outgoing.infected":
      return facts("message.virus", virus(null, null, event.signature, null));
    case "outgoing.virus-reported": {
      const { recipient, provider, description, messageId } = event;
      return facts("message.virus", virus(recipient, provider, description, messageId));
    }
    case "outgoing.dispatched": {
      const { recipients, hop } = event;
      const data = recipients.map((recipient) => ({ recipient, hop }));
      return facts("message.external_handed_over", ...data);
    }
    case "outgoing.taken-in-charge": {
      const { recipients, provider, messageId: receipt } = event;
      const data = recipients.map((recipient) => ({ recipient, provider, receipt }));
      return facts("message.taken_in_charge", ...data);
    }
    case "outgoing.delivered": {
      const { recipient, provider, messageId: receipt } = event;
      return facts("message.delivered", { recipient, provider, receipt });
    }
    case "outgoing.overdue":
      return facts(event.hours === 12 ? "message.overdue_12h" : "message.timed_out", {
        recipient: event.recipient,
      });
    default:
      return failureFacts(event);
  }
}

function failureFacts(event: OutgoingEvent): FeedFacts | null {
  switch (event.type) {
    case "outgoing.relay-failed": {
      const { recipient, error, code, detail } = event;
      const reason = { code: error, detail: `${code} ${detail}`.trim() };
      return facts("message.failed", { recipient, provider: null, reason, receipt: null });
    }
    case "outgoing.failed": {
      const { recipient, provider, error, messageId: receipt } = event;
      const reason = { code: error, detail: "" };
      return facts("message.failed", { recipient, provider, reason, receipt });
    }
    case "outgoing.answered":
      return facts("message.receipt_issued", { recipient: null, receipt: event.messageId });
    case "outgoing.failure-notified":
    case "outgoing.overdue-notified": {
      const { recipient, messageId: receipt } = event;
      return facts("message.receipt_issued", { recipient, receipt });
    }
    default:
      return null;
  }
}

/** What the feed tells of a message that is to be sent later. */
export function scheduledFacts(event: ScheduledEvent): FeedFacts | null {
  switch (event.type) {
    case "scheduled.planned": {
      const { subject, recipients, sendAt } = event;
      const data = { send_at: text(sendAt), subject, recipients: classified(recipients) };
      return facts("message.scheduled", data);
    }
    case "scheduled.moved":
      return facts("message.rescheduled", { send_at: text(event.sendAt) });
    case "scheduled.cancelled":
      return facts("message.cancelled", {});
    case "scheduled.failed":
      return facts("message.schedule_failed", { reason: { code: event.reason, detail: "" } });
    default:
      return null;
  }
}

/** X-Trasporto of what comes from outside: certified, or ordinary mail in an anomaly envelope. */
const RECEIVED: Readonly<Record<string, "certified" | "anomaly">> = {
  "posta-certificata": "certified",
  "errore": "anomaly",
};

/** What the feed tells of a mailbox. Receipts are told of the message that they are about. */
export function receivedFacts(event: MailboxEvent): FeedFacts | null {
  if (event.type !== "mailbox.stored") return null;
  const kind = RECEIVED[event.kind];
  if (kind === undefined) return null;
  const { uid, subject, size, messageId: message_id, pecId } = event;
  const pec_id = pecId === "" ? null : pecId;
  return facts("mailbox.message_received", { uid, kind, subject, size, message_id, pec_id });
}

function facts(type: FeedType, ...data: FeedFacts["data"]): FeedFacts {
  return { type, data };
}

function virus(
  recipient: string | null,
  provider: string | null,
  description: string,
  receipt: string | null,
): FeedFacts["data"][number] {
  return { recipient, provider, description, receipt };
}

function classified(
  recipients: readonly { readonly address: string; readonly kind: string }[],
): readonly { readonly address: string; readonly certified: boolean }[] {
  return recipients.map(({ address, kind }) => ({ address, certified: kind === "certificato" }));
}

function text(instant: number): string {
  return new Date(instant).toISOString();
}
