/**
 * A message as the API shows it: a fold of its events, and of nothing else.
 *
 * @module
 */
import { addressKey, localPartOf } from "../../../events/address.ts";
import type { Instant } from "../../../events/instant.ts";
import type { MessageRequest, OutgoingEvent, RecipientKind } from "../../../events/outgoing.ts";
import {
  acceptedState,
  moveOf,
  type RecipientState,
  statesBefore,
} from "../../../events/recipient_state.ts";
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import { RECEIPT_TYPES } from "../receipt_types.ts";
import { textOfInstant } from "../schemas.ts";
import type { Message, Recipient } from "./schemas.ts";

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
    const message = {
      ...beginning(event),
      ...said(event),
      state: "scheduled" as const,
      submitted_at: null,
      send_at: textOfInstant(event.sendAt),
    };
    return { message, recipients: standing(event.recipients, () => "not_sent", event.at) };
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
    const message = beginning(event);
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
      return { ...draft, recipients: standing(event.recipients, acceptedState, event.at) };
    }
    case "outgoing.refused": {
      const refusal = { code: event.fault, detail: event.about };
      draft.message = { ...message, state: "refused", refusal };
      return { ...draft, recipients: standing(event.recipients, () => "not_sent", event.at) };
    }
    case "outgoing.infected": {
      const refusal = { code: "virus" as const, detail: event.signature };
      draft.message = { ...message, state: "virus", refusal };
      return { ...draft, recipients: standing(event.recipients, () => "not_sent", event.at) };
    }
    default:
      move(draft.recipients, event);
      return draft;
  }
}

function beginning(
  { pecId, account, subject, size, receipt, at }: Extract<
    OutgoingEvent | ScheduledEvent,
    { type: "outgoing.submitted" | "scheduled.planned" }
  >,
): Omit<Message, "recipients"> {
  return {
    id: localPartOf(pecId),
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

function standing(
  recipients: Extract<OutgoingEvent, { type: "outgoing.accepted" }>["recipients"],
  stateOf: (kind: RecipientKind) => RecipientState,
  at: Instant,
): Map<string, Recipient> {
  return new Map(recipients.map(({ address, kind }) => {
    const recipient: Recipient = {
      address,
      certified: kind === "certificato",
      state: stateOf(kind),
      reason: null,
      updated_at: textOfInstant(at),
      provider: null,
    };
    return [addressKey(address), recipient];
  }));
}

/** What an event changes for the recipients that it names. */
function move(recipients: Map<string, Recipient>, event: OutgoingEvent): void {
  const moved = moveOf(event);
  if (moved === null) return;
  const { state, addresses } = moved;
  const before = statesBefore(state);
  const change = { state, reason: reasonOf(event), updated_at: textOfInstant(event.at) };
  const issuer = "provider" in event ? { provider: event.provider } : {};
  for (const address of addresses) {
    const key = addressKey(address);
    const known = recipients.get(key);
    if (known && before.includes(known.state)) {
      recipients.set(key, { ...known, ...change, ...issuer });
    }
  }
}

function reasonOf(event: OutgoingEvent): Recipient["reason"] {
  switch (event.type) {
    case "outgoing.relay-failed":
      return { code: event.error, detail: `${event.code} ${event.detail}`.trim() };
    case "outgoing.failed":
      return { code: event.error, detail: "" };
    case "outgoing.virus-reported":
      return { code: "virus", detail: event.description };
    default:
      return null;
  }
}
