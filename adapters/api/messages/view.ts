/**
 * A message as the API shows it: a fold of its events, and of nothing else.
 *
 * @module
 */
import { addressKey } from "../../../events/address.ts";
import type { Instant } from "../../../events/instant.ts";
import type { MessageRequest, OutgoingEvent, ReceiptType } from "../../../events/outgoing.ts";
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import { textOfInstant } from "../schemas.ts";
import type { Message, Recipient } from "./schemas.ts";

/** What X-TipoRicevuta is called here. */
const RECEIPT_TYPES: Readonly<Record<ReceiptType, Message["receipt_type"]>> = {
  completa: "complete",
  breve: "brief",
  sintetica: "synthetic",
};

/** A message under way from one event to the next. */
interface Draft {
  message: Omit<Message, "recipients">;
  /** By address key. */
  readonly recipients: Map<string, Recipient>;
}

/**
 * The message.
 *
 * @param events all of `outgoing-…`; none while it is only scheduled.
 * @param scheduled all of `scheduled-…`; none where it was sent at once.
 * @throws {Error} where both are empty.
 */
export function messageOf(
  events: readonly OutgoingEvent[],
  scheduled: readonly ScheduledEvent[] = [],
): Message {
  let draft: Draft | null = null;
  for (const event of scheduled) draft = afterScheduled(draft, event);
  for (const event of events) draft = afterOutgoing(draft, event);
  if (draft === null) throw new Error("Cannot show a message of which no event is known");
  return { ...draft.message, recipients: [...draft.recipients.values()] };
}

function afterScheduled(draft: Draft | null, event: ScheduledEvent): Draft | null {
  if (event.type === "scheduled.planned") {
    const { pecId, account, at, recipients } = event;
    const message = {
      ...beginning({ ...event, pecId, account }, at),
      ...said(event),
      state: "scheduled" as const,
      submitted_at: null,
      send_at: textOfInstant(event.sendAt),
    };
    return { message, recipients: untouched(recipients, "not_sent", at) };
  }
  if (draft === null) return draft;
  const { message } = draft;
  switch (event.type) {
    case "scheduled.moved":
      draft.message = { ...message, send_at: textOfInstant(event.sendAt) };
      break;
    case "scheduled.cancelled":
      draft.message = { ...message, state: "cancelled" };
      break;
    case "scheduled.failed":
      draft.message = { ...message, state: "failed", refusal: { code: event.reason, detail: "" } };
  }
  return draft;
}

function afterOutgoing(draft: Draft | null, event: OutgoingEvent): Draft | null {
  if (event.type === "outgoing.submitted") {
    const { at } = event;
    const message = beginning(event, at);
    if (draft === null) return { message, recipients: new Map() };
    // The instants of the plan stay; what the caller has said of it comes once more.
    const { created_at, send_at } = draft.message;
    draft.message = { ...message, created_at, send_at };
    return draft;
  }
  if (draft === null) return draft;
  const { message } = draft;
  switch (event.type) {
    case "outgoing.requested":
      draft.message = { ...message, ...said(event) };
      return draft;
    case "outgoing.accepted": {
      draft.message = { ...message, state: "accepted" };
      return { ...draft, recipients: untouched(event.recipients, "in_transit", event.at) };
    }
    case "outgoing.refused": {
      const refusal = { code: event.fault, detail: event.about };
      draft.message = { ...message, state: "refused", refusal };
      return { ...draft, recipients: untouched(event.recipients, "not_sent", event.at) };
    }
    case "outgoing.infected": {
      const refusal = { code: "virus" as const, detail: event.signature };
      draft.message = { ...message, state: "virus", refusal };
      return { ...draft, recipients: untouched(event.recipients, "not_sent", event.at) };
    }
    default:
      move(draft.recipients, event);
      return draft;
  }
}

function beginning(
  { pecId, account, subject, size, receipt }: {
    readonly pecId: string;
    readonly account: string;
    readonly subject: string;
    readonly size: number;
    readonly receipt: ReceiptType;
  },
  at: Instant,
): Omit<Message, "recipients"> {
  return {
    id: pecId.slice(0, pecId.lastIndexOf("@")),
    pec_id: pecId,
    mailbox: account,
    state: "accepted",
    refusal: null,
    subject,
    size,
    reference: null,
    metadata: {},
    created_at: textOfInstant(at),
    submitted_at: textOfInstant(at),
    send_at: null,
    receipt_type: RECEIPT_TYPES[receipt],
  };
}

function said({ reference, metadata }: MessageRequest): Pick<Message, "reference" | "metadata"> {
  return { reference: reference ?? null, metadata: metadata ?? {} };
}

function untouched(
  recipients: Extract<OutgoingEvent, { type: "outgoing.accepted" }>["recipients"],
  state: "in_transit" | "not_sent",
  at: Instant,
): Map<string, Recipient> {
  return new Map(recipients.map(({ address, kind }) => {
    const certified = kind === "certificato";
    const recipient: Recipient = {
      address,
      certified,
      // Of who is not certified nobody will ever say that the message has arrived.
      state: state === "in_transit" && !certified ? "external" : state,
      reason: null,
      updated_at: textOfInstant(at),
      provider: null,
    };
    return [addressKey(address), recipient];
  }));
}

/** States that are the last word, whatever a relay says afterwards. */
const LAST: ReadonlySet<Recipient["state"]> = new Set(["delivered", "virus"]);
/** Where a presa in carico has something to say: it undoes no end that the sender was told of. */
const CHARGEABLE: ReadonlySet<Recipient["state"]> = new Set(["in_transit", "overdue_12h"]);

/** How an event moves the recipients that it names. */
interface Move {
  readonly to: readonly string[];
  readonly change: Pick<Recipient, "state"> & Partial<Pick<Recipient, "reason" | "provider">>;
}

function move(recipients: Map<string, Recipient>, event: OutgoingEvent): void {
  const moved = moveOf(event);
  if (moved === null) return;
  const { to, change } = moved;
  for (const address of to) {
    const key = addressKey(address);
    const known = recipients.get(key);
    if (!known || !mayMove(known.state, change.state)) continue;
    const updated_at = textOfInstant(event.at);
    recipients.set(key, { ...known, reason: null, ...change, updated_at });
  }
}

function mayMove(from: Recipient["state"], to: Recipient["state"]): boolean {
  if (to === "taken_in_charge") return CHARGEABLE.has(from);
  return to === "delivered" || !LAST.has(from);
}

/** Null for what moves nobody: that a hop has the envelope, that a notice lies in the mailbox. */
function moveOf(event: OutgoingEvent): Move | null {
  switch (event.type) {
    case "outgoing.taken-in-charge": {
      const { recipients: to, provider } = event;
      return { to, change: { state: "taken_in_charge", provider } };
    }
    case "outgoing.delivered": {
      const { recipient, provider } = event;
      return { to: [recipient], change: { state: "delivered", provider } };
    }
    case "outgoing.overdue": {
      const state = event.hours === 12 ? "overdue_12h" : "timed_out";
      return { to: [event.recipient], change: { state } };
    }
    case "outgoing.relay-failed": {
      const { recipient, error, code, detail } = event;
      const reason = { code: error, detail: `${code} ${detail}`.trim() };
      return { to: [recipient], change: { state: "failed", reason } };
    }
    case "outgoing.failed": {
      const { recipient, provider, error } = event;
      const reason = { code: error, detail: "" };
      return { to: [recipient], change: { state: "failed", reason, provider } };
    }
    case "outgoing.virus-reported": {
      const { recipient, provider, description } = event;
      const reason = { code: "virus" as const, detail: description };
      return { to: [recipient], change: { state: "virus", reason, provider } };
    }
    default:
      return null;
  }
}
