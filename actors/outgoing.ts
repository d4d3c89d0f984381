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
  MessageRequest,
  OutgoingEvent,
  ReceiptType,
  RecipientKind,
} from "../events/outgoing.ts";
import type { Rope } from "../events/rope.ts";
import type { Seal } from "../events/seal.ts";
import { type Actor, type Decision, type Elapse, type Pending, refusal } from "./actor.ts";
import { firstFault, type FormalFacts } from "./formal_checks.ts";
import { nextOverdue, overdueBy, type OverdueHours, type OverdueNotice } from "./overdue.ts";

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
  | {
    readonly type: "submit";
    readonly submission: Submission;
    readonly facts: FormalFacts;
    /** What the scanner found; null for nothing. */
    readonly virus: string | null;
    /** Under which idempotency key; absent where there was none. */
    readonly request?: MessageRequest;
  }
  | { readonly type: "answered"; readonly messageId: string; readonly seal: Seal }
  | {
    readonly type: "handed-over";
    readonly hop: string;
    readonly reply: string;
    readonly taken: readonly string[];
    readonly refused: readonly RelayRefusal[];
    readonly seal: Seal;
  }
  | {
    readonly type: "failure-notified";
    readonly recipient: string;
    readonly messageId: string;
    /** Absent where the notice is an ordinary delivery status notification. */
    readonly seal?: Seal;
  }
  | {
    readonly type: "virus-notified";
    readonly recipient: string;
    readonly messageId: string;
    readonly seal: Seal;
  }
  | {
    readonly type: "overdue-notified";
    readonly recipient: string;
    readonly hours: OverdueHours;
    readonly messageId: string;
    readonly seal: Seal;
  }
  | { readonly type: "bounced"; readonly refusal: RelayRefusal }
  | {
    readonly type: "virus-reported";
    readonly recipient: string;
    readonly provider: string;
    readonly messageId: string;
    readonly description: string;
  }
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
  }
  /** Tell the sender of a virus that the provider of a recipient has found. */
  | {
    readonly type: "notify-virus";
    readonly key: string;
    readonly lane: string;
    readonly recipient: string;
  }
  /** Tell the sender that nothing has been heard of a recipient for 12 or 24 hours. */
  | {
    readonly type: "notify-overdue";
    readonly key: string;
    readonly lane: string;
    readonly recipient: string;
    readonly notice: OverdueNotice;
  };

/** How far the message has come for one recipient. */
export interface RecipientProgress extends ClassifiedRecipient {
  readonly transport: "waiting" | "dispatched" | "failed";
  /** Set once the envelope could not be handed over. */
  readonly failure?: RelayRefusal & { readonly at: Instant };
  /** Set once the receiving provider has found a virus. */
  readonly virus?: { readonly description: string; readonly at: Instant };
  readonly failureNotified: boolean;
  readonly overdue: readonly OverdueNotice[];
  readonly takenInCharge: boolean;
  readonly outcome: "delivered" | "failed" | null;
}

/** A message that has been submitted, and the decision on it. */
export interface OutgoingMessage {
  readonly phase: "accepted" | "refused";
  /** The instant of the decision: every document of the Access Point carries it. */
  readonly at: Instant;
  readonly submission: Submission;
  readonly request?: MessageRequest;
  readonly answered: boolean;
  readonly recipients: ReadonlyMap<string, RecipientProgress>;
  readonly relayUntil: Instant;
  readonly fault?: { readonly fault: FormalFault; readonly about: string };
  /** What the scanner found. */
  readonly virus?: string;
}

/** The state of a stream `outgoing-…`. */
export type OutgoingState =
  | { readonly phase: "new" }
  | {
    readonly phase: "submitted";
    readonly submission: Omit<Submission, "recipients">;
    readonly request?: MessageRequest;
  }
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
    case "outgoing.requested": {
      const { type: _type, at: _at, ...request } = event;
      return requested(state, request);
    }
    case "outgoing.accepted":
    case "outgoing.refused":
    case "outgoing.infected":
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
    case "outgoing.virus-reported": {
      const virus = { description: event.description, at: event.at };
      // Its own notice is owed, whatever the sender has been told before (RFC 6109 §2.2.2).
      const owed = { outcome: "failed", virus, failureNotified: false } as const;
      return progress(state, [event.recipient], owed);
    }
    case "outgoing.overdue": {
      const { overdue } = progressOf(state, event.recipient);
      const notice = { hours: event.hours, at: event.at, notified: false };
      return progress(state, [event.recipient], { overdue: [...overdue, notice] });
    }
    case "outgoing.overdue-notified": {
      const overdue = progressOf(state, event.recipient).overdue.map((notice) =>
        notice.hours === event.hours ? { ...notice, notified: true } : notice
      );
      return progress(state, [event.recipient], { overdue });
    }
  }
}

function requested(state: OutgoingState, request: MessageRequest): OutgoingState {
  if (state.phase !== "submitted") {
    throw new Error(`Cannot apply outgoing.requested: the message is ${state.phase}`);
  }
  return { ...state, request };
}

function decided(
  state: OutgoingState,
  event: Extract<
    OutgoingEvent,
    { type: "outgoing.accepted" | "outgoing.refused" | "outgoing.infected" }
  >,
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
    ...(state.request ? { request: state.request } : {}),
    answered: false,
    recipients: new Map(progress.map((recipient) => [addressKey(recipient.address), recipient])),
    relayUntil: accepted ? event.relayUntil : event.at,
    ...(event.type === "outgoing.refused"
      ? { fault: { fault: event.fault, about: event.about } }
      : {}),
    ...(event.type === "outgoing.infected" ? { virus: event.signature } : {}),
  };
}

function untouched(recipient: ClassifiedRecipient): RecipientProgress {
  return {
    ...recipient,
    transport: "waiting",
    failureNotified: false,
    overdue: [],
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
  if (command.type === "elapse") return state.phase === "accepted" ? elapse(state, now) : [];
  if (state.phase === "new" || state.phase === "submitted") {
    return refusal("unknown-message", "no message with this identificativo was submitted here");
  }
  switch (command.type) {
    case "answered": {
      const { messageId, seal } = command;
      return state.answered ? [] : [{ type: "outgoing.answered", at: now, messageId, seal }];
    }
    case "handed-over":
      return handedOver(state, command, now);
    case "failure-notified":
    case "virus-notified":
      return failureNotified(state, command, now);
    case "overdue-notified":
      return overdueNotified(state, command, now);
    case "bounced":
      return bounced(state, command.refusal, now);
    default:
      return correlate(state, command, now);
  }
}

function submit(
  state: OutgoingState,
  { submission, facts, virus, request }: Extract<OutgoingCommand, { type: "submit" }>,
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
  const asked: OutgoingEvent[] = request
    ? [{ type: "outgoing.requested", at: now, ...request }]
    : [];
  return [submitted, ...asked, verdict(recipients, facts, virus, now)];
}

/** RFC 6109 §3.1: the formal checks come first, then the content. */
function verdict(
  recipients: ClassifiedRecipient[],
  facts: FormalFacts,
  virus: string | null,
  at: Instant,
): OutgoingEvent {
  const fault = firstFault(facts);
  if (fault) return { type: "outgoing.refused", at, recipients, ...fault };
  if (virus !== null) return { type: "outgoing.infected", at, recipients, signature: virus };
  return { type: "outgoing.accepted", at, recipients, relayUntil: at + RELAY_LIMIT };
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
  const { hop, reply, seal } = command;
  return [
    ...(taken.length > 0
      ? [{ type: "outgoing.dispatched", at: now, recipients: taken, hop, reply, seal } as const]
      : []),
    ...refused.map((one) => ({ type: "outgoing.relay-failed", at: now, ...one } as const)),
  ];
}

/** Notices of delay first: who has been told of the 24th hour is not told again. */
function elapse(state: OutgoingMessage, now: Instant): OutgoingEvent[] {
  const overdue = [...state.recipients.values()].flatMap((recipient) =>
    overdueBy(recipient, state.at, now).map((hours): OutgoingEvent => ({
      type: "outgoing.overdue",
      at: now,
      recipient: recipient.address,
      hours,
    }))
  );
  return [...overdue, ...giveUp(state, now)];
}

/** A next hop had taken the envelope, and then could not pass it on. */
function bounced(state: OutgoingMessage, refusal: RelayRefusal, now: Instant): OutgoingEvent[] {
  const known = state.recipients.get(addressKey(refusal.recipient));
  // A provider that has taken the envelope in charge answers for it by its own notice.
  if (!known || known.takenInCharge || known.outcome !== null) return [];
  if (known.transport !== "dispatched") return [];
  return [{ type: "outgoing.relay-failed", at: now, ...refusal, recipient: known.address }];
}

/** RFC 6109 §2.2.2: after 24 hours in the queue an error is returned to the user. */
function giveUp(state: OutgoingMessage, now: Instant): OutgoingEvent[] {
  if (now < state.relayUntil) return [];
  return waitingOf(state).map(({ address }) => ({
    type: "outgoing.relay-failed",
    at: now,
    recipient: address,
    error: "altro",
    code: "5.4.7",
    detail: "",
  }));
}

function failureNotified(
  state: OutgoingMessage,
  { type, recipient, ...document }: Extract<
    OutgoingCommand,
    { type: "failure-notified" | "virus-notified" }
  >,
  now: Instant,
): OutgoingEvent[] {
  const known = state.recipients.get(addressKey(recipient));
  if (!known || known.failureNotified) return [];
  // A notice that was under way when the virus was reported does not stand for that of the virus.
  if (type === "failure-notified" && known.virus) return [];
  return [{ type: "outgoing.failure-notified", at: now, recipient: known.address, ...document }];
}

function overdueNotified(
  state: OutgoingMessage,
  { recipient, hours, messageId, seal }: Extract<OutgoingCommand, { type: "overdue-notified" }>,
  now: Instant,
): OutgoingEvent[] {
  const known = state.recipients.get(addressKey(recipient));
  const open = known?.overdue.some((notice) => notice.hours === hours && !notice.notified);
  if (!known || !open) return [];
  const { address } = known;
  return [
    { type: "outgoing.overdue-notified", at: now, recipient: address, hours, messageId, seal },
  ];
}

/** A receipt or notice of another provider. Doubles change nothing; strangers are refused. */
function correlate(
  state: OutgoingMessage,
  command: Extract<
    OutgoingCommand,
    { type: "taken-in-charge" | "delivered" | "failed" | "virus-reported" }
  >,
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
  switch (command.type) {
    case "delivered":
      return [{ type: "outgoing.delivered", ...fact }];
    case "failed":
      return [{ type: "outgoing.failed", ...fact, error: command.error }];
    case "virus-reported":
      return [{ type: "outgoing.virus-reported", ...fact, description: command.description }];
  }
}

function certified(state: OutgoingMessage, address: string): RecipientProgress | undefined {
  const recipient = state.recipients.get(addressKey(address));
  return recipient?.kind === "certificato" ? recipient : undefined;
}

function pending(state: OutgoingState): Pending<OutgoingEffect> {
  if (state.phase === "new" || state.phase === "submitted") return { effects: [], deadline: null };
  const waiting = waitingOf(state);
  const answer = state.answered ? [] : [{ type: "answer", key: "answer", lane: "answer" } as const];
  const notices = [...failureNotices(state), ...overdueNotices(state)];
  return {
    effects: [...answer, ...dispatches(waiting), ...notices],
    deadline: earliest([waiting.length > 0 ? state.relayUntil : null, ...overdueInstants(state)]),
  };
}

function overdueInstants(state: OutgoingMessage): (Instant | null)[] {
  return [...state.recipients.values()].map((recipient) => nextOverdue(recipient, state.at));
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
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

function overdueNotices(state: OutgoingMessage): OutgoingEffect[] {
  return [...state.recipients.values()].flatMap(({ address, overdue }) =>
    overdue.filter(({ notified }) => !notified).map((notice) => ({
      type: "notify-overdue",
      key: `notify-overdue ${notice.hours} ${addressKey(address)}`,
      lane: "answer",
      recipient: address,
      notice,
    } as const))
  );
}

/** Whoever has been told of the 24th hour knows already that the message has failed. */
function failureNotices(state: OutgoingMessage): OutgoingEffect[] {
  return [...state.recipients.values()]
    .filter(({ failureNotified }) => !failureNotified)
    .filter(({ transport, virus, overdue }) =>
      virus !== undefined ||
      (transport === "failed" && !overdue.some(({ hours }) => hours === 24))
    )
    .map(({ address, virus }) => ({
      type: virus ? "notify-virus" : "notify-failure",
      key: `${virus ? "notify-virus" : "notify-failure"} ${addressKey(address)}`,
      lane: "answer",
      recipient: address,
    }));
}

/** The progress of a recipient. Throws for an address that the message does not have. */
export function progressOf(message: OutgoingMessage, address: string): RecipientProgress {
  const known = message.recipients.get(addressKey(address));
  if (!known) throw new Error(`Cannot find the recipient ${address} of the message`);
  return known;
}
