/**
 * A message whose parts are being told: what is read of it is read once.
 *
 * @module
 */
import { cutRope, type Rope } from "../../../events/rope.ts";
import type { MessageContent, ReadBytes } from "../../documents/imap/content.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import type { Message } from "../../mailboxes/folder_view.ts";
import { openContent } from "../../mailboxes/message_content.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { MessageFacts } from "../../mailboxes/index/facts.ts";
import type { FactName } from "../../mailboxes/index/reader.ts";

/** The facts that a command needs; those that it does not need are not there. */
export type SomeFacts = Partial<Pick<MessageFacts, FactName>>;

/** A message and where its content comes from. */
export class MessageSource implements MessageContent {
  readonly message: Message;
  readonly facts: SomeFacts;
  readonly #mailbox: HolderMailbox;
  readonly #rope: Rope;
  #content: MessageContent | null = null;

  private constructor(mailbox: HolderMailbox, message: Message, facts: SomeFacts, rope: Rope) {
    this.#mailbox = mailbox;
    this.message = message;
    this.facts = facts;
    this.#rope = rope;
  }

  /** The source of a message; null where it has been deleted meanwhile. */
  static of(
    mailbox: HolderMailbox,
    message: Message,
    facts: SomeFacts,
  ): MessageSource | null {
    const rope = mailbox.content(message.uid);
    return rope === null ? null : new MessageSource(mailbox, message, facts, rope);
  }

  /** Octets of the message. */
  get size(): number {
    return this.message.size;
  }

  /** Its structure; {@linkcode MessageSource.scan} comes first. */
  get root(): MimePart {
    if (this.#content === null) throw new Error("Cannot tell the structure: it was not read");
    return this.#content.root;
  }

  /** Finds the structure; a small message is held from then on. */
  async scan(): Promise<void> {
    this.#content ??= await openContent(this.#rope, this.#mailbox.blobs);
  }

  /** See {@linkcode MessageContent.read}. */
  readonly read: ReadBytes = (start, end) => {
    if (this.#content) return this.#content.read(start, end);
    const whole = start === 0 && end === this.size;
    return this.#mailbox.blobs.read(whole ? this.#rope : cutRope(this.#rope, start, end));
  };
}
