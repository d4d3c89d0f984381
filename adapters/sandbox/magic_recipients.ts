/**
 * The recipients at the other provider with whom something always happens.
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import type { MagicRecipient } from "../api/world.ts";
import { OTHER_DOMAIN } from "./layout.ts";

/** What the relay does with them. */
export type Trick =
  /** Hands over, to a mailbox that is made where it is missing. */
  | "deliver"
  /** Hands over, and there is no such mailbox. */
  | "unknown"
  /** Hands over, and nothing fits into the mailbox. */
  | "full"
  /** Takes the message, and hands it over 13 hours later. */
  | "late"
  /** Takes the message, and it is lost. */
  | "lost"
  /** Hands over to a scanner that finds a virus in everything. */
  | "infected"
  /** Refuses. */
  | "refuse"
  /** Hands over; receipts that speak of the recipient get broken on their way back. */
  | "break-receipts";

interface Magic extends Omit<MagicRecipient, "address"> {
  readonly local: string;
  readonly trick: Trick;
}

const MAGIC: readonly Magic[] = [
  {
    local: "delivered",
    trick: "deliver",
    outcome: {
      en: "Taken in charge, then delivered. So are all addresses that do not stand here",
      it: "Presa in carico, poi consegna. Lo stesso vale per ogni indirizzo che non è qui",
    },
  },
  {
    local: "unknown",
    trick: "unknown",
    outcome: {
      en: "Failed: there is no such mailbox (no-dest)",
      it: "Mancata consegna: la casella non esiste (no-dest)",
    },
  },
  {
    local: "full",
    trick: "full",
    outcome: {
      en: "Failed: the mailbox is full (altro, 5.2.2)",
      it: "Mancata consegna: la casella è piena (altro, 5.2.2)",
    },
  },
  {
    local: "overdue",
    trick: "late",
    outcome: {
      en: "Notice of delay after 12 hours, delivered after 13",
      it: "Avviso di mancata consegna dopo 12 ore, consegna dopo 13",
    },
  },
  {
    local: "timeout",
    trick: "lost",
    outcome: {
      en: "Notices after 12 and 24 hours, and nothing more",
      it: "Avvisi dopo 12 e 24 ore, e poi nulla",
    },
  },
  {
    local: "virus",
    trick: "infected",
    outcome: {
      en: "The other provider finds a virus",
      it: "L'altro gestore rileva un virus",
    },
  },
  {
    local: "refused",
    trick: "refuse",
    outcome: {
      en: "Failed: the other provider's server refuses the recipient (550 5.7.1)",
      it: "Mancata consegna: il server dell'altro gestore rifiuta il destinatario (550 5.7.1)",
    },
  },
  {
    local: "broken-signature",
    trick: "break-receipts",
    outcome: {
      en:
        "Delivered, but the receipts arrive with a broken signature and prove nothing: they come " +
        "as anomalies to a mailbox that accepts ordinary mail, others refuse them. The message " +
        "times out after 24 hours",
      it:
        "Consegna, ma le ricevute arrivano con la firma alterata e non provano nulla: diventano " +
        "buste di anomalia in una casella che accetta posta ordinaria, le altre le rifiutano. " +
        "Il messaggio scade dopo 24 ore",
    },
  },
];

const TRICKS: ReadonlyMap<string, Trick> = new Map(
  MAGIC.map(({ local, trick }) => [`${local}@${OTHER_DOMAIN}`, trick]),
);

/** What partners are told of them. */
export const MAGIC_RECIPIENTS: readonly MagicRecipient[] = MAGIC.map(({ local, outcome }) => ({
  address: `${local}@${OTHER_DOMAIN}`,
  outcome,
}));

/** What is done with a recipient at the other provider. */
export function trickFor(recipient: string): Trick {
  return TRICKS.get(addressKey(recipient)) ?? "deliver";
}
