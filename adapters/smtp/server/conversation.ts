/**
 * A session with whatever performs its actions.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { octetsOf } from "../../documents/mime/octets.ts";
import type { Conversation } from "../../net/conversation.ts";
import type { Transport } from "../../net/transport.ts";
import { type Backstage, Performer } from "./performer.ts";
import { Session, type SessionSettings } from "./session.ts";

/** One SMTP connection's conversation. */
export class SmtpConversation implements Conversation {
  readonly #session: Session;
  readonly #performer: Performer;

  /** Begins with the greeting. */
  constructor(settings: SessionSettings, backstage: Backstage) {
    this.#session = new Session(settings);
    this.#performer = new Performer(backstage);
  }

  receive(chunk: Uint8Array): void {
    this.#session.receive(chunk);
  }

  /** One action, or the replies once there are no more actions. */
  async step(transport: Transport): Promise<boolean> {
    const action = this.#session.next();
    if (action === null) {
      const replies = this.#takeReplies();
      await transport.write(replies);
      return replies.length > 0;
    }
    if (action.action === "close") transport.end(this.#takeReplies());
    else if (action.action === "secure") {
      await transport.secure(this.#takeReplies());
      this.#session.secured();
    } else {
      const answer = await this.#performer.perform(action, this.#session.peer, transport.gone);
      if (answer !== undefined) this.#session.answer(answer);
    }
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

  #takeReplies(): Uint8Array {
    return octetsOf(this.#session.takeReplies());
  }
}
