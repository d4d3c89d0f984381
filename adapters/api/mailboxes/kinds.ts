/**
 * What a message in a mailbox is: the values of X-Ricevuta and X-Trasporto (RFC 6109 §4.2), and
 * what else lies there, under the names of the API.
 *
 * @module
 */
import { APPENDED_KIND, SENT_KIND } from "../../../actors/mailbox.ts";

/** Every kind of message, and how the mailbox calls it. */
const KINDS = {
  certified: "posta-certificata",
  anomaly: "errore",
  acceptance: "accettazione",
  non_acceptance: "non-accettazione",
  taken_in_charge: "presa-in-carico",
  delivery: "avvenuta-consegna",
  non_delivery: "errore-consegna",
  overdue: "preavviso-errore-consegna",
  virus_detection: "rilevazione-virus",
  delivery_status: "delivery-status",
  quota_warning: "quota-warning",
  sent: SENT_KIND,
  appended: APPENDED_KIND,
} as const;

/** The kinds of the API. */
export const MESSAGE_KINDS = Object.keys(KINDS) as readonly MessageKind[];

/** See {@linkcode MESSAGE_KINDS}. */
export type MessageKind = keyof typeof KINDS;

/** What people have written to the holder: neither receipts nor what the holder brought. */
export const CORRESPONDENCE: readonly MessageKind[] = ["certified", "anomaly"];

/** How the mailbox calls a kind. */
export function storedKind(kind: MessageKind): string {
  return KINDS[kind];
}

/** The kind of what the mailbox calls so; what it has no name for was brought by somebody. */
export function kindOf(stored: string): MessageKind {
  return MESSAGE_KINDS.find((kind) => KINDS[kind] === stored) ?? "appended";
}

/**
 * Whether the provider knows who has signed a message of a kind: it has verified the signature when
 * the message arrived, or signed itself. What a program has put into the mailbox may say anything.
 */
export function isVerified(kind: MessageKind): boolean {
  return kind !== "appended" && kind !== "sent" && kind !== "quota_warning";
}
