/**
 * What the claims and verdicts of a verification mean, in Italian and English; docs/verify.md says
 * it at length.
 *
 * @module
 */

/** A text in both languages. */
export interface Text {
  readonly it: string;
  readonly en: string;
}

/** The claims that a file can make. */
export const CLAIMS = {
  "readable": {
    it: "Il file è leggibile",
    en: "The file can be read",
  },
  "form": {
    it: "È un documento corretto nella forma",
    en: "It is a document of correct form",
  },
  "signature": {
    it: "La firma era valida al momento della firma",
    en: "The signature was valid when it was made",
  },
  "signer": {
    it: "Ha firmato il gestore indicato",
    en: "The provider that it names has signed it",
  },
  "revocation": {
    it: "Il certificato non era revocato",
    en: "The certificate was not revoked",
  },
  "daticert": {
    it: "I dati di certificazione concordano con il documento",
    en: "The certification data agree with the document",
  },
  "original": {
    it: "Il messaggio originale è quello certificato",
    en: "The original message is the one certified",
  },
  "stamped": {
    it: "Esisteva al momento della marca temporale",
    en: "It existed when it was time-stamped",
  },
  "listed": {
    it: "I file sono esattamente quelli elencati",
    en: "The files are exactly those listed",
  },
  "enclosed": {
    it: "Certificati e liste di revoca allegati sono leggibili",
    en: "Enclosed certificates and revocation data can be read",
  },
  "about": {
    it: "Tutto riguarda ciò che l'indice dichiara",
    en: "All of it is about what the manifest says",
  },
  "log-key": {
    it: "La chiave del registro è quella del gestore",
    en: "The log's key is the provider's",
  },
  "head": {
    it: "La testa del registro è firmata con la sua chiave",
    en: "The log's head is signed with its key",
  },
  "in-log": {
    it: "Gli eventi sono nel registro",
    en: "The events are in the log",
  },
  "log-consistent": {
    it: "Il registro è cresciuto senza modifiche",
    en: "The log has grown without changes",
  },
  "agrees": {
    it: "Il documento concorda con gli eventi del registro",
    en: "The document agrees with the log's events",
  },
  "complete": {
    it: "Non manca nessun evento",
    en: "No event is left out",
  },
  "contiguous": {
    it: "Le righe del giorno sono intere e in ordine",
    en: "The day's lines are whole and in order",
  },
} as const satisfies Readonly<Record<string, Text>>;

/** The stable name of a claim. */
export type ClaimName = keyof typeof CLAIMS;

/** The verdicts. */
export const VERDICTS = {
  holds: { it: "provato", en: "holds" },
  fails: { it: "FALSO", en: "FAILS" },
  unknown: { it: "non dimostrato", en: "not shown" },
} as const satisfies Readonly<Record<string, Text>>;

/** The verdict on everything together. */
export const OVERALL = {
  holds: {
    it: "Tutto ciò che i file dichiarano è provato.",
    en: "All that the files claim is proved.",
  },
  fails: {
    it: "Almeno una dichiarazione è falsa: non fare affidamento su questi file.",
    en: "At least one claim is false: do not rely on these files.",
  },
  unknown: {
    it: "Nulla è falso, ma non tutto è dimostrato.",
    en: "Nothing is false, but not everything is shown.",
  },
} as const satisfies Readonly<Record<string, Text>>;
