/**
 * What the page says beside the texts of the verifier.
 *
 * @module
 */
import type { Text } from "../../verifier/texts.ts";
import type { FileKind, Verdict } from "../../verifier/verify.ts";

/** A sign for each verdict, beside its word: colour alone says nothing to many. */
export const SIGNS: Readonly<Record<Verdict, string>> = { holds: "✓", fails: "✗", unknown: "?" };

/** What was given, as a heading. */
export const KINDS: Readonly<Record<FileKind, Text>> = {
  bundle: { it: "Fascicolo di prova", en: "Evidence bundle" },
  message: { it: "Documento PEC", en: "PEC document" },
  day: { it: "Giorno sigillato del registro", en: "Sealed day of the log" },
  heads: { it: "Teste del registro", en: "Heads of the log" },
  stamp: { it: "Marca temporale", en: "Time stamp" },
  unknown: { it: "File non riconosciuto", en: "Unknown file" },
};

/** The columns of the claims. */
export const COLUMNS: readonly Text[] = [
  { it: "Esito", en: "Verdict" },
  { it: "Affermazione", en: "Claim" },
  { it: "Di che cosa", en: "Of what" },
  { it: "Perché (in inglese)", en: "Why" },
];

/** The rest. */
export const TEXTS = {
  title: {
    it: "Ceralacca – verifica di prove PEC",
    en: "Ceralacca – verification of PEC evidence",
  },
  working: { it: "Verifica in corso…", en: "Verifying…" },
  failed: { it: "La verifica non è possibile:", en: "Verification is not possible:" },
  files: { it: "File verificati", en: "Files verified" },
  file: { it: "File", en: "File" },
  octets: { it: "Byte", en: "Octets" },
  noRoots: {
    it: "Nessun certificato nei file delle autorità: servono certificati PEM o DER.",
    en: "The files of authorities hold no certificate: give certificates as PEM or DER.",
  },
  tooOld: {
    it: "Questo browser è troppo vecchio, o la pagina non è aperta da un file o con https.",
    en: "This browser is too old, or the page was not opened from a file or with https.",
  },
  print: { it: "Stampa", en: "Print" },
} as const satisfies Readonly<Record<string, Text>>;
