/**
 * A maildrop in the TRANSACTION state: numbers for its messages, and marks on those to be deleted.
 *
 * @module
 */
import type { Maildrop, MaildropMessage } from "./maildrop.ts";

/** An open maildrop. Messages have the numbers 1, 2, 3 … (RFC 1939 §4). */
export class MarkedMaildrop {
  readonly maildrop: Maildrop;
  readonly #totalSize: number;
  readonly #marked = new Set<number>();
  #markedSize = 0;

  /** Starts without marks. */
  constructor(maildrop: Maildrop) {
    this.maildrop = maildrop;
    this.#totalSize = maildrop.messages.reduce((total, { size }) => total + size, 0);
  }

  /** How many messages have no mark. */
  get count(): number {
    return this.maildrop.messages.length - this.#marked.size;
  }

  /** Their octets. */
  get size(): number {
    return this.#totalSize - this.#markedSize;
  }

  /** The message with a number; undefined if there is none or it is marked. */
  message(number: number): MaildropMessage | undefined {
    return this.#marked.has(number) ? undefined : this.maildrop.messages[number - 1];
  }

  /** A line for each message without a mark, in order. */
  *lines(render: (message: MaildropMessage, number: number) => string): Iterable<string> {
    let number = 0;
    for (const message of this.maildrop.messages) {
      if (!this.#marked.has(++number)) yield render(message, number);
    }
  }

  /** Marks a message that {@linkcode MarkedMaildrop.message} knows. */
  mark(number: number): void {
    this.#markedSize += this.message(number)?.size ?? 0;
    this.#marked.add(number);
  }

  /** Takes all marks away. */
  unmark(): void {
    this.#marked.clear();
    this.#markedSize = 0;
  }

  /** The UIDs of the marked messages. */
  get marked(): readonly number[] {
    return [...this.#marked].map((number) => this.maildrop.messages[number - 1]!.uid);
  }
}
