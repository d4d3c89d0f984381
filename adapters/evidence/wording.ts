/**
 * What happened to a message in words of people, Italian and English.
 *
 * @module
 */
import type { MessageEvent } from "./selection.ts";

/** The same in both languages. */
export interface Wording {
  readonly it: string;
  readonly en: string;
}

const WORDS: Readonly<Partial<Record<MessageEvent["type"], Wording>>> = {
  "outgoing.submitted": {
    it: "Messaggio ricevuto dal punto di accesso",
    en: "Message received by the access point",
  },
  "outgoing.requested": {
    it: "Dati della richiesta di invio registrati",
    en: "What the sending program said of it recorded",
  },
  "outgoing.accepted": { it: "Messaggio accettato", en: "Message accepted" },
  "outgoing.refused": {
    it: "Messaggio non accettato per un difetto formale",
    en: "Message not accepted because of a formal fault",
  },
  "outgoing.infected": {
    it: "Messaggio non accettato perché contiene un virus",
    en: "Message not accepted because it holds a virus",
  },
  "outgoing.answered": {
    it: "Ricevuta di accettazione, o avviso di non accettazione, consegnata al mittente",
    en: "Acceptance receipt, or notice of non-acceptance, given to the sender",
  },
  "outgoing.dispatched": {
    it: "Busta di trasporto consegnata al gestore del destinatario",
    en: "Transport envelope handed over to the recipient's provider",
  },
  "outgoing.relay-failed": {
    it: "Busta di trasporto non consegnabile al gestore del destinatario",
    en: "Transport envelope could not be handed over",
  },
  "outgoing.failure-notified": {
    it: "Avviso di mancata consegna dato al mittente",
    en: "Sender told of the non-delivery",
  },
  "outgoing.taken-in-charge": {
    it: "Presa in carico del gestore del destinatario",
    en: "Taken in charge by the recipient's provider",
  },
  "outgoing.delivered": {
    it: "Ricevuta di avvenuta consegna pervenuta al mittente",
    en: "Delivery receipt came to the sender",
  },
  "outgoing.failed": {
    it: "Avviso di mancata consegna pervenuto al mittente",
    en: "Notice of non-delivery came to the sender",
  },
  "outgoing.overdue": {
    it: "Nessuna ricevuta entro il termine",
    en: "No receipt has come in time",
  },
  "outgoing.overdue-notified": {
    it: "Avviso di mancata consegna per superamento dei tempi dato al mittente",
    en: "Sender told of the delay",
  },
  "outgoing.virus-reported": {
    it: "Virus rilevato dal gestore del destinatario",
    en: "Virus found by the recipient's provider",
  },
  "incoming.envelope-received": {
    it: "Busta di trasporto ricevuta e verificata",
    en: "Transport envelope received and verified",
  },
  "incoming.charge-notified": {
    it: "Presa in carico inviata al gestore del mittente",
    en: "Sender's provider told that the message was taken in charge",
  },
  "incoming.charge-abandoned": {
    it: "Presa in carico non inviabile",
    en: "Taking in charge could not be told",
  },
  "incoming.envelope-delivered": {
    it: "Messaggio consegnato nella casella",
    en: "Message delivered into the mailbox",
  },
  "incoming.envelope-refused": {
    it: "Messaggio non consegnabile nella casella",
    en: "Message could not be delivered into the mailbox",
  },
  "incoming.receipt-sent": {
    it: "Ricevuta di consegna, o avviso di mancata consegna, inviata al gestore del mittente",
    en: "Delivery receipt, or notice of non-delivery, sent to the sender's provider",
  },
  "incoming.receipt-abandoned": {
    it: "Ricevuta non inviabile",
    en: "Receipt could not be sent",
  },
  "incoming.notice-received": {
    it: "Ricevuta o avviso di un gestore ricevuto e verificato",
    en: "Receipt or notice of a provider received and verified",
  },
  "incoming.notice-delivered": {
    it: "Ricevuta o avviso depositato nella casella",
    en: "Receipt or notice put into the mailbox",
  },
  "incoming.notice-undeliverable": {
    it: "Ricevuta o avviso non depositabile nella casella",
    en: "Receipt or notice could not be put into the mailbox",
  },
  "incoming.notice-correlated": {
    it: "Ricevuta o avviso abbinato al messaggio",
    en: "Receipt or notice matched with the message",
  },
  "incoming.virus-detected": {
    it: "Virus rilevato: messaggio non consegnato",
    en: "Virus found: message not delivered",
  },
  "mailbox.stored": {
    it: "Documento depositato nella casella",
    en: "Document put into the mailbox",
  },
};

/** What an event says; its own name where no people will ask for it. */
export function wordingOf({ type }: MessageEvent): Wording {
  return WORDS[type] ?? { it: type, en: type };
}

/** How a recipient stands after an event that concerns it; null where the event changes nothing. */
export function outcomeOf({ type }: MessageEvent): Wording | null {
  return OUTCOMES[type] ?? null;
}

const OUTCOMES: Readonly<Partial<Record<MessageEvent["type"], Wording>>> = {
  "outgoing.refused": { it: "non accettato", en: "not accepted" },
  "outgoing.infected": { it: "non accettato (virus)", en: "not accepted (virus)" },
  "outgoing.accepted": { it: "accettato", en: "accepted" },
  "outgoing.dispatched": { it: "trasmesso", en: "handed over" },
  "outgoing.taken-in-charge": { it: "preso in carico", en: "taken in charge" },
  "outgoing.overdue": { it: "senza ricevuta nei termini", en: "no receipt in time" },
  "outgoing.relay-failed": { it: "non consegnato", en: "not delivered" },
  "outgoing.virus-reported": { it: "non consegnato (virus)", en: "not delivered (virus)" },
  "outgoing.failed": {
    it: "avviso di mancata consegna pervenuto",
    en: "notice of non-delivery has come",
  },
  "outgoing.delivered": {
    it: "ricevuta di avvenuta consegna pervenuta",
    en: "delivery receipt has come",
  },
  "incoming.virus-detected": { it: "non consegnato (virus)", en: "not delivered (virus)" },
  "incoming.envelope-refused": { it: "non consegnato", en: "not delivered" },
  "incoming.envelope-delivered": { it: "consegnato", en: "delivered" },
};

/** The types of events that decide a recipient's fate, the later ones over the earlier ones. */
export const OUTCOME_ORDER: readonly string[] = Object.keys(OUTCOMES);
