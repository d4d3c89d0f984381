/**
 * The states of a session (RFC 9051 §3).
 *
 * @module
 */
import type { Grant } from "../../accounts/logins.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Selection } from "./selection.ts";

/** Nobody has logged in. */
export interface Unauthenticated {
  readonly at: "unauthenticated";
}

/** What a session has whose holder has logged in. */
export interface LoggedIn {
  readonly login: Grant;
  readonly mailbox: HolderMailbox;
}

/** A holder has logged in. */
export interface Authenticated extends LoggedIn {
  readonly at: "authenticated";
}

/** A folder is selected. */
export interface Selected extends LoggedIn {
  readonly at: "selected";
  readonly selection: Selection;
}

/** The session has ended. */
export interface Over {
  readonly at: "over";
}

/** A state. */
export type State = Unauthenticated | Authenticated | Selected | Over;
