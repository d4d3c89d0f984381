/**
 * A session with whatever performs its actions.
 *
 * @module
 */
import type { Clock, Instant } from "../../../events/instant.ts";
import type { Grant, Logins } from "../../accounts/logins.ts";
import { Turn } from "../../clock.ts";
import { octetsOf } from "../../documents/mime/octets.ts";
import type { Conversation } from "../../net/conversation.ts";
import { Outbox } from "../../net/outbox.ts";
import type { Transport } from "../../net/transport.ts";
import type { Answer } from "./answer.ts";
import type { Maildrop, Maildrops } from "./maildrop.ts";
import type { Action, Content } from "./outcome.ts";
import { Session, type SessionSettings } from "./session.ts";

/** Takes operational records. Passwords and contents never stand in them. */
export type Pop3Log = (event: string, fields: Record<string, unknown>) => void;

/** What performing actions takes. */
export interface Backstage {
  readonly logins: Logins;
  readonly maildrops: Maildrops;
  readonly clock: Clock;
  readonly log: Pop3Log;
}

/** One POP3 connection's conversation. */
export class Pop3Conversation implements Conversation {
  readonly #session: Session;
  readonly #backstage: Backstage;
  /** The client's IP address. */
  readonly #address: string;
  readonly #outbox = new Outbox();
  #login: Grant | null = null;

  /** Begins with the greeting. */
  constructor(settings: SessionSettings, backstage: Backstage, address: string) {
    this.#session = new Session(settings);
    this.#backstage = backstage;
    this.#address = address;
  }

  receive(chunk: Uint8Array): void {
    this.#session.receive(chunk);
  }

  /** One action, or what is to be sent once there are no more actions. */
  async step(transport: Transport): Promise<boolean> {
    const action = this.#session.next();
    await this.#outbox.put(octetsOf(this.#session.takeReplies()), transport);
    if (action === null) {
      await this.#outbox.flush(transport);
      return false;
    }
    const answer = await this.#perform(action, transport);
    if (answer) this.#session.answer(answer);
    return true;
  }

  get deadline(): Instant | null {
    return this.#session.deadline;
  }

  expire(): boolean {
    this.#session.expire();
    return this.#session.at === "closed";
  }

  secured(): void {
    this.#session.secured();
  }

  leave(): void {
    this.#session.leave();
  }

  stop(): void {
    this.#session.stop();
  }

  disconnect(): void {
    this.#session.disconnect();
  }

  async #perform(action: Action, transport: Transport): Promise<Answer | void> {
    switch (action.action) {
      case "authenticate":
        return await this.#authenticate(action.user, action.password, transport.gone);
      case "open":
        return await this.#open(action.account);
      case "send":
        if (await this.#revoked()) return this.#session.revoke();
        return await this.#send(action.content, transport);
      case "remove":
        if (await this.#revoked()) return this.#session.revoke();
        return await this.#remove(action.maildrop, action.uids);
      case "release":
        return await this.#release(action.maildrop);
      case "secure":
        await transport.secure(this.#outbox.take());
        return this.#session.secured();
      case "close":
        return transport.end(this.#outbox.take());
    }
  }

  async #authenticate(user: string, password: string, gone: AbortSignal): Promise<Answer> {
    const { logins } = this.#backstage;
    const attempt = { purpose: "read", service: "pop3", address: this.#address, gone } as const;
    const login = await logins.authenticate({ user, password }, attempt);
    if (login.login === "granted") this.#login = login;
    return { about: "login", login };
  }

  /** Whether the credentials would not do any more: nothing is shown then, and nothing removed. */
  async #revoked(): Promise<boolean> {
    return this.#login !== null && !await this.#login.holds();
  }

  async #open(account: string): Promise<Answer> {
    try {
      return { about: "maildrop", maildrop: await this.#backstage.maildrops.open(account) };
    } catch (error) {
      this.#report("open", error);
      return { about: "maildrop", maildrop: "unavailable" };
    }
  }

  /** Sends content. Where it breaks off, only the end of the connection tells (RFC 1939 §3). */
  async #send(content: Content, transport: Transport): Promise<Answer | void> {
    let begun = false;
    const turn = new Turn();
    try {
      for await (const piece of content) {
        begun = true;
        if (turn.over) await turn.pass();
        const read = this.#outbox.put(piece, transport);
        if (read) {
          await read;
          this.#session.progress();
        }
        if (transport.gone.aborted) return;
      }
      return { about: "content", content: "sent" };
    } catch (error) {
      this.#report("read", error);
      if (!begun) return { about: "content", content: "unreadable" };
      this.#session.disconnect();
      transport.destroy();
    }
  }

  async #remove(maildrop: Maildrop, uids: readonly number[]): Promise<Answer> {
    try {
      await maildrop.remove(uids);
      return { about: "removal", removal: "done" };
    } catch (error) {
      this.#report("remove", error);
      return { about: "removal", removal: "failed" };
    }
  }

  async #release(maildrop: Maildrop): Promise<void> {
    try {
      await maildrop.release();
    } catch (error) {
      this.#report("release", error);
    }
  }

  #report(about: string, error: unknown): void {
    this.#backstage.log("pop3.maildrop-failed", { about, error: String(error) });
  }
}
