/**
 * A message that is to be sent later. It is submitted under the identificativo that it has from the
 * beginning: however often that is tried, there is one message.
 *
 * Before anything is submitted `scheduled.released` is recorded. Whether a cancellation comes in
 * time is decided by the order of this stream alone: it is refused once that event is there, and
 * that event does not come any more once it has been recorded.
 *
 * @module
 */
import { localPartOf } from "../events/address.ts";
import { HOUR, type Instant } from "../events/instant.ts";
import type { ScheduledEvent, ScheduleFailure } from "../events/scheduled.ts";
import {
  type Actor,
  type Decision,
  type Effect,
  type Elapse,
  type Pending,
  type Refusal,
  refusal,
} from "./actor.ts";

/** How far ahead a message may be scheduled. */
export const LONGEST_WAIT = 366 * 24 * HOUR;

/** A message as it was planned. */
export type PlannedMessage = Omit<
  Extract<ScheduledEvent, { type: "scheduled.planned" }>,
  "type" | "at"
>;

/** What may be asked of a scheduled message. */
export type ScheduledCommand =
  | { readonly type: "plan"; readonly message: PlannedMessage }
  | { readonly type: "cancel"; readonly by: string }
  | { readonly type: "move"; readonly by: string; readonly sendAt: Instant }
  /** The Access Point has taken it. */
  | { readonly type: "sent" }
  | { readonly type: "failed"; readonly reason: ScheduleFailure };

/** Why something cannot be done with it. */
export type ScheduledRefusal = Refusal<
  /** A message is planned under this key; it may be the same. */
  | "already-planned"
  /** Its time lies beyond {@linkcode LONGEST_WAIT}. */
  | "too-far"
  /** It is no longer planned: being sent, sent, called off or failed. */
  | "too-late"
  | "unknown-message"
>;

/** What it owes: to be submitted. */
export interface SubmitScheduled extends Effect {
  readonly type: "submit";
}

/** The state of a stream `scheduled-…`. */
export type ScheduledState =
  | { readonly phase: "new" }
  | {
    readonly phase: "planned" | "cancelled" | "released" | "sent" | "failed";
    readonly message: PlannedMessage;
  };

/** The actor of a scheduled message. Its key is the local part of the identificativo. */
export const scheduled: Actor<
  ScheduledState,
  ScheduledCommand,
  ScheduledEvent,
  SubmitScheduled,
  ScheduledRefusal
> = {
  kind: "scheduled",
  // Attempts to submit come at most minutes apart: what wakes later is only waiting for its time.
  rest: HOUR,
  initial: () => ({ phase: "new" }),
  evolve,
  decide,
  pending,
};

/** The key of the stream of an identificativo. */
export function scheduledKey(pecId: string): string {
  return localPartOf(pecId);
}

function evolve(state: ScheduledState, event: ScheduledEvent): ScheduledState {
  if (event.type === "scheduled.planned") {
    const { type: _type, at: _at, ...message } = event;
    return { phase: "planned", message };
  }
  if (state.phase === "new") {
    throw new Error(`Cannot apply ${event.type}: the message has not been planned`);
  }
  const { message } = state;
  switch (event.type) {
    case "scheduled.moved":
      return { phase: "planned", message: { ...message, sendAt: event.sendAt } };
    case "scheduled.cancelled":
      return { phase: "cancelled", message };
    case "scheduled.released":
      return { phase: "released", message };
    case "scheduled.sent":
      return { phase: "sent", message };
    case "scheduled.failed":
      return { phase: "failed", message };
  }
}

function decide(
  state: ScheduledState,
  command: ScheduledCommand | Elapse,
  at: Instant,
): Decision<ScheduledEvent, ScheduledRefusal> {
  switch (command.type) {
    case "plan":
      if (state.phase !== "new") {
        return refusal("already-planned", "a message is planned under this key");
      }
      return tooFar(command.message.sendAt, at) ??
        [{ type: "scheduled.planned", at, ...command.message }];
    case "cancel":
      if (state.phase === "cancelled") return [];
      return tooLate(state) ?? [{ type: "scheduled.cancelled", at, by: command.by }];
    case "move": {
      const { by, sendAt } = command;
      const fault = tooLate(state) ?? tooFar(sendAt, at);
      if (fault !== null) return fault;
      return state.phase === "planned" && state.message.sendAt === sendAt
        ? []
        : [{ type: "scheduled.moved", at, by, sendAt }];
    }
    case "elapse":
      return state.phase === "planned" && state.message.sendAt <= at
        ? [{ type: "scheduled.released", at, pecId: state.message.pecId }]
        : [];
    case "sent":
      return state.phase === "released"
        ? [{ type: "scheduled.sent", at, pecId: state.message.pecId }]
        : [];
    case "failed":
      return state.phase === "released"
        ? [{ type: "scheduled.failed", at, reason: command.reason }]
        : [];
  }
}

function tooLate(state: ScheduledState): ScheduledRefusal | null {
  if (state.phase === "planned") return null;
  return state.phase === "new"
    ? refusal("unknown-message", "no message is planned under this identificativo")
    : refusal("too-late", `the message is ${state.phase}`);
}

function tooFar(sendAt: Instant, now: Instant): ScheduledRefusal | null {
  return sendAt - now > LONGEST_WAIT
    ? refusal("too-far", "a message is scheduled for at most a year ahead")
    : null;
}

function pending(state: ScheduledState): Pending<SubmitScheduled> {
  const effects: SubmitScheduled[] = state.phase === "released"
    ? [{ type: "submit", key: "submit", lane: "submit" }]
    : [];
  return { effects, deadline: state.phase === "planned" ? state.message.sendAt : null };
}
