/**
 * A mailbox: which messages it holds.
 *
 * @module
 */
import type { Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import type { Rope } from "../events/rope.ts";
import type { Actor, Decision, Elapse } from "./actor.ts";

/** A message to be stored. */
export interface MailboxEntry {
  /** Derived from the document, so that the same document is stored once. */
  readonly entry: string;
  readonly folder: string;
  readonly content: Rope;
  readonly size: number;
  /** Value of X-Ricevuta or X-Trasporto. */
  readonly kind: string;
  readonly pecId: string;
  readonly messageId: string;
  readonly subject: string;
}

/** What may be asked of a mailbox. */
export interface MailboxCommand {
  readonly type: "store";
  readonly message: MailboxEntry;
  /** Bytes that the mailbox may hold; null for what must be stored in any case. */
  readonly quota: number | null;
}

/** The state of a stream `mailbox-…`. */
export interface MailboxState {
  /** When each entry was stored. */
  readonly entries: Map<string, Instant>;
  readonly lastUid: number;
  /** Bytes of all messages. */
  readonly size: number;
}

/** The actor of a mailbox. It owes the world nothing. */
export const mailbox: Actor<MailboxState, MailboxCommand, MailboxEvent, never> = {
  kind: "mailbox",
  initial: () => ({ entries: new Map(), lastUid: 0, size: 0 }),
  evolve,
  decide,
  pending: () => ({ effects: [], deadline: null }),
};

function evolve({ entries, size }: MailboxState, event: MailboxEvent): MailboxState {
  entries.set(event.entry, event.at);
  return { entries, lastUid: event.uid, size: size + event.size };
}

function decide(
  state: MailboxState,
  command: MailboxCommand | Elapse,
  now: Instant,
): Decision<MailboxEvent> {
  if (command.type === "elapse" || state.entries.has(command.message.entry)) return [];
  const { message, quota } = command;
  if (quota !== null && state.size + message.size > quota) {
    return { refused: "full", detail: `it holds ${state.size} of ${quota} bytes` };
  }
  return [{
    type: "mailbox.stored",
    at: now,
    uid: state.lastUid + 1,
    ...message,
    content: [...message.content],
  }];
}
