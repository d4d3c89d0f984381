/**
 * The log's own actor: closes its days one after the other, and owes each its seal and the head of
 * each a time stamp (RFC 6109 §2.3). Pure; there is one stream of it.
 *
 * @module
 */
import type { Instant } from "../events/instant.ts";
import { type LegalDay, nextLegalDay, startOfLegalDay } from "../events/legal_day.ts";
import type { DayClosed, DaySealed, HeadStamped, LogEvent } from "../events/log.ts";
import type { Sha256 } from "../events/rope.ts";
import type { Position } from "../events/store.ts";
import type { Actor, Decision, Effect, Elapse, Pending, Refusal } from "./actor.ts";

/** The key of the one stream, `log-days`. */
export const LOG_KEY = "days";

/** Under which name a provider issues documents. */
export interface NamedIssuer {
  readonly name: string;
  readonly domain: string;
  readonly address: string;
  /** The SMTP name. */
  readonly hostname: string;
}

/** What a provider signs with: names of blobs. */
export interface EnrolledSigner {
  readonly certificate: Sha256;
  readonly chain: Sha256[];
}

/** What may be asked of the log. */
export type LogCommand =
  /**
   * Begins to close days, with `day`; nothing new where it has begun. To `reopen` is to go on under
   * another name, which a log gets that has lost events.
   */
  | {
    readonly type: "open" | "reopen";
    readonly origin: string;
    readonly key: string;
    readonly day: LegalDay;
  }
  | ({ readonly type: "closed" } & Omit<DayClosed, "type" | "at">)
  | ({ readonly type: "sealed" } & Omit<DaySealed, "type" | "at">)
  | ({ readonly type: "stamped" } & Omit<HeadStamped, "type" | "at">)
  | ({ readonly type: "name-issuer" } & NamedIssuer)
  | ({ readonly type: "enroll-signer" } & EnrolledSigner);

/** The log belongs to another origin, or its heads are signed with another key. */
export type LogRefusal = Refusal<"other-log">;

/** What the log owes. */
export type LogEffect =
  /** A day is over; its first position is known. */
  | (Effect & {
    readonly type: "close-day";
    readonly day: LegalDay;
    readonly first: Position;
  })
  /** A closed day has no file yet; `previous` is the digest of the file before, null at first. */
  | (Effect & {
    readonly type: "seal-day";
    readonly closed: DayClosed;
    readonly previous: Sha256 | null;
  })
  /** The head with which a day was closed has no time stamp yet. */
  | (Effect & { readonly type: "stamp-head"; readonly size: number });

/** What is remembered: little, however long the log is. */
export interface LogState {
  /** Null until it is opened. */
  readonly log: { readonly origin: string; readonly key: string } | null;
  /** The day to be closed next; null until the log is opened. */
  readonly next: LegalDay | null;
  /** The last position of the days that are closed. */
  readonly last: Position;
  /** Closed days without a file, in their order. */
  readonly unsealed: readonly DayClosed[];
  /** The digest of the last file. */
  readonly sealed: Sha256 | null;
  /** Sizes of the days' heads that have no time stamp, in their order. */
  readonly unstamped: readonly number[];
  readonly issuer: NamedIssuer | null;
  readonly signers: readonly EnrolledSigner[];
}

/** Opens, closes, seals, stamps. */
export const logDays: Actor<LogState, LogCommand, LogEvent, LogEffect, LogRefusal> = {
  kind: "log",
  initial: () => ({
    log: null,
    next: null,
    last: 0,
    unsealed: [],
    sealed: null,
    unstamped: [],
    issuer: null,
    signers: [],
  }),
  evolve,
  decide,
  pending,
};

function evolve(state: LogState, event: LogEvent): LogState {
  switch (event.type) {
    case "log.opened":
      return { ...state, log: { origin: event.origin, key: event.key }, next: event.day };
    case "log.day-closed":
      return {
        ...state,
        next: nextLegalDay(event.day),
        last: event.last,
        unsealed: [...state.unsealed, event],
        unstamped: [...state.unstamped, event.size],
      };
    case "log.day-sealed":
      return { ...state, unsealed: state.unsealed.slice(1), sealed: event.digest };
    case "log.head-stamped":
      return { ...state, unstamped: state.unstamped.filter((size) => size !== event.size) };
    case "log.issuer-named":
      return { ...state, issuer: event };
    case "log.signer-enrolled":
      return { ...state, signers: [...state.signers, event] };
  }
}

function decide(
  state: LogState,
  command: LogCommand | Elapse,
  at: Instant,
): Decision<LogEvent, LogRefusal> {
  switch (command.type) {
    case "open":
    case "reopen":
      return open(state, command, at);
    case "closed":
      // Closed by another process meanwhile: the same day is not closed twice.
      return command.day === state.next && command.first === state.last + 1
        ? [{ ...command, type: "log.day-closed", at }]
        : [];
    case "sealed":
      return command.day === state.unsealed[0]?.day
        ? [{ ...command, type: "log.day-sealed", at }]
        : [];
    case "stamped":
      return [{ ...command, type: "log.head-stamped", at }];
    case "name-issuer":
      return isSameIssuer(state.issuer, command)
        ? []
        : [{ ...command, type: "log.issuer-named", at }];
    case "enroll-signer":
      return state.signers.some((signer) => isSameSigner(signer, command))
        ? []
        : [{ ...command, type: "log.signer-enrolled", at }];
    case "elapse":
      // What falls due is an effect: a day is closed by what has looked at it.
      return [];
  }
}

function open(
  { log, next }: LogState,
  { type, origin, key, day }: Extract<LogCommand, { type: "open" | "reopen" }>,
  at: Instant,
): Decision<LogEvent, LogRefusal> {
  if (log?.origin === origin && log.key === key) return [];
  if (log === null || type === "reopen") {
    return [{ type: "log.opened", at, origin, key, day: next ?? day }];
  }
  return { refused: "other-log", detail: `it is ${log.origin} with the key ${log.key}` };
}

function isSameIssuer(one: NamedIssuer | null, other: NamedIssuer): boolean {
  return one !== null && one.name === other.name && one.domain === other.domain &&
    one.address === other.address && one.hostname === other.hostname;
}

function isSameSigner(one: EnrolledSigner, other: EnrolledSigner): boolean {
  return one.certificate === other.certificate && one.chain.join() === other.chain.join();
}

/**
 * One close, one seal and one stamp at a time, each kind in the order of the days: a day has no
 * gap before it, and its file names the file before. None of the three waits for another kind.
 */
function pending(state: LogState, now: Instant): Pending<LogEffect> {
  const { next, last, unsealed: [closed], sealed, unstamped: [size] } = state;
  const effects: LogEffect[] = [];
  const over = next === null ? null : startOfLegalDay(next, 1);
  const due = over !== null && over <= now;
  if (next !== null && due) {
    const key = `close ${next}`;
    effects.push({ type: "close-day", key, lane: "close", day: next, first: last + 1 });
  }
  if (closed !== undefined) {
    const key = `seal ${closed.day}`;
    effects.push({ type: "seal-day", key, lane: "seal", closed, previous: sealed });
  }
  if (size !== undefined) {
    effects.push({ type: "stamp-head", key: `stamp ${size}`, lane: "stamp", size });
  }
  return { effects, deadline: due ? null : over };
}
