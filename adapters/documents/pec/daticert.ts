/**
 * Writes daticert.xml: the certification data for machines (RFC 6109 §4.3.3, §4.4). It is the
 * exact record; the readable texts may transliterate.
 *
 * @module
 */
import type { NoticeKind } from "../../../events/incoming.ts";
import type { ErrorKind, ReceiptType } from "../../../events/outgoing.ts";
import type { Certified, Issuer } from "./facts.ts";
import type { RomeTime } from "./rome_time.ts";

/** The attribute `tipo` of postacert: what the document is. */
export type DaticertKind = NoticeKind | "posta-certificata";

/** What one document adds to the data that all documents of a message share. */
export interface DaticertDetails {
  /** Absent: `nessuno`. */
  readonly error?: ErrorKind;
  /** In envelopes and delivery receipts. */
  readonly receipt?: ReceiptType;
  /** The recipient whom a delivery or a failure concerns. */
  readonly delivery?: string;
  /** The recipients whom a presa in carico covers. */
  readonly taken?: readonly string[];
  /** `errore-esteso`. */
  readonly description?: string;
}

/** daticert.xml as UTF-8. The order of the elements is that of the grammar. */
export function buildDaticert(
  kind: DaticertKind,
  issuer: Issuer,
  certified: Certified,
  time: RomeTime,
  details: DaticertDetails,
): string {
  const recipients = certified.recipients.map(({ address, kind }) =>
    `    <destinatari tipo="${kind}">${escapeXml(address)}</destinatari>\n`
  ).join("");
  const { receipt } = details;
  return `<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="${kind}" errore="${details.error ?? "nessuno"}">
  <intestazione>
${element("mittente", certified.sender)}${recipients}${element("risposte", certified.replyTo)}${
    element("oggetto", certified.subject)
  }  </intestazione>
  <dati>
${element("gestore-emittente", issuer.name)}    <data zona="${time.zona}">
      <giorno>${time.giorno}</giorno>
      <ora>${time.ora}</ora>
    </data>
${element("identificativo", certified.pecId)}${optional("msgid", certified.msgid)}${
    receipt === undefined ? "" : `    <ricevuta tipo="${receipt}"/>\n`
  }${optional("consegna", details.delivery)}${
    (details.taken ?? []).map((recipient) => element("ricezione", recipient)).join("")
  }${optional("errore-esteso", details.description)}  </dati>
</postacert>
`;
}

function optional(name: string, value: string | undefined): string {
  return value === undefined ? "" : element(name, value);
}

function element(name: string, value: string): string {
  return `    <${name}>${escapeXml(value)}</${name}>\n`;
}

/** Everything that is no character of XML 1.0 (§2.2): most controls, lone surrogates. */
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  // A parser turns a literal carriage return into a line feed (XML 1.0 §2.11).
  "\r": "&#13;",
};

/**
 * Text as the content of an element. Characters that XML 1.0 cannot express become U+FFFD.
 */
function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(/[&<>\r]/g, (found) => REFERENCES[found] ?? "");
}
