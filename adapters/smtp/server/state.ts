/**
 * Where a session stands.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { ContentReader } from "./content_reader.ts";
import type { Envelope } from "./handler.ts";
import type { Reply } from "./reply.ts";
import type { Transfer } from "./transfer.ts";

/** No EHLO or HELO yet, or none since STARTTLS. */
export interface Start {
  readonly at: "start";
}

/** Greeted; no transaction. */
export interface Greeted {
  readonly at: "greeted";
}

/** A sender has been accepted, and maybe recipients. */
export interface Addressing {
  readonly at: "addressing";
  readonly envelope: Envelope;
  readonly recipients: readonly string[];
}

/** Between two chunks of BDAT. */
export interface Chunks {
  readonly at: "chunks";
  readonly transfer: Transfer;
}

/** Content is being read and passed on. */
export interface Receiving {
  readonly at: "receiving";
  readonly reader: ContentReader;
  readonly transfer: Transfer;
  /** Whether more chunks follow the one that is being read, or the message ends with it. */
  readonly ends: "chunk" | "message";
}

/** Content is being read and dropped; its end is answered with `reply`. */
export interface Refusing {
  readonly at: "refusing";
  readonly reader: ContentReader;
  readonly reply: Reply;
  /** The content must end by then. */
  readonly deadline: Instant;
  readonly next: Commanding;
}

/** What an AUTH exchange waits for. */
export type Dialogue =
  | { readonly awaits: "PLAIN response" }
  | { readonly awaits: "LOGIN user" }
  | { readonly awaits: "LOGIN password"; readonly user: string };

/** AUTH waits for a line of the client (RFC 4954 §4). */
export interface Authenticating {
  readonly at: "authenticating";
  readonly dialogue: Dialogue;
}

/** The handler has been asked; nothing is read until it answers. */
export interface Asking {
  readonly at: "asking";
  readonly question:
    | { readonly about: "credentials" }
    | { readonly about: "sender"; readonly envelope: Envelope }
    | { readonly about: "recipient"; readonly recipient: string; readonly addressing: Addressing }
    | { readonly about: "content" };
}

/** The TLS handshake that STARTTLS announced is to come. */
export interface Securing {
  readonly at: "securing";
}

/** Nothing more is read. */
export interface Closed {
  readonly at: "closed";
}

/** The states in which a command is awaited. */
export type Commanding = Start | Greeted | Addressing | Chunks;

/** The state of a session. */
export type State =
  | Commanding
  | Receiving
  | Refusing
  | Authenticating
  | Asking
  | Securing
  | Closed;

/** Whether a sink is open that must be closed when the state is left. */
export function holdsContent(state: State): state is Receiving | Chunks {
  return state.at === "receiving" || state.at === "chunks";
}
