/**
 * The states of a session (RFC 9051 §3).
 *
 * @module
 */
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Selection } from "./selection.ts";

/** Nobody has logged in. */
export interface Unauthenticated {
  readonly at: "unauthenticated";
}

/** A holder has logged in. */
export interface Authenticated {
  readonly at: "authenticated";
  readonly mailbox: HolderMailbox;
}

/** A folder is selected. */
export interface Selected {
  readonly at: "selected";
  readonly mailbox: HolderMailbox;
  readonly selection: Selection;
}

/** The session has ended. */
export interface Over {
  readonly at: "over";
}

/** A state. */
export type State = Unauthenticated | Authenticated | Selected | Over;
