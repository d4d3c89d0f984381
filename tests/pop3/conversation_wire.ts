/**
 * Dialogues against a conversation: no socket, no timer.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Transport } from "../../adapters/net/transport.ts";
import { Pop3Conversation } from "../../adapters/pop3/server/conversation.ts";
import type { Pop3Limits } from "../../adapters/pop3/server/limits.ts";
import type { Pop3Role } from "../../adapters/pop3/server/role.ts";
import type { Wire } from "../smtp/server/dialogue.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { Stage } from "./stage.ts";

/** The name of the server in all dialogues. */
export const NAME = "pop.alfa.example";

/** A conversation, and the client's bytes cut into pieces of `cut` octets. */
export class ConversationWire implements Wire {
  readonly scene = new Stage();
  readonly clock = new SimulatedClock();
  readonly #conversation: Pop3Conversation;
  readonly #cut: number;
  readonly #gone = new AbortController();
  readonly #transport: Transport;
  #sent = "";
  #closed = false;
  /** Set while the server waits for the handshake. */
  #handshake: (() => void) | null = null;
  #awaitsHandshake = () => {};

  constructor(role: Pop3Role, limits: Pop3Limits, cut: number = Infinity) {
    const { clock, scene } = this;
    const backstage = { logins: scene, maildrops: scene, clock, log() {} };
    this.#conversation = new Pop3Conversation({ limits, name: NAME, clock }, backstage, "::1");
    this.#cut = cut;
    this.#transport = {
      gone: this.#gone.signal,
      write: (bytes) => this.#take(bytes),
      secure: (lastWords) => {
        this.#take(lastWords);
        return new Promise((resolve) => {
          this.#handshake = resolve;
          this.#awaitsHandshake();
        });
      },
      end: (lastWords) => {
        this.#take(lastWords);
        this.#closed = true;
      },
      destroy: () => this.#closed = true,
    };
    if (role.tls === "implicit") this.#conversation.secured();
  }

  async send(bytes: Buffer): Promise<void> {
    await this.drive();
    for (let at = 0; at < bytes.length; at += this.#cut) {
      this.#conversation.receive(bytes.subarray(at, at + this.#cut));
      await this.drive();
    }
  }

  /** Performs whatever the conversation wants. Stops where the server waits for the handshake. */
  async drive(): Promise<void> {
    while (!this.#handshake) {
      const handshake = new Promise<true>((resolve) => this.#awaitsHandshake = () => resolve(true));
      const step = this.#conversation.step(this.#transport);
      if (!await Promise.race([step, handshake])) return;
    }
  }

  async line(): Promise<string | null> {
    await this.drive();
    const end = this.#sent.indexOf("\r\n");
    if (end < 0 && this.#closed) return null;
    if (end < 0) throw new Error("Cannot read a reply: there is none");
    const line = this.#sent.slice(0, end);
    this.#sent = this.#sent.slice(end + 2);
    return line;
  }

  async tls(): Promise<void> {
    await this.drive();
    if (!this.#handshake) throw new Error("Cannot start TLS: the server does not expect it");
    await this.#shakeHands();
  }

  async wait(seconds: number): Promise<void> {
    await this.drive();
    this.clock.advance(seconds * 1000);
    this.#conversation.expire();
    await this.drive();
  }

  async disconnect(): Promise<void> {
    this.#gone.abort();
    this.#conversation.disconnect();
    await this.#shakeHands();
    await this.drive();
    this.#closed = true;
  }

  stage(words: string): void {
    this.scene.direct(words);
  }

  call(): string | undefined {
    return this.scene.calls.shift();
  }

  /** Lets the step go on that waits for the handshake, if one does. */
  async #shakeHands(): Promise<void> {
    this.#handshake?.();
    this.#handshake = null;
    await new Promise(setImmediate);
  }

  #take(bytes: Uint8Array): void {
    this.#sent += Buffer.from(bytes).toString("latin1");
  }
}
