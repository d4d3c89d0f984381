/**
 * A message on the sender's side: the Access Point (RFC 6109 §3.1).
 *
 * @module
 */
import { addressKey, domainOf } from "../events/address.ts";
import { HOUR, type Instant } from "../events/instant.ts";
import type {
  ErrorKind,
  FormalFault,
  OutgoingEvent,
  ReceiptType,
  RecipientKind,
} from "../events/outgoing.ts";
import type { Rope } from "../events/rope.ts";
import type { Actor, Decision, Elapse, Pending, Refusal } from "./actor.ts";
import { firstFault, type FormalFacts } from "./formal_checks.ts";

/** RFC 6109 §2.2.2: the time limit for message idleness. */
export const RELAY_LIMIT = 24 * HOUR;

/** A recipient as the directory classifies its domain. */
export interface ClassifiedRecipient {
  readonly address: string;
  readonly kind: RecipientKind;
}

/** What the Access Point knows of a message when the client has sent its last byte. */
export interface Submission {
  readonly pecId: string;
  readonly account: string;
  readonly sender: string;
  readonly recipients: readonly ClassifiedRecipient[];
  readonly content: Rope;
  readonly size: number;
  readonly msgid?: string;
  readonly subject: string;
  readonly replyTo: string;
  readonly receipt: ReceiptType;
}

/** What may be asked of an outgoing message. */
export type OutgoingCommand =
  | { readonly type: "submit"; readonly submission: Submission; readonly facts: FormalFacts }
  | { readonly type: "answered"; readonly messageId: string }
  | {
    readonly type: "handed-over";
    readonly hop: string;
    readonly reply: string;
    readonly taken: readonly string[];
    readonly refused: readonly RelayRefusal[];
  }
  | { readonly type: "failure-notified"; readonly recipient: string; readonly messageId: string }
  | {
    readonly type: "taken-in-charge";
    readonly recipients: readonly string[];
    readonly provider: string;
    readonly messageId: string;
  }
  | {
    readonly type: "delivered";
    readonly recipient: string;
    readonly provider: string;
    readonly messageId: string;
  }
  | {
    readonly type: "failed";
    readonly recipient: string;
    readonly provider: string;
    readonly error: ErrorKind;
    readonly messageId: string;
  };

/** Why a next hop would not have a recipient. */
export interface RelayRefusal {
  readonly recipient: string;
  readonly error: ErrorKind;
  /** Enhanced status code (RFC 3463). */
  readonly code: string;
  readonly detail: string;
}

/** What an outgoing message owes the world. */
export type OutgoingEffect =
  /** Put the acceptance receipt or the notice of non-acceptance into the sender's mailbox. */
  | { readonly type: "answer"; readonly key: string; readonly lane: string }
  /** Hand the envelope over for the recipients of one domain. */
  | {
    readonly type: "dispatch";
    readonly key: string;
    readonly lane: string;
    readonly domain: string;
    readonly recipients: readonly string[];
  }
  /** Tell the sender that the envelope could not be handed over for a recipient. */
  | {
    readonly type: "notify-failure";
    readonly key: string;
    readonly lane: string;
    readonly recipient: string;
  };

/** How far the message has come for one recipient. */
export interface RecipientProgress extends ClassifiedRecipient {
  readonly transport: "waiting" | "dispatched" | "failed";
  /** Set once the envelope could not be handed over. */
  readonly failure?: RelayRefusal & { readonly at: Instant };
  readonly failureNotified: boolean;
  readonly takenInCharge: boolean;
  readonly outcome: "delivered" | "failed" | null;
}

/** A message that has been submitted, and the decision on it. */
export interface OutgoingMessage {
  readonly phase: "accepted" | "refused";
  /** The instant of the decision: every document of the Access Point carries it. */
  readonly at: Instant;
  readonly submission: Submission;
  readonly answered: boolean;
  readonly recipients: ReadonlyMap<string, RecipientProgress>;
  readonly relayUntil: Instant;
  readonly fault?: { readonly fault: FormalFault; readonly about: string };
}

/** The state of a stream `outgoing-…`. */
export type OutgoingState =
  | { readonly phase: "new" }
  | { readonly phase: "submitted"; readonly submission: Omit<Submission, "recipients"> }
  | OutgoingMessage;

/** The actor of a message on the sender's side. */
export const outgoing: Actor<OutgoingState, OutgoingCommand, OutgoingEvent, OutgoingEffect> = {
  kind: "outgoing",
  initial: () => ({ phase: "new" }),
  evolve,
  decide,
  pending,
};

function evolve(state: OutgoingState, event: OutgoingEvent): OutgoingState {
  switch (event.type) {
    case "outgoing.submitted": {
      const { type: _type, at: _at, recipients: _recipients, ...submission } = event;
      return { phase: "submitted", submission };
    }
    case "outgoing.accepted":
    case "outgoing.refused":
      return decided(state, event);
  }
  if (state.phase === "new" || state.phase === "submitted") {
    throw new Error(`Cannot apply ${event.type}: the message has not been decided on`);
  }
  switch (event.type) {
    case "outgoing.answered":
      return { ...state, answered: true };
    case "outgoing.dispatched":
      return progress(state, event.recipients, { transport: "dispatched" });
    case "outgoing.relay-failed": {
      const { type: _type, ...failure } = event;
      return progress(state, [event.recipient], { transport: "failed", failure });
    }
    case "outgoing.failure-notified":
      return progress(state, [event.recipient], { failureNotified: true });
    case "outgoing.taken-in-charge":
      return progress(state, event.recipients, { takenInCharge: true });
    case "outgoing.delivered":
      return progress(state, [event.recipient], { outcome: "delivered" });
    case "outgoing.failed":
      return progress(state, [event.recipient], { outcome: "failed" });
  }
}

function decided(
  state: OutgoingState,
  event: Extract<OutgoingEvent, { type: "outgoing.accepted" | "outgoing.refused" }>,
): OutgoingMessage {
  if (state.phase !== "submitted") {
    throw new Error(`Cannot apply ${event.type}: the message is ${state.phase}`);
  }
  const accepted = event.type === "outgoing.accepted";
  const progress = accepted ? event.recipients.map(untouched) : [];
  return {
    phase: accepted ? "accepted" : "refused",
    at: event.at,
    submission: { ...state.submission, recipients: event.recipients },
    answered: false,
    recipients: new Map(progress.map((recipient) => [addressKey(recipient.address), recipient])),
    relayUntil: accepted ? event.relayUntil : event.at,
    ...(accepted ? {} : { fault: { fault: event.fault, about: event.about } }),
  };
}

function untouched(recipient: ClassifiedRecipient): RecipientProgress {
  return {
    ...recipient,
    transport: "waiting",
    failureNotified: false,
    takenInCharge: false,
    outcome: null,
  };
}

function progress(
  state: OutgoingMessage,
  addresses: readonly string[],
  change: Partial<RecipientProgress>,
): OutgoingMessage {
  const recipients = new Map(state.recipients);
  for (const address of addresses) {
    const key = addressKey(address);
    const known = recipients.get(key);
    if (known) recipients.set(key, { ...known, ...change });
  }
  return { ...state, recipients };
}

function decide(
  state: OutgoingState,
  command: OutgoingCommand | Elapse,
  now: Instant,
): Decision<OutgoingEvent> {
  if (command.type === "submit") return submit(state, command, now);
  if (command.type === "elapse") return state.phase === "accepted" ? giveUp(state, now) : [];
  if (state.phase === "new" || state.phase === "submitted") {
    return refusal("unknown-message", "no message with this identificativo was submitted here");
  }
  switch (command.type) {
    case "answered":
      return state.answered
        ? []
        : [{ type: "outgoing.answered", at: now, messageId: command.messageId }];
    case "handed-over":
      return handedOver(state, command, now);
    case "failure-notified":
      return failureNotified(state, command, now);
    default:
      return correlate(state, command, now);
  }
}

function submit(
  state: OutgoingState,
  { submission, facts }: Extract<OutgoingCommand, { type: "submit" }>,
  now: Instant,
): Decision<OutgoingEvent> {
  if (state.phase !== "new") {
    return refusal("already-submitted", `${submission.pecId} is in use`);
  }
  const recipients = submission.recipients.map(({ address, kind }) => ({ address, kind }));
  const submitted: OutgoingEvent = {
    type: "outgoing.submitted",
    at: now,
    ...submission,
    recipients: recipients.map(({ address }) => address),
    content: [...submission.content],
  };
  const fault = firstFault(facts);
  return [
    submitted,
    fault
      ? { type: "outgoing.refused", at: now, recipients, ...fault }
      : { type: "outgoing.accepted", at: now, recipients, relayUntil: now + RELAY_LIMIT },
  ];
}

function handedOver(
  state: OutgoingMessage,
  command: Extract<OutgoingCommand, { type: "handed-over" }>,
  now: Instant,
): OutgoingEvent[] {
  const waiting = (address: string) =>
    state.recipients.get(addressKey(address))?.transport === "waiting";
  const taken = command.taken.filter(waiting);
  const refused = command.refused.filter(({ recipient }) => waiting(recipient));
  const { hop, reply } = command;
  return [
    ...(taken.length > 0
      ? [{ type: "outgoing.dispatched", at: now, recipients: taken, hop, reply } as const]
      : []),
    ...refused.map((one) => ({ type: "outgoing.relay-failed", at: now, ...one } as const)),
  ];
}

/** RFC 6109 §2.2.2: after 24 hours in the queue an error is returned to the user. */
function giveUp(state: OutgoingMessage, now: Instant): OutgoingEvent[] {
  if (now < state.relayUntil) return [];
  return waitingOf(state).map(({ address }) => ({
    type: "outgoing.relay-failed",
    at: now,
    recipient: address,
    error: "altro",
    code: "4.4.7",
    detail: "delivery time expired",
  }));
}

function failureNotified(
  state: OutgoingMessage,
  { recipient, messageId }: Extract<OutgoingCommand, { type: "failure-notified" }>,
  now: Instant,
): OutgoingEvent[] {
  const known = state.recipients.get(addressKey(recipient));
  if (!known || known.failureNotified) return [];
  return [{ type: "outgoing.failure-notified", at: now, recipient: known.address, messageId }];
}

/** A receipt or notice of another provider. Doubles change nothing; strangers are refused. */
function correlate(
  state: OutgoingMessage,
  command: Extract<OutgoingCommand, { type: "taken-in-charge" | "delivered" | "failed" }>,
  now: Instant,
): Decision<OutgoingEvent> {
  const { provider, messageId } = command;
  const named = command.type === "taken-in-charge" ? command.recipients : [command.recipient];
  const known = named.map((address) => certified(state, address));
  if (known.includes(undefined)) {
    return refusal("unknown-recipient", `the envelope did not have the recipient ${named}`);
  }
  const recipients = known.filter((recipient) => recipient !== undefined);
  if (command.type === "taken-in-charge") {
    const fresh = recipients.filter((one) => !one.takenInCharge).map((one) => one.address);
    return fresh.length === 0 ? [] : [
      { type: "outgoing.taken-in-charge", at: now, recipients: fresh, provider, messageId },
    ];
  }
  const recipient = recipients[0];
  if (!recipient || recipient.outcome !== null) return [];
  const fact = { at: now, recipient: recipient.address, provider, messageId };
  return command.type === "delivered"
    ? [{ type: "outgoing.delivered", ...fact }]
    : [{ type: "outgoing.failed", ...fact, error: command.error }];
}

function certified(state: OutgoingMessage, address: string): RecipientProgress | undefined {
  const recipient = state.recipients.get(addressKey(address));
  return recipient?.kind === "certificato" ? recipient : undefined;
}

function pending(state: OutgoingState): Pending<OutgoingEffect> {
  if (state.phase === "new" || state.phase === "submitted") return { effects: [], deadline: null };
  const waiting = waitingOf(state);
  const answer = state.answered ? [] : [{ type: "answer", key: "answer", lane: "answer" } as const];
  return {
    effects: [...answer, ...dispatches(waiting), ...failureNotices(state)],
    deadline: waiting.length > 0 ? state.relayUntil : null,
  };
}

function waitingOf(state: OutgoingMessage): RecipientProgress[] {
  return [...state.recipients.values()].filter(({ transport }) => transport === "waiting");
}

function dispatches(waiting: readonly RecipientProgress[]): OutgoingEffect[] {
  const byDomain = Map.groupBy(waiting, ({ address }) => domainOf(address));
  return [...byDomain].map(([domain, recipients]) => ({
    type: "dispatch",
    key: `dispatch ${domain}`,
    lane: `relay ${domain}`,
    domain,
    recipients: recipients.map(({ address }) => address),
  }));
}

function failureNotices(state: OutgoingMessage): OutgoingEffect[] {
  return [...state.recipients.values()]
    .filter(({ transport, failureNotified }) => transport === "failed" && !failureNotified)
    .map(({ address }) => ({
      type: "notify-failure",
      key: `notify-failure ${addressKey(address)}`,
      lane: "answer",
      recipient: address,
    }));
}

function refusal(refused: string, detail: string): Refusal {
  return { refused, detail };
}

/** The progress of a recipient. Throws for an address that the message does not have. */
export function progressOf(message: OutgoingMessage, address: string): RecipientProgress {
  const known = message.recipients.get(addressKey(address));
  if (!known) throw new Error(`Cannot find the recipient ${address} of the message`);
  return known;
}
