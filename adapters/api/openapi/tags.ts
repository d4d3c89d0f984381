/**
 * The parts of the API, in the order of the reference.
 *
 * @module
 */
import type { Text } from "../language.ts";

/** What operations are listed under. */
export interface Tag {
  readonly name: string;
  readonly title: Text;
  readonly about: Text;
}

/** All of them. */
export const TAGS: readonly Tag[] = [
  {
    name: "Access",
    title: { en: "Access", it: "Accesso" },
    about: {
      en: "Who you are, your credentials, and access tokens.",
      it: "Chi sei, le tue credenziali e i token di accesso.",
    },
  },
  {
    name: "Messages",
    title: { en: "Messages", it: "Messaggi" },
    about: {
      en: "Certified messages that you send, and what has become of each recipient.",
      it: "I messaggi certificati che invii, con la sorte di ogni destinatario.",
    },
  },
  {
    name: "Uploads",
    title: { en: "Uploads", it: "Caricamenti" },
    about: {
      en: "Large attachments, in parts that can be resumed.",
      it: "Allegati grandi, in parti che si possono riprendere.",
    },
  },
  {
    name: "Receipts",
    title: { en: "Receipts", it: "Ricevute" },
    about: {
      en: "What was issued about a message, typed and as it was signed, and the evidence of it: " +
        "bundles that prove offline and for ever what has happened.",
      it: "Ciò che è stato emesso su un messaggio, in forma di dati e così come è stato firmato, " +
        "e le prove: fascicoli che dimostrano senza rete e per sempre che cosa è accaduto.",
    },
  },
  {
    name: "Verifications",
    title: { en: "Verifications", it: "Verifiche" },
    about: {
      en: "Whether a message, a receipt or a bundle is what it says it is.",
      it: "Se un messaggio, una ricevuta o un fascicolo è ciò che dice di essere.",
    },
  },
  {
    name: "Mailboxes",
    title: { en: "Mailboxes", it: "Caselle" },
    about: {
      en: "Messages that have come, their folders, and settings.",
      it: "I messaggi arrivati, le cartelle e le impostazioni.",
    },
  },
  {
    name: "Consumers",
    title: { en: "Consumers", it: "Consumatori" },
    about: {
      en: "Several programs that take the messages of one mailbox, each in its own time.",
      it: "Più programmi che prelevano i messaggi di una casella, ciascuno con i suoi tempi.",
    },
  },
  {
    name: "Directory",
    title: { en: "Directory", it: "Indice dei gestori" },
    about: {
      en: "Which addresses are certified, and by whom.",
      it: "Quali indirizzi sono certificati, e da chi.",
    },
  },
  {
    name: "Events",
    title: { en: "Events", it: "Eventi" },
    about: {
      en: "One ordered feed of all that happens to your messages.",
      it: "Un solo flusso ordinato di tutto ciò che accade ai tuoi messaggi.",
    },
  },
  {
    name: "Webhooks",
    title: { en: "Webhooks", it: "Webhook" },
    about: {
      en: "The same events, brought to your server.",
      it: "Gli stessi eventi, portati al tuo server.",
    },
  },
  {
    name: "Sandbox",
    title: { en: "Sandbox", it: "Sandbox" },
    about: {
      en: "A second world for trying things out, with a clock of its own.",
      it: "Un secondo mondo per provare, con un orologio suo.",
    },
  },
  {
    name: "Reference",
    title: { en: "Reference", it: "Documentazione" },
    about: {
      en: "This document, and the problems that answers may tell of.",
      it: "Questo documento e i problemi che le risposte possono segnalare.",
    },
  },
];
