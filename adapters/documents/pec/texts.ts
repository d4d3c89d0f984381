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
