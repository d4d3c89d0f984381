/**
 * Where a session stands.
 *
 * @module
 */
import type { Maildrop } from "./maildrop.ts";
import type { MarkedMaildrop } from "./marked_maildrop.ts";

/** Nobody has logged in (RFC 1939 §4). */
export interface Authorization {
  readonly at: "authorization";
  /** The last USER; null where PASS may not follow. */
  readonly user: string | null;
}

/** AUTH waits for a line of the client (RFC 5034 §4). */
export interface Authenticating {
  readonly at: "authenticating";
}

/** Credentials are being checked; nothing is read until that is done. */
export interface Checking {
  readonly at: "checking";
}

/** The maildrop is being opened. */
export interface Opening {
  readonly at: "opening";
}

/** The maildrop is open (RFC 1939 §5). */
export interface Transaction {
  readonly at: "transaction";
  readonly drop: MarkedMaildrop;
}

/** A reply of many octets is on its way. */
export interface Sending {
  readonly at: "sending";
  readonly next: Transaction;
}

/** The marked messages are being removed (RFC 1939 §6). */
export interface Update {
  readonly at: "update";
  readonly drop: MarkedMaildrop;
}

/** The TLS handshake that STLS announced is to come. */
export interface Securing {
  readonly at: "securing";
}

/** Nothing more is read. */
export interface Closed {
  readonly at: "closed";
}

/** The states in which a command is awaited. */
export type Commanding = Authorization | Transaction;

/** The state of a session. */
export type State =
  | Commanding
  | Authenticating
  | Checking
  | Opening
  | Sending
  | Update
  | Securing
  | Closed;

/** The maildrop that must be released when the state is left for good. */
export function heldMaildrop(state: State): Maildrop | null {
  if (state.at === "transaction" || state.at === "update") return state.drop.maildrop;
  return state.at === "sending" ? state.next.drop.maildrop : null;
}
