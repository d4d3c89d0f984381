/**
 * What a protocol gives to a server on sockets: one conversation for each connection.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { Transport } from "./transport.ts";

/** The other end of a connection. */
export interface Remote {
  /** IP address. */
  readonly address: string;
  /** TCP port. */
  readonly port: number;
}

/** What a conversation can ask of its connection. */
export interface Host {
  /** Asks for {@linkcode Conversation.step}: something has happened that the client did not do. */
  wake(): void;
}

/**
 * One client's side of a protocol. Its connection calls {@linkcode Conversation.step} as long as it
 * resolves to true, one step after the other, and again whenever something has happened.
 */
export interface Conversation {
  /** Takes bytes, without using them: that is for `step`. May come while a step is at work. */
  receive(chunk: Uint8Array): void;
  /**
   * Does the next thing: obeys a command, sends replies, secures or ends the transport. False:
   * there is nothing to do. A rejection is logged and costs the connection.
   */
  step(transport: Transport): Promise<boolean>;
  /** When it ends unless the client does something; null while the client is not waited for. */
  readonly deadline: Instant | null;
  /** Ends it if the deadline has passed. Whether it is over. */
  expire(): boolean;
  /** The TLS handshake that stands before everything else (implicit TLS) is done. */
  secured(): void;
  /** The server closes: what is under way may still end, nothing else. */
  leave(): void;
  /** The server has closed: it is over, after a last word. */
  stop(): void;
  /** The connection is gone. `step` is called once more, to put things in order. */
  disconnect(): void;
}
