/**
 * Whose evidence is what: which events of a message a party to it may be given. A party gets what
 * concerns it, and nothing that concerns another one's mailbox alone.
 *
 * @module
 */
import { addressKey, sameAddress } from "../../events/address.ts";
import type { IncomingEvent } from "../../events/incoming.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import { type Fact, factsOf, kindOf } from "./facts.ts";

/** An event of the life of a message. */
export type MessageEvent = OutgoingEvent | IncomingEvent | MailboxEvent;
/** See {@linkcode Fact}. */
export type MessageFact = Fact<MessageEvent>;

/** What an address was to a message. */
export type Role = "sender" | "recipient";

/** What a party may be given. */
export interface Selection {
  /** Both where someone has written to oneself. */
  readonly roles: readonly Role[];
  /** In the order of the log. */
  readonly facts: readonly MessageFact[];
}

/** Nothing of this message concerns this address. */
export class NoParty extends Error {
  override readonly name = "NoParty";
}

/**
 * The events for one party.
 *
 * @param facts every event that the timeline of the message has, in the order of the log.
 * @throws {NoParty} for an address that has neither sent the message nor was sent it.
 */
export function selectFor(facts: readonly MessageFact[], address: string): Selection {
  const mailbox = `mailbox-${addressKey(address)}`;
  const roles = new Set<Role>();
  const chosen: MessageFact[] = [];
  const streams = Map.groupBy(facts, ({ entry }) => entry.stream);
  for (const [stream, events] of streams) {
    const part = kindOf(events[0]!) === "mailbox"
      ? (stream === mailbox ? { role: null, facts: events } : null)
      : partOf(events, address);
    if (part === null) continue;
    if (part.role !== null) roles.add(part.role);
    chosen.push(...part.facts);
  }
  // What only lies in a mailbox, without an operation that put it there, makes nobody a party.
  if (roles.size === 0) {
    if (facts.every((fact) => kindOf(fact) === "mailbox")) {
      throw new NoParty(
        `Cannot give evidence to ${address}: what was done with the message is erased, and only ` +
          "mailboxes hold it. The documents in them verify by themselves: mailbox export",
      );
    }
    throw new NoParty(
      `Cannot give evidence to ${address}: it is neither the sender nor a recipient of the ` +
        "message. Name one of these with --for, or use export for an authority",
    );
  }
  const inOrder = chosen.sort((one, other) => one.entry.position - other.entry.position);
  return { roles: [...roles], facts: inOrder };
}

/** What a party gets of one stream. */
interface Part {
  /** Null where the stream alone makes nobody a party. */
  readonly role: Role | null;
  readonly facts: readonly MessageFact[];
}

function partOf(facts: readonly MessageFact[], address: string): Part | null {
  const [submitted] = factsOf(facts, "outgoing.submitted");
  // Whoever logged in: in whose name mail may be submitted is decided before there is an event.
  if (submitted) {
    return sameAddress(submitted.event.account, address) ? { role: "sender", facts } : null;
  }
  if (factsOf(facts, "incoming.envelope-received").length > 0) return ofEnvelope(facts, address);
  return ofNotice(facts, address);
}

/**
 * Of an envelope: the transactions that named the recipient, what happened to them, what happened
 * to the recipient, and what concerns the envelope as a whole.
 */
function ofEnvelope(facts: readonly MessageFact[], address: string): Part | null {
  const transactions = factsOf(facts, "incoming.envelope-received");
  const mine = transactions.map(({ event }) => includes(event.recipients, address));
  if (!mine.includes(true)) return null;
  const concerns = (fact: MessageFact): boolean => {
    const { event } = fact;
    if (event.type === "incoming.envelope-received") {
      return mine[transactions.indexOf(fact as never)]!;
    }
    if ("transaction" in event) return mine[event.transaction - 1] ?? false;
    return namesOnly(fact, address);
  };
  return { role: "recipient", facts: facts.filter(concerns) };
}

/**
 * Of a receipt or notice: all but what concerns other mailboxes, where it came to this address or
 * has advanced the message. A presa in carico comes to the provider's own mailbox (RFC 6109
 * §2.2.5); whether it may be seen depends on the sender's role, which `matched` stands for: nothing
 * else is ever matched.
 */
function ofNotice(facts: readonly MessageFact[], address: string): Part | null {
  const received = factsOf(facts, "incoming.notice-received");
  const came = received.some(({ event }) => includes(event.recipients, address));
  const matched = factsOf(facts, "incoming.notice-correlated").some(({ event }) => event.matched);
  const sent = received.some(({ event }) => sameAddress(event.certified.sender, address));
  if (!came && !(matched && sent)) return null;
  return { role: null, facts: facts.filter((fact) => namesOnly(fact, address)) };
}

/** Whether an event concerns nobody in particular, or this address. */
function namesOnly({ event }: MessageFact, address: string): boolean {
  return !("recipient" in event) || sameAddress(event.recipient, address);
}

function includes(addresses: readonly string[], address: string): boolean {
  return addresses.some((one) => sameAddress(one, address));
}
