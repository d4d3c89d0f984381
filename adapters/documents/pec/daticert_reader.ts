/**
 * Reads daticert.xml as other providers write it: any indentation, but no other element, order or
 * value than the grammar allows (RFC 6109 §4.4).
 *
 * @module
 */
import { DtdValidator, type XmlAttribute, XmlDocument, XmlDtd, XmlElement } from "libxml2-wasm";
import type { CertifiedData } from "../../../events/incoming.ts";
import type { Instant } from "../../../events/instant.ts";
import type { ErrorKind, ReceiptType, RecipientKind } from "../../../events/outgoing.ts";
import type { DaticertKind } from "./daticert.ts";
import { DATICERT_GRAMMAR } from "./daticert_grammar.ts";
import { singleLine } from "./latin1.ts";
import { MINUTE } from "./rome_time.ts";

/** What daticert.xml says. Names are those of its elements. */
export interface Daticert {
  readonly tipo: DaticertKind;
  readonly errore: ErrorKind | "nessuno";
  readonly certified: CertifiedData;
  /** `gestore-emittente` */
  readonly issuer: string;
  /** From `data`, to the second. */
  readonly at: Instant;
  readonly ricevuta?: ReceiptType;
  readonly consegna?: string;
  readonly ricezione: readonly string[];
  readonly erroreEsteso?: string;
}

/** daticert.xml cannot be read, or says what it must not. */
export class DaticertError extends Error {
  override readonly name = "DaticertError";
}

/** The largest daticert.xml that is read, in bytes: about 10,000 recipients. */
export const DATICERT_LIMIT = 1 << 20;

/** Longest address that is taken over, in characters. RFC 5321 §4.5.3.1.3 allows 256 octets. */
const ADDRESS_LIMIT = 512;

/** The most `destinatari`. */
const RECIPIENTS_LIMIT = 10_000;

/** Longest `msgid` in octets: what one line of a header holds (RFC 5322 §2.1.1). */
const MSGID_LIMIT = 998;

/** Longest `oggetto` in octets: the header of our own documents must hold it in turn. */
const OGGETTO_LIMIT = 64 * 1024;

/** It stands in Message-IDs and names streams: `local@domain` in printable ASCII. */
const PEC_ID = /^[!-'*-;=?A-Z\\^-~]+@[!-'*-;=?A-Z\\^-~]+$/;
const PEC_ID_LIMIT = 255;

/**
 * Only a declaration, comments, processing instructions and spaces may come before the root: thus
 * no DOCTYPE, and with it no entity, ever reaches the parser.
 */
const PROLOG = /^(?:\s|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)*<postacert[\s>]/;

/**
 * The XML declaration is not parsed: the encoding is UTF-8 in any case (RFC 6109 §4.3.3), and a
 * `standalone="yes"`, which some writers add, would forbid indentation under the grammar
 * (XML 1.0 §2.9).
 */
const DECLARATION = /^<\?xml\s[^>]*\?>/;

const validator = new DtdValidator(XmlDtd.fromString(DATICERT_GRAMMAR));

/**
 * Parses and validates daticert.xml.
 *
 * @throws {DaticertError} when the bytes are no valid daticert.xml in UTF-8 of at most
 *   {@linkcode DATICERT_LIMIT} bytes.
 */
export function parseDaticert(bytes: Uint8Array): Daticert {
  if (bytes.length > DATICERT_LIMIT) {
    throw new DaticertError(`Cannot read daticert.xml: it has ${bytes.length} bytes`);
  }
  const text = decodeUtf8(bytes);
  if (!PROLOG.test(text)) {
    throw new DaticertError("Cannot read daticert.xml: the root postacert is not what comes first");
  }
  const document = parseXml(text);
  try {
    return readPostacert(document);
  } finally {
    document.dispose();
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DaticertError("Cannot read daticert.xml: it is not UTF-8", { cause });
  }
}

function parseXml(text: string): XmlDocument {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromString(text.replace(DECLARATION, ""));
    validator.validate(document);
    return document;
  } catch (cause) {
    document?.dispose();
    const reason = cause instanceof Error ? cause.message.trim().split("\n", 1)[0] : String(cause);
    throw new DaticertError(`Cannot read daticert.xml: ${reason}`, { cause });
  }
}

function readPostacert(document: XmlDocument): Daticert {
  const root = document.root;
  const [header, data] = elementsOf(root);
  const dati = childrenByName(data);
  const one = (name: string) => dati.get(name)?.[0];
  const consegna = one("consegna");
  const erroreEsteso = one("errore-esteso");
  const ricevuta = one("ricevuta");
  const msgid = one("msgid");
  return {
    tipo: attribute(root, "tipo") as DaticertKind,
    errore: (attribute(root, "errore") || "nessuno") as Daticert["errore"],
    certified: {
      pecId: readPecId(one("identificativo")),
      ...(msgid && { msgid: readMsgid(msgid) }),
      ...readHeader(childrenByName(header)),
    },
    issuer: trimmed(one("gestore-emittente")),
    at: readInstant(one("data")),
    ...(ricevuta && { ricevuta: attribute(ricevuta, "tipo") as ReceiptType }),
    ...(consegna && { consegna: readAddress(consegna) }),
    ricezione: (dati.get("ricezione") ?? []).map(readAddress),
    ...(erroreEsteso && { erroreEsteso: trimmed(erroreEsteso) }),
  };
}

function readHeader(
  children: ReadonlyMap<string, readonly XmlElement[]>,
): Pick<CertifiedData, "sender" | "recipients" | "replyTo" | "subject"> {
  const [mittente] = children.get("mittente") ?? [];
  const recipients = children.get("destinatari") ?? [];
  if (recipients.length > RECIPIENTS_LIMIT) {
    throw new DaticertError(`Cannot read daticert.xml: it has ${recipients.length} destinatari`);
  }
  return {
    sender: mittente ? readAddress(mittente) : "",
    recipients: recipients.map((element) => ({
      address: readAddress(element),
      kind: (attribute(element, "tipo") || "certificato") as RecipientKind,
    })),
    replyTo: trimmed(children.get("risposte")?.[0]),
    // The one text whose spaces are the sender's own.
    subject: within(OGGETTO_LIMIT, "oggetto", children.get("oggetto")?.[0]?.content ?? ""),
  };
}

/** On one line, as it stands in X-Riferimento-Message-ID: the two must say the same. */
function readMsgid(element: XmlElement): string {
  return within(MSGID_LIMIT, "msgid", singleLine(trimmed(element)));
}

/** The text, if it is no longer than a number of octets. */
function within(limit: number, name: string, text: string): string {
  const octets = new TextEncoder().encode(text).length;
  if (octets <= limit) return text;
  throw new DaticertError(`Cannot read daticert.xml: ${name} has ${octets} octets`);
}

function readPecId(element: XmlElement | undefined): string {
  const pecId = trimmed(element);
  if (!PEC_ID.test(pecId) || pecId.length > PEC_ID_LIMIT) {
    throw new DaticertError(`Cannot read daticert.xml: identificativo is ${pecId.slice(0, 100)}`);
  }
  return pecId;
}

function readAddress(element: XmlElement): string {
  const address = trimmed(element);
  if (!address || address.length > ADDRESS_LIMIT) {
    throw new DaticertError(
      `Cannot read daticert.xml: ${element.name} is ${address.slice(0, 100) || "empty"}`,
    );
  }
  return address;
}

/** giorno, ora and zona; the RFC's own text has the zone as `(+hh:mm)` (§4.2). */
const DATE_TIME = new RegExp(
  [
    /^(0[1-9]|[12]\d|3[01])\/(0[1-9]|1[0-2])\/(\d{4})/,
    / ([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)/,
    / \(?([+-])([01]\d):?([0-5]\d)\)?$/,
  ].map(({ source }) => source).join(""),
);

function readInstant(element: XmlElement | undefined): Instant {
  const [giorno, ora] = element ? elementsOf(element).map(trimmed) : [];
  const zona = element ? attribute(element, "zona") : "";
  const parts = DATE_TIME.exec(`${giorno} ${ora} ${zona}`);
  if (!parts) {
    throw new DaticertError(`Cannot read daticert.xml: data is ${giorno} ${ora} ${zona}`);
  }
  const [day, month, year, hour, minute, second] = parts.slice(1, 7).map(Number);
  const offset = Number(parts[8]) * 60 + Number(parts[9]);
  return Date.UTC(year!, month! - 1, day, hour, minute, second) +
    (parts[7] === "-" ? offset : -offset) * MINUTE;
}

/** By XPath: from node to node libxml2-wasm does not get past a processing instruction. */
function elementsOf(parent: XmlElement | undefined): readonly XmlElement[] {
  return parent?.find("*").filter((node) => node instanceof XmlElement) ?? [];
}

function childrenByName(
  parent: XmlElement | undefined,
): ReadonlyMap<string, readonly XmlElement[]> {
  return Map.groupBy(elementsOf(parent), (element) => element.name);
}

function trimmed(element: XmlElement | undefined): string {
  return element?.content.trim() ?? "";
}

function attribute(element: XmlElement, name: string): string {
  const found: XmlAttribute | null = element.attr(name);
  return found?.value.trim() ?? "";
}
