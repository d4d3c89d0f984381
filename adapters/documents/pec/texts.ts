/**
 * Every human text of the PEC documents, as data. Words in braces are filled in by the renderer;
 * `{destinatari}` becomes one line per recipient. RFC 6109 §3 gives the models in English; the
 * Italian is that of the technical rules it translates.
 *
 * @module
 */
import type { FormalFault } from "../../../events/outgoing.ts";

/** The values that a text may ask for. */
export type Placeholder =
  | "giorno"
  | "ora"
  | "zona"
  | "oggetto"
  | "mittente"
  | "destinatario"
  | "identificativo"
  | "errore";

/** The words of one document. */
export interface TextTemplate {
  /** Stands before the original's subject in the Subject header field. */
  readonly subjectPrefix: string;
  readonly title: string;
  readonly lines: readonly string[];
}

const IDENTIFIER = "Identificativo messaggio: {identificativo}";
const WHEN = "Il giorno {giorno} alle ore {ora} ({zona})";
const DELIVERED = [
  `${WHEN} il messaggio`,
  '"{oggetto}" proveniente da "{mittente}"',
  'ed indirizzato a "{destinatario}"',
  "è stato consegnato nella casella di destinazione.",
  IDENTIFIER,
] as const;

/** RFC 6109 §3.1.4 */
export const ACCEPTANCE: TextTemplate = {
  subjectPrefix: "ACCETTAZIONE: ",
  title: "Ricevuta di accettazione",
  lines: [
    `${WHEN} il messaggio`,
    '"{oggetto}" proveniente da "{mittente}"',
    "ed indirizzato a:",
    "{destinatari}",
    "è stato accettato dal sistema ed inoltrato.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.1.2 */
export const NON_ACCEPTANCE: TextTemplate = {
  subjectPrefix: "AVVISO DI NON ACCETTAZIONE: ",
  title: "Errore nell'accettazione del messaggio",
  lines: [
    `${WHEN} nel messaggio`,
    '"{oggetto}" proveniente da "{mittente}"',
    "ed indirizzato a:",
    "{destinatari}",
    "è stato rilevato un problema che ne impedisce l'accettazione a causa di {errore}.",
    "Il messaggio non è stato accettato.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.1.3 */
export const VIRUS_NON_ACCEPTANCE: TextTemplate = {
  subjectPrefix: "AVVISO DI NON ACCETTAZIONE PER VIRUS: ",
  title: "Errore nell'accettazione del messaggio per presenza di virus",
  lines: [
    `${WHEN} nel messaggio`,
    '"{oggetto}" proveniente da "{mittente}"',
    "ed indirizzato a:",
    "{destinatari}",
    "è stato rilevato un problema di sicurezza {errore}.",
    "Il messaggio non è stato accettato.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.1.5 */
export const TRANSPORT_ENVELOPE: TextTemplate = {
  subjectPrefix: "POSTA CERTIFICATA: ",
  title: "Messaggio di posta certificata",
  lines: [
    `${WHEN} il messaggio`,
    '"{oggetto}" è stato inviato da "{mittente}"',
    "indirizzato a:",
    "{destinatari}",
    "Il messaggio originale è incluso in allegato.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.2.2 */
export const ANOMALY_ENVELOPE: TextTemplate = {
  subjectPrefix: "ANOMALIA MESSAGGIO: ",
  title: "Anomalia nel messaggio",
  lines: [
    `${WHEN} è stato ricevuto`,
    'il messaggio "{oggetto}" proveniente da "{mittente}"',
    "ed indirizzato a:",
    "{destinatari}",
    "Tali dati non sono stati certificati per il seguente errore:",
    "{errore}",
    "Il messaggio originale è incluso in allegato.",
  ],
};

/**
 * Why a message lies in an anomaly envelope: ordinary mail lacks a provider's valid signature; a
 * provider's message may be neither an envelope nor a notice (RFC 6109 §2.2.2).
 */
export const ANOMALIES: Readonly<Record<"ordinary" | "incorrect", string>> = {
  ordinary: "Firma non presente o non autentica",
  incorrect: "Formato del messaggio non conforme alle regole tecniche della posta certificata",
};

/** RFC 6109 §3.2.1 */
export const TAKE_CHARGE: TextTemplate = {
  subjectPrefix: "PRESA IN CARICO: ",
  title: "Ricevuta di presa in carico",
  lines: [
    `${WHEN} il messaggio`,
    '"{oggetto}" proveniente da "{mittente}"',
    "ed indirizzato a:",
    "{destinatari}",
    "è stato accettato dal sistema.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.3.2.1, §3.3.2.2, §3.3.2.3 */
export const DELIVERY: Readonly<Record<"completa" | "breve" | "sintetica", TextTemplate>> = {
  completa: {
    subjectPrefix: "CONSEGNA: ",
    title: "Ricevuta di avvenuta consegna",
    lines: DELIVERED,
  },
  breve: {
    subjectPrefix: "CONSEGNA: ",
    title: "Ricevuta breve di avvenuta consegna",
    lines: DELIVERED,
  },
  sintetica: {
    subjectPrefix: "CONSEGNA: ",
    title: "Ricevuta sintetica di avvenuta consegna",
    lines: DELIVERED,
  },
};

/** RFC 6109 §3.3.3 */
export const NON_DELIVERY: TextTemplate = {
  subjectPrefix: "AVVISO DI MANCATA CONSEGNA: ",
  title: "Avviso di mancata consegna",
  lines: [
    `${WHEN} nel messaggio`,
    '"{oggetto}" proveniente da "{mittente}"',
    'e destinato all\'utente "{destinatario}"',
    "è stato rilevato un errore {errore}.",
    "Il messaggio è stato rifiutato dal sistema.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.2.3 */
export const VIRUS_DETECTION: TextTemplate = {
  subjectPrefix: "PROBLEMA DI SICUREZZA: ",
  title: "Avviso di rilevazione virus informatico",
  lines: [
    `${WHEN} nel messaggio`,
    '"{oggetto}" proveniente da "{mittente}"',
    'e destinato all\'utente "{destinatario}"',
    "è stato rilevato un problema di sicurezza {errore}.",
    IDENTIFIER,
  ],
};

/** RFC 6109 §3.2.4 */
export const VIRUS_NON_DELIVERY: TextTemplate = {
  subjectPrefix: "AVVISO DI MANCATA CONSEGNA PER VIRUS: ",
  title: "Avviso di mancata consegna per virus",
  lines: [
    `${WHEN} nel messaggio`,
    '"{oggetto}" destinato all\'utente "{destinatario}"',
    "è stato rilevato un problema di sicurezza {errore}.",
    "Il messaggio non è stato consegnato.",
    IDENTIFIER,
  ],
};

/** Stands for the name of a virus where the scanner, or the other provider, gave none. */
export const UNNAMED_CONTENT = "di tipo non precisato";

const OVERDUE = [
  `${WHEN} il messaggio`,
  '"{oggetto}" proveniente da "{mittente}"',
  'e destinato all\'utente "{destinatario}"',
] as const;

/** After 12 hours, and by the 24th (RFC 6109 §3.1.6). */
export const TIMEOUT: Readonly<Record<12 | 24, TextTemplate>> = {
  12: {
    subjectPrefix: "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: ",
    title: "Avviso di mancata consegna",
    lines: [
      ...OVERDUE,
      "non è stato consegnato nelle prime dodici ore dal suo invio.",
      "Non escludendo che questo possa avvenire in seguito, si ritiene utile considerare che " +
      "l'invio potrebbe non andare a buon fine.",
      "Il sistema provvederà comunque ad inviare un ulteriore avviso di mancata consegna se nelle " +
      "prossime dodici ore non vi sarà la conferma della ricezione da parte del destinatario.",
      IDENTIFIER,
    ],
  },
  24: {
    subjectPrefix: "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: ",
    title: "Avviso di mancata consegna",
    lines: [
      ...OVERDUE,
      "non è stato consegnato nelle ventiquattro ore successive al suo invio.",
      "Si ritiene che la spedizione debba considerarsi non andata a buon fine.",
      IDENTIFIER,
    ],
  },
};

/** What errore-esteso of those notices says; other software reads the codes. */
export const TIMEOUT_ERRORS: Readonly<
  Record<12 | 24, { readonly code: string; readonly words: string }>
> = {
  12: {
    code: "4.4.1",
    words: "il messaggio non è stato consegnato nelle prime dodici ore dal suo invio",
  },
  24: {
    code: "5.4.1",
    words: "il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio",
  },
};

/** An ordinary DSN (RFC 3464): no document of PEC. */
export const DELIVERY_STATUS = {
  subjectPrefix: "Messaggio non recapitato: ",
  title: "Messaggio non recapitato",
  lines: [
    'Il messaggio non ha potuto essere consegnato al destinatario di posta ordinaria "{destinatario}".',
    "Errore: {codice} {errore}",
    "Non saranno effettuati altri tentativi.",
  ],
} as const;

/** A word to a holder whose mailbox fills up, in Italian and English: no document of PEC. */
export const QUOTA_WARNING = {
  subject: "Spazio della casella in esaurimento ({percento} %)",
  lines: [
    "La casella {casella} occupa {occupati} MB dei {disponibili} MB disponibili ({percento} %).",
    "",
    "Quando lo spazio è esaurito, i messaggi di posta certificata indirizzati alla casella non vi",
    "possono essere consegnati: a ciascun mittente viene inviato un avviso di mancata consegna.",
    "Le ricevute e gli avvisi relativi ai messaggi inviati dalla casella sono consegnati comunque.",
    "",
    "Per liberare spazio salvare altrove i messaggi che non servono più in linea ed eliminarli,",
    "anche dalle cartelle Inviata e Cestino, oppure chiedere al gestore una casella più grande.",
    "",
    "-- ",
    "The mailbox {casella} uses {occupati} MB of {disponibili} MB ({percento} %).",
    "",
    "Once it is full, certified mail for it cannot be delivered: each sender gets a notice of",
    "non-delivery (avviso di mancata consegna). Receipts and notices about messages that were sent",
    "from the mailbox are still taken.",
    "",
    "To make room, save messages that need not be online elsewhere and delete them, also from the",
    "folders Inviata and Cestino, or ask the provider for a larger mailbox.",
  ],
} as const;

/** What follows a recipient's address in the acceptance receipt (RFC 6109 §3.1.4). */
export const RECIPIENT_KINDS: Readonly<Record<"certificato" | "esterno", string>> = {
  certificato: '("posta certificata")',
  esterno: '("posta ordinaria")',
};

/** What stands before the sender in the From of an envelope (RFC 6109 §2.1). */
export const ON_BEHALF_OF = "Per conto di: ";

/** Why a message was not accepted; `{dato}` is what the fault is about (RFC 6109 §3.1.1). */
export const FORMAL_FAULTS: Readonly<Record<FormalFault, string>> = {
  "from-missing": "assenza del campo From nell'intestazione del messaggio",
  "from-invalid": "campo From che non contiene un unico indirizzo di posta valido ({dato})",
  "to-missing": "assenza del campo To nell'intestazione del messaggio",
  "to-invalid": "campo To che non contiene alcun indirizzo di posta valido ({dato})",
  "sender-mismatch": "mittente del campo From ({dato}) diverso dal mittente della trasmissione",
  "recipient-mismatch": "destinatario {dato} non presente nei campi To e Cc",
  "bcc-present": "presenza di destinatari in copia nascosta (campo Bcc)",
  "too-large":
    "dimensione del messaggio per numero dei destinatari superiore al limite di {dato} byte",
};

/** errore-esteso of a notice of non-delivery, as providers write it: code, provider, words. */
export const EXTENDED_ERROR = "{codice} - {gestore} - {descrizione}";

/** Why a mailbox of this provider cannot take a message. */
export const DELIVERY_FAULTS = {
  noMailbox: "indirizzo non valido",
  disabled: "casella disabilitata",
  full: "casella piena",
} as const;

/** What an enhanced status code (RFC 3463) of a failed hand-over means. */
export const RELAY_FAULTS: Readonly<Record<string, string>> = {
  "5.1.1": "indirizzo non valido",
  "5.1.2": "dominio non valido",
  "5.1.10": "il dominio non accetta posta",
  "5.2.1": "casella disabilitata",
  "5.2.2": "casella piena",
  "5.3.4": "messaggio troppo grande per il sistema di destinazione",
  "5.4.4": "sistema di destinazione non raggiungibile",
  "5.4.7": "tempo massimo di consegna superato",
  "5.6.3": "il sistema di destinazione non accetta il formato del messaggio",
};

/** For every other code. */
export const RELAY_FAULT = "consegna rifiutata dal sistema di destinazione";
