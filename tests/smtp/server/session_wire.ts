/**
 * Dialogues against a session as data: no socket, no timer.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { SmtpLimits } from "../../../adapters/smtp/server/limits.ts";
import { Performer } from "../../../adapters/smtp/server/performer.ts";
import type { Role } from "../../../adapters/smtp/server/role.ts";
import { Session } from "../../../adapters/smtp/server/session.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";
import type { Wire } from "./dialogue.ts";
import { ScriptedHandler } from "./scripted_handler.ts";

/** The name of the server in all dialogues. */
export const NAME = "mx.alfa.example";

/** A session, and the client's bytes cut into pieces of `cut` octets. */
export class SessionWire implements Wire {
  readonly handler = new ScriptedHandler();
  readonly clock = new SimulatedClock();
  readonly session: Session;
  readonly #performer: Performer;
  readonly #cut: number;
  readonly #gone = new AbortController();
  #replies = "";
  #closed = false;
  #secure = false;

  constructor(role: Role, limits: SmtpLimits, cut: number = Infinity) {
    const { clock, handler } = this;
    const peer = { address: "192.0.2.1", port: 40_000, secure: false, helo: "" };
    this.session = new Session({ role, limits, name: NAME, peer, clock });
    this.#performer = new Performer({ handler, log() {} });
    this.#cut = cut;
    if (role.tls === "implicit") this.session.secured();
  }

  async send(bytes: Buffer): Promise<void> {
    await this.drive();
    for (let at = 0; at < bytes.length; at += this.#cut) {
      this.session.receive(bytes.subarray(at, at + this.#cut));
      await this.drive();
    }
  }

  /** Performs whatever the session wants. */
  async drive(): Promise<void> {
    for (let action; (action = this.session.next()) !== null;) {
      if (action.action === "close") this.#closed = true;
      else if (action.action === "secure") this.#secure = true;
      else {
        const answer = await this.#performer.perform(action, this.session.peer, this.#gone.signal);
        if (answer !== undefined) this.session.answer(answer);
      }
    }
    this.#replies += this.session.takeReplies();
  }

  async line(): Promise<string | null> {
    await this.drive();
    const end = this.#replies.indexOf("\r\n");
    if (end < 0 && this.#closed) return null;
    if (end < 0) throw new Error("Cannot read a reply: there is none");
    const line = this.#replies.slice(0, end);
    this.#replies = this.#replies.slice(end + 2);
    return line;
  }

  async tls(): Promise<void> {
    await this.drive();
    if (!this.#secure) throw new Error("Cannot start TLS: the server does not expect it");
    this.session.secured();
  }

  async wait(seconds: number): Promise<void> {
    await this.drive();
    this.clock.advance(seconds * 1000);
    this.session.expire();
    await this.drive();
  }

  async disconnect(): Promise<void> {
    this.session.disconnect();
    await this.drive();
    this.#closed = true;
  }

  call(): string | undefined {
    return this.handler.calls.shift();
  }
}
