/**
 * What to do about each type of problem.
 *
 * @module
 */
import type { Text } from "../language.ts";
import type { ProblemName } from "../problem.ts";

/** The remedies, by type. */
export const REMEDIES: Readonly<Record<ProblemName, Text>> = {
  "invalid-request": {
    en: "Correct what errors names. The same request will fail again.",
    it: "Correggi ciò che errors indica. La stessa richiesta fallirà di nuovo.",
  },
  "unauthenticated": {
    en: "Send a key or an access token in Authorization: Bearer …, or show a registered " +
      "certificate. GET /v1/me shows whether it works.",
    it: "Manda una chiave o un token in Authorization: Bearer …, o mostra un certificato " +
      "registrato. GET /v1/me mostra se funziona.",
  },
  "forbidden": {
    en: "Use credentials with the scope that detail names, or have it added to yours.",
    it: "Usa credenziali con l'ambito indicato in detail, o fallo aggiungere alle tue.",
  },
  "not-found": {
    en: "Check the path and the mailbox: what your credentials are not bound to is not found.",
    it: "Controlla il percorso e la casella: ciò a cui le tue credenziali non sono legate non " +
      "si trova.",
  },
  "method-not-allowed": {
    en: "Use one of the methods in Allow.",
    it: "Usa uno dei metodi in Allow.",
  },
  "not-acceptable": {
    en: "Name a type that detail lists in Accept, or leave Accept out.",
    it: "Indica in Accept un tipo elencato in detail, o ometti Accept.",
  },
  "conflict": {
    en: "Fetch the resource: its state does not allow this any more, or not yet.",
    it: "Rileggi la risorsa: il suo stato non lo consente più, o non ancora.",
  },
  "gone": {
    en: "It will not come back. Stop asking for it.",
    it: "Non tornerà. Smetti di chiederla.",
  },
  "precondition-failed": {
    en: "Fetch the resource again, decide anew, and send its new ETag in If-Match.",
    it: "Rileggi la risorsa, decidi di nuovo e manda il nuovo ETag in If-Match.",
  },
  "too-large": {
    en: "Send less, or upload large files in parts: POST /v1/uploads.",
    it: "Manda meno, o carica i file grandi in parti: POST /v1/uploads.",
  },
  "unsupported-media-type": {
    en: "Say in Content-Type what the body is; Accept of the answer lists what is taken.",
    it: "Indica in Content-Type che cos'è il corpo; Accept della risposta elenca i tipi ammessi.",
  },
  "invalid-content": {
    en: "Correct the fields that errors names by their pointers.",
    it: "Correggi i campi che errors indica con i loro pointer.",
  },
  "idempotency-key-reused": {
    en: "Draw a new Idempotency-Key for a new message; keep it for retries of the same one.",
    it: "Genera una nuova Idempotency-Key per un nuovo messaggio; tienila per i nuovi tentativi " +
      "dello stesso.",
  },
  "precondition-required": {
    en: "Fetch the resource, and send its ETag in If-Match.",
    it: "Leggi la risorsa e manda il suo ETag in If-Match.",
  },
  "rate-limited": {
    en:
      "Wait for the seconds in Retry-After. RateLimit-Remaining shows how many requests are left.",
    it: "Attendi i secondi in Retry-After. RateLimit-Remaining mostra quante richieste restano.",
  },
  "internal": {
    en: "Try again with the same Idempotency-Key; tell the provider X-Request-Id if it stays.",
    it: "Riprova con la stessa Idempotency-Key; se persiste, comunica al gestore X-Request-Id.",
  },
  "unavailable": {
    en: "Try again after Retry-After, with the same Idempotency-Key.",
    it: "Riprova dopo Retry-After, con la stessa Idempotency-Key.",
  },
};
