/**
 * What a command leads to, and what it may look at.
 *
 * @module
 */
import type { UserPassword } from "../../accounts/logins.ts";
import type { Instant } from "../../../events/instant.ts";
import type { ContentSummary, Envelope, Peer, Transaction } from "./handler.ts";
import type { SmtpLimits } from "./limits.ts";
import type { Reply } from "./reply.ts";
import type { Role } from "./role.ts";
import type { Commanding, State } from "./state.ts";

/**
 * What the outside has to do for a session, in order. `authenticate`, `sender`, `recipient` and
 * `finish` want an answer; `secure` wants to be told when TLS stands. Before `secure` and `close`
 * all replies go out.
 */
export type Action =
  | { readonly action: "authenticate"; readonly credentials: UserPassword }
  | { readonly action: "sender"; readonly envelope: Envelope }
  | { readonly action: "recipient"; readonly recipient: string; readonly envelope: Envelope }
  | { readonly action: "open"; readonly transaction: Transaction }
  | { readonly action: "write"; readonly bytes: Uint8Array }
  | { readonly action: "finish"; readonly content: ContentSummary }
  | { readonly action: "abort" }
  | { readonly action: "secure" }
  | { readonly action: "close" };

/** What is known of the client beyond the state of its commands. */
export interface Client {
  readonly peer: Peer;
  /** The account that logged in. */
  readonly account: string | null;
  /** Messages that were accepted or refused so far. */
  readonly messages: number;
  /** Wrong credentials so far. */
  readonly authenticationFailures: number;
}

/** What a command may look at. */
export interface Context {
  readonly role: Role;
  readonly limits: SmtpLimits;
  /** The server's own host name. */
  readonly name: string;
  readonly client: Client;
  readonly state: Commanding;
  readonly now: Instant;
}

/** What a command leads to. What is absent stays as it was. */
export interface Outcome {
  readonly reply?: Reply;
  readonly state?: State;
  readonly client?: Client;
  readonly action?: Action;
}

/** One SMTP command: `argument` is what followed the verb, without surrounding spaces. */
export type Verb = (context: Context, argument: string) => Outcome;

/** Only a reply; everything stays as it was. */
export function answer(reply: Reply): Outcome {
  return { reply };
}

/** The last reply of a connection. */
export function goodbye(reply: Reply): Outcome {
  return { reply, state: { at: "closed" }, action: { action: "close" } };
}
