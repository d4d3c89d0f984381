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
  readonly content: Rope;
  readonly size: number;
  /** Value of X-Ricevuta or X-Trasporto. */
  readonly kind: string;
  readonly pecId: string;
  readonly messageId: string;
  readonly subject: string;
}

/** What may be asked of a mailbox. */
export type MailboxCommand = { readonly type: "store"; readonly message: MailboxEntry };

/** The state of a stream `mailbox-…`. */
export interface MailboxState {
  /** When each entry was stored. */
  readonly entries: Map<string, Instant>;
  readonly lastUid: number;
}

/** The actor of a mailbox. It owes the world nothing. */
export const mailbox: Actor<MailboxState, MailboxCommand, MailboxEvent, never> = {
  kind: "mailbox",
  initial: () => ({ entries: new Map(), lastUid: 0 }),
  evolve,
  decide,
  pending: () => ({ effects: [], deadline: null }),
};

function evolve({ entries }: MailboxState, event: MailboxEvent): MailboxState {
  entries.set(event.entry, event.at);
  return { entries, lastUid: event.uid };
}

function decide(
  state: MailboxState,
  command: MailboxCommand | Elapse,
  now: Instant,
): Decision<MailboxEvent> {
  if (command.type === "elapse" || state.entries.has(command.message.entry)) return [];
  return [{
    type: "mailbox.stored",
    at: now,
    uid: state.lastUid + 1,
    ...command.message,
    content: [...command.message.content],
  }];
}
