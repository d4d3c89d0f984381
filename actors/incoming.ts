/**
 * What arrives: Incoming Point and Delivery Point (RFC 6109 §3.2, §3.3). One stream per document: a
 * copy that is relayed again is recognised.
 *
 * @module
 */
import type { IncomingEvent } from "../events/incoming.ts";
import type { Instant } from "../events/instant.ts";
import type { Actor, Decision, Elapse, Pending } from "./actor.ts";
import {
  type AnomalyCommand,
  anomalyReceived,
  type AnomalyTask,
  evolveAnomaly,
  type IncomingAnomaly,
  isAnomalyOpen,
  receiveAnomaly,
  settleAnomaly,
} from "./incoming_anomaly.ts";
import {
  decideEnvelope,
  type EnvelopeCommand,
  envelopeDeadline,
  envelopeEffects,
  envelopeReceived,
  type EnvelopeTask,
  evolveEnvelope,
  giveUp,
  type IncomingEnvelope,
  receiveEnvelope,
} from "./incoming_envelope.ts";
import {
  evolveNotice,
  type IncomingNotice,
  isNoticeOpen,
  type NoticeCommand,
  noticeReceived,
  type NoticeTask,
  receiveNotice,
  settleNotice,
} from "./incoming_notice.ts";

/** What may be asked of what has arrived. */
export type IncomingCommand = EnvelopeCommand | NoticeCommand | AnomalyCommand;

/** What it owes the world. */
export type IncomingEffect =
  & { readonly key: string; readonly lane: string }
  & (EnvelopeTask | NoticeTask | AnomalyTask);

/** The state of a stream `incoming-…`. */
export type IncomingState =
  | { readonly phase: "new" }
  | IncomingEnvelope
  | IncomingNotice
  | IncomingAnomaly;

/** The actor of what arrives. */
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
      return envelopeReceived(state.phase === "envelope" ? state : null, event);
    case "incoming.notice-received":
      return noticeReceived(state.phase === "notice" ? state : null, event);
    case "incoming.anomaly-received":
      return anomalyReceived(state.phase === "anomaly" ? state : null, event);
  }
  switch (state.phase) {
    case "envelope":
      return evolveEnvelope(state, event);
    case "notice":
      return evolveNotice(state, event);
    case "anomaly":
      return evolveAnomaly(state, event);
    case "new":
      throw new Error(`Cannot apply ${event.type}: nothing has arrived yet`);
  }
}

function decide(
  state: IncomingState,
  command: IncomingCommand | Elapse,
  now: Instant,
): Decision<IncomingEvent> {
  switch (command.type) {
    case "envelope":
      return state.phase === "new" || state.phase === "envelope"
        ? receiveEnvelope(state.phase === "new" ? null : state, command, now)
        : WRONG_FORM;
    case "notice":
      return state.phase === "new" || state.phase === "notice"
        ? receiveNotice(state.phase === "new" ? null : state, command.arrival, now)
        : WRONG_FORM;
    case "anomaly":
      return state.phase === "new" || state.phase === "anomaly"
        ? receiveAnomaly(state.phase === "new" ? null : state, command.arrival, now)
        : WRONG_FORM;
    case "settled":
      return state.phase === "notice" ? settleNotice(state, command, now) : [];
    case "anomaly-settled":
      return state.phase === "anomaly" ? settleAnomaly(state, command.deliveries, now) : [];
    case "elapse":
      return state.phase === "envelope" ? giveUp(state, now) : [];
    default:
      return state.phase === "envelope" ? decideEnvelope(state, command, now) : [];
  }
}

const WRONG_FORM = {
  refused: "wrong-form",
  detail: "the stream holds a document of another form",
};

function pending(state: IncomingState): Pending<IncomingEffect> {
  switch (state.phase) {
    case "new":
      return { effects: [], deadline: null };
    case "envelope":
      return { effects: envelopeEffects(state), deadline: envelopeDeadline(state) };
    case "notice":
      return {
        effects: isNoticeOpen(state) ? [{ type: "settle", key: "settle", lane: "store" }] : [],
        deadline: null,
      };
    case "anomaly":
      return { effects: isAnomalyOpen(state) ? [DELIVER_ANOMALY] : [], deadline: null };
  }
}

const DELIVER_ANOMALY = {
  type: "deliver-anomaly",
  key: "deliver-anomaly",
  lane: "store",
} as const;
