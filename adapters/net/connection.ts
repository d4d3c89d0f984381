/**
 * A conversation on its socket.
 *
 * @module
 */
import type { Socket } from "node:net";
import { Alarm } from "./alarm.ts";
import type { Conversation, Host, Remote } from "./conversation.ts";
import {
  SocketTransport,
  type TransportOwner,
  type TransportSettings,
} from "./socket_transport.ts";

/** What connections of one server have in common. */
export interface ConnectionSettings extends TransportSettings {
  /** `implicit`: TLS from the first byte. `on request`: the conversation says when. */
  readonly tls: "implicit" | "on request";
  /** Begins a conversation. */
  converse(remote: Remote, host: Host): Conversation;
  /** Takes operational records. */
  log(event: "connection-failed", fields: { readonly error: string }): void;
}

const NOTHING = new Uint8Array();

/** Drives one conversation: bytes in, then steps, one after the other. */
export class Connection implements TransportOwner, Host {
  readonly #settings: ConnectionSettings;
  readonly #conversation: Conversation;
  readonly #transport: SocketTransport;
  readonly #alarm: Alarm;
  readonly #closed = Promise.withResolvers<void>();
  #running = false;
  /** Something has happened since the last step began. */
  #more = false;

  /** Takes over a paused socket that nobody has read from. */
  constructor(socket: Socket, remote: Remote, settings: ConnectionSettings) {
    this.#settings = settings;
    this.#alarm = new Alarm(settings.clock, () => this.#expire());
    this.#conversation = settings.converse(remote, this);
    this.#transport = new SocketTransport(socket, this, settings);
    this.#run(settings.tls);
  }

  /** Resolves when the socket is closed and nothing is left to do for it. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** See {@linkcode Conversation.leave}. */
  leave(): void {
    this.#conversation.leave();
    this.#run();
  }

  /** See {@linkcode Conversation.stop}. A step that is still at work then is not waited for. */
  stop(): void {
    this.#conversation.stop();
    this.#run();
    this.#transport.cut().then(() => this.#closed.resolve());
  }

  /** See {@linkcode Host.wake}. */
  wake(): void {
    this.#run();
  }

  /** See {@linkcode TransportOwner.received}. */
  received(chunk: Uint8Array): void {
    this.#conversation.receive(chunk);
    // Memory stays bounded: no more is read while what came is not dealt with.
    if (this.#running) this.#transport.pause();
    this.#run();
  }

  /** A client that does not read its replies has no more time than one that says nothing. */
  waiting(): void {
    this.#alarm.set(this.#conversation.deadline);
  }

  /** See {@linkcode TransportOwner.lost}. */
  lost(): void {
    this.#alarm.cancel();
    this.#conversation.disconnect();
    this.#run();
  }

  #expire(): void {
    if (!this.#conversation.expire()) return this.#alarm.set(this.#conversation.deadline);
    this.#run();
    this.#transport.cut();
  }

  /** Does everything there is to do, unless that is being done already. */
  async #run(beginning?: ConnectionSettings["tls"]): Promise<void> {
    this.#more = true;
    if (this.#running) return;
    this.#running = true;
    try {
      if (beginning !== undefined) await this.#begin(beginning);
      while (this.#more) {
        this.#more = false;
        while (await this.#conversation.step(this.#transport));
      }
    } catch (error) {
      this.#settings.log("connection-failed", { error: String(error) });
      this.#transport.destroy();
    }
    this.#running = false;
    if (this.#transport.gone.aborted) return this.#closed.resolve();
    this.#alarm.set(this.#conversation.deadline);
    this.#transport.resume();
  }

  async #begin(tls: ConnectionSettings["tls"]): Promise<void> {
    if (tls === "on request") return this.#transport.listen();
    await this.#transport.secure(NOTHING);
    this.#conversation.secured();
  }
}
