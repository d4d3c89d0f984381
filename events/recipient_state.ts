/**
 * How a message stands for a recipient, as those who integrate with the provider are told: where it
 * begins, and how events move it.
 *
 * @module
 */
import type { OutgoingEvent, RecipientKind } from "./outgoing.ts";

/** Every state; a vocabulary that partners rely on. */
export const RECIPIENT_STATES = [
  /** The message is scheduled, or was never accepted. */
  "not_sent",
  "in_transit",
  "taken_in_charge",
  "delivered",
  /** No receipt within 12 hours (RFC 6109 §3.1.6). */
  "overdue_12h",
  /** No receipt within 24 hours. */
  "timed_out",
  "failed",
  "virus",
  /** Not certified: nobody will ever say that the message has arrived. */
  "external",
] as const;

/** See {@linkcode RECIPIENT_STATES}. */
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** How it stands once the message is accepted. */
export function acceptedState(kind: RecipientKind): RecipientState {
  return kind === "certificato" ? "in_transit" : "external";
}

/** Recipients who come into another state. */
export interface RecipientMove {
  readonly state: RecipientState;
  readonly addresses: readonly string[];
}

/** What an event changes; null for what moves nobody: documents, and that a hop has the envelope. */
export function moveOf(event: OutgoingEvent): RecipientMove | null {
  switch (event.type) {
    case "outgoing.taken-in-charge":
      return { state: "taken_in_charge", addresses: event.recipients };
    case "outgoing.delivered":
      return { state: "delivered", addresses: [event.recipient] };
    case "outgoing.overdue":
      return {
        state: event.hours === 12 ? "overdue_12h" : "timed_out",
        addresses: [event.recipient],
      };
    case "outgoing.relay-failed":
    case "outgoing.failed":
      return { state: "failed", addresses: [event.recipient] };
    case "outgoing.virus-reported":
      return { state: "virus", addresses: [event.recipient] };
    default:
      return null;
  }
}

/** The states that may give way to another one; in any other the recipient stays. */
export function statesBefore(state: RecipientState): readonly RecipientState[] {
  // A presa in carico undoes no end that the sender has been told of.
  if (state === "taken_in_charge") return ["in_transit", "overdue_12h"];
  // RFC 6109 §2.2.2: a delivery receipt that comes after a timeout has the last word.
  if (state === "delivered") return RECIPIENT_STATES;
  return RECIPIENT_STATES.filter((before) => before !== "delivered" && before !== "virus");
}
