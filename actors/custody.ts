/**
 * Who may still see what the log says: which messages are held, what has been erased because it was
 * old enough, and what was handed over. The one stream of its kind is `custody-messages`.
 *
 * @module
 */
import {
  type CustodyEvent,
  type Erased,
  type Exported,
  MAX_ERASED_DAYS,
  MAX_ERASED_STREAMS,
} from "../events/custody.ts";
import type { Instant } from "../events/instant.ts";
import { type LegalDay, startOfLegalDay } from "../events/legal_day.ts";
import { endOfRetention, RETENTION_MONTHS } from "../events/retention.ts";
import type { StreamId } from "../events/store.ts";
import { type Actor, type Decision, type Elapse, type Refusal, refusal } from "./actor.ts";

/** The key of the one stream. */
export const CUSTODY_KEY = "messages";

/** What may be erased together of one message, or of an arrival that is about none. */
export interface ErasableMessage {
  /** The identificativo; empty where the streams are about none. */
  readonly pecId: string;
  /** Streams about it, `outgoing-…`, `incoming-…` and `scheduled-…`. */
  readonly streams: readonly StreamId[];
  /** How many events these have. */
  readonly events: number;
}

/** What may be asked. */
export type CustodyCommand =
  | { readonly type: "hold"; readonly pecId: string; readonly reason: string }
  | { readonly type: "release"; readonly pecId: string; readonly reason: string }
  | {
    readonly type: "erase";
    /** Everything that is to be erased is older. */
    readonly before: Instant;
    readonly messages: readonly ErasableMessage[];
    /** Days whose sealed files are to be destroyed. */
    readonly days: readonly LegalDay[];
  }
  /** Something has been made that will be handed over now. */
  | { readonly type: "export"; readonly exported: Omit<Exported, "type" | "at"> };

/** A message that must not be erased. */
export interface Hold {
  readonly since: Instant;
  readonly reason: string;
}

/** The state of the stream: it grows with the holds alone. */
export interface CustodyState {
  /** By identificativo. */
  readonly held: ReadonlyMap<string, Hold>;
}

/** The actor. It owes the world nothing. */
export const custody: Actor<CustodyState, CustodyCommand, CustodyEvent, never> = {
  kind: "custody",
  initial: () => ({ held: new Map() }),
  evolve,
  decide,
  pending: () => ({ effects: [], deadline: null }),
};

function evolve({ held }: CustodyState, event: CustodyEvent): CustodyState {
  switch (event.type) {
    case "custody.held":
      return { held: new Map(held).set(event.pecId, { since: event.at, reason: event.reason }) };
    case "custody.released":
      return { held: new Map([...held].filter(([pecId]) => pecId !== event.pecId)) };
    case "custody.erased":
    case "custody.exported":
      return { held };
  }
}

function decide(
  state: CustodyState,
  command: CustodyCommand | Elapse,
  now: Instant,
): Decision<CustodyEvent> {
  switch (command.type) {
    case "hold":
    case "release":
      return decideHold(state, command, now);
    case "erase":
      return erasureFault(state, command, now) ?? erasure(command, now);
    case "export":
      return [{ type: "custody.exported", at: now, ...command.exported }];
    case "elapse":
      return [];
  }
}

function decideHold(
  { held }: CustodyState,
  { type, pecId, reason }: Extract<CustodyCommand, { type: "hold" | "release" }>,
  now: Instant,
): Decision<CustodyEvent> {
  if (reason.trim() === "" || reason.length > 1000) {
    return refusal("no-reason", "a reason of 1 to 1000 characters must be given");
  }
  if (held.has(pecId) === (type === "hold")) return [];
  return [{ type: type === "hold" ? "custody.held" : "custody.released", at: now, pecId, reason }];
}

type Erase = Extract<CustodyCommand, { type: "erase" }>;

/** Why something must stay; null where all may go. */
function erasureFault(
  { held }: CustodyState,
  { before, messages, days }: Erase,
  now: Instant,
): Refusal | null {
  // RFC 6109 §2.3: whatever is configured, and whoever asks.
  if (before > endOfRetention(now, RETENTION_MONTHS)) {
    return refusal("too-young", `the log is kept for ${RETENTION_MONTHS} months (RFC 6109 §2.3)`);
  }
  const young = days.find((day) => startOfLegalDay(day, 1) > before);
  if (young !== undefined) return refusal("too-young", `the file of ${young} is not old enough`);
  const kept = messages.find(({ pecId }) => held.has(pecId));
  if (kept) return refusal("held", `the message ${kept.pecId} is held`);
  const streams = streamsOf(messages);
  if (streams.length > MAX_ERASED_STREAMS || days.length > MAX_ERASED_DAYS) {
    return refusal("too-many", `one erasure names ${MAX_ERASED_STREAMS} streams at most`);
  }
  // Mailboxes and accounts are their holders'; the log of the log is no message.
  const other = streams.find((stream) => !/^(?:outgoing|incoming|scheduled)-/.test(stream));
  return other === undefined ? null : refusal("no-message", `${other} is no stream of a message`);
}

function erasure({ before, messages, days }: Erase, now: Instant): readonly Erased[] {
  const streams = streamsOf(messages);
  if (streams.length === 0 && days.length === 0) return [];
  const events = messages.reduce((sum, message) => sum + message.events, 0);
  return [{ type: "custody.erased", at: now, before, streams, events, days: [...days] }];
}

function streamsOf(messages: readonly ErasableMessage[]): StreamId[] {
  return messages.flatMap(({ streams }) => streams);
}
