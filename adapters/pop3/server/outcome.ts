/**
 * What a command leads to, and what it may look at.
 *
 * @module
 */
import type { Maildrop } from "./maildrop.ts";
import type { Commanding, State, Transaction } from "./state.ts";

/** Octets of a reply. */
export type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * What the outside has to do for a session, in order. The first four want an answer; `secure` wants
 * to be told when TLS stands. Before `secure` and `close` all replies go out.
 */
export type Action =
  | { readonly action: "authenticate"; readonly user: string; readonly password: string }
  | { readonly action: "open"; readonly account: string }
  | { readonly action: "send"; readonly content: Content }
  | { readonly action: "remove"; readonly maildrop: Maildrop; readonly uids: readonly number[] }
  | { readonly action: "release"; readonly maildrop: Maildrop }
  | { readonly action: "secure" }
  | { readonly action: "close" };

/** What a command may look at. */
export interface Context<S extends Commanding> {
  /** Whether the connection runs over TLS. */
  readonly secure: boolean;
  readonly state: S;
}

/** What a command leads to. What is absent stays as it was. */
export interface Outcome {
  readonly reply?: string;
  readonly state?: State;
  readonly action?: Action;
  /** The command was refused for itself: it counts as an error of the client. */
  readonly misuse?: true;
}

/** One POP3 command: `argument` is what followed the keyword, for PASS every space but the first. */
export type Verb<S extends Commanding> = (context: Context<S>, argument: string) => Outcome;

/** Only a reply; everything stays as it was. */
export function answer(reply: string): Outcome {
  return { reply };
}

/** Only a reply, to a command that was refused for itself. */
export function misuse(reply: string): Outcome {
  return { reply, misuse: true };
}

/** A reply that is sent piece by piece. */
export function send(content: Content, next: Transaction): Outcome {
  return { state: { at: "sending", next }, action: { action: "send", content } };
}

/** The last reply of a connection; an empty one says nothing. */
export function goodbye(reply: string): Outcome {
  return { reply, state: { at: "closed" }, action: { action: "close" } };
}
