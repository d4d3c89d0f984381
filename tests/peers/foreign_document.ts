/**
 * Documents of PEC as providers in the wild lay them out, written without any code of the engine.
 * Text is Latin-1: one character for each octet.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** How a provider lays its documents out. */
export interface Layout {
  readonly name: string;
  /** Type of the signature part and `protocol` (RFC 8551 §3.5.3.1, or the older name). */
  readonly signatureType: "application/pkcs7-signature" | "application/x-pkcs7-signature";
  readonly micalg: string;
  /** Lengths of the CMS structure's outer layers. */
  readonly lengths: "definite" | "indefinite";
  /** The parts of multipart/mixed, in their order. */
  readonly order: readonly PartName[];
  readonly daticertEncoding: "base64" | "quoted-printable" | "7bit";
  /** Where the names of the parts stand. */
  readonly naming: "name" | "filename" | "both";
  readonly originalEncoding: "7bit" | "8bit";
}

/** A part of multipart/mixed. */
export type PartName = "text" | "alternative" | "extra" | "daticert" | "postacert";

const USUAL: Layout = {
  name: "usual",
  signatureType: "application/pkcs7-signature",
  micalg: "sha-256",
  lengths: "definite",
  order: ["text", "daticert", "postacert"],
  daticertEncoding: "base64",
  naming: "both",
  originalEncoding: "7bit",
};

/** The layouts that readers must understand. */
export const LAYOUTS: readonly Layout[] = [
  USUAL,
  {
    ...USUAL,
    name: "older protocol, micalg=sha1 over SHA-256",
    signatureType: "application/x-pkcs7-signature",
    micalg: "sha1",
  },
  {
    ...USUAL,
    name: "indefinite lengths, daticert.xml in quoted-printable",
    lengths: "indefinite",
    daticertEncoding: "quoted-printable",
  },
  {
    ...USUAL,
    name: "other order, 8-bit original, filename alone",
    order: ["postacert", "daticert", "text"],
    originalEncoding: "8bit",
    naming: "filename",
  },
  {
    ...USUAL,
    name: "one more part, name alone, plain daticert.xml",
    micalg: "sha256",
    order: ["text", "extra", "daticert", "postacert"],
    daticertEncoding: "7bit",
    naming: "name",
  },
  {
    ...USUAL,
    name: "readable text last, in two languages",
    signatureType: "application/x-pkcs7-signature",
    order: ["daticert", "postacert", "alternative"],
    lengths: "indefinite",
  },
];

/** What a document says. */
export interface Facts {
  /** Value of X-Ricevuta or X-Trasporto, and `tipo`. */
  readonly kind: string;
  readonly pecId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly error?: string;
  readonly description?: string;
  /** The recipient that it is about. */
  readonly delivered?: string;
  /** The recipients that have been taken in charge. */
  readonly charged?: readonly string[];
  readonly receipt?: string;
  /** postacert.eml. */
  readonly original?: string;
}

/** Line ends as mail has them. */
function crlf(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}

/** daticert.xml, UTF-8 octets, in winter time. */
export function daticertOf(facts: Facts, issuer: string): string {
  const [day, hour] = new Date(facts.at + 3_600_000).toISOString().slice(0, 19).split("T");
  const element = (name: string, text: string) =>
    `<${name}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</${name}>`;
  const optional = (name: string, text: string | undefined) =>
    text === undefined ? "" : element(name, text);
  const xml = crlf(
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<postacert tipo="${facts.kind}" errore="${facts.error ?? "nessuno"}">`,
    "<intestazione>",
    element("mittente", facts.sender),
    ...facts.recipients.map((one) => `<destinatari tipo="certificato">${one}</destinatari>`),
    element("risposte", facts.sender),
    element("oggetto", facts.subject),
    "</intestazione>",
    "<dati>",
    element("gestore-emittente", issuer),
    `<data zona="+0100"><giorno>${day!.split("-").reverse().join("/")}</giorno>`,
    `<ora>${hour}</ora></data>`,
    element("identificativo", facts.pecId),
    ...(facts.receipt ? [`<ricevuta tipo="${facts.receipt}"/>`] : []),
    optional("consegna", facts.delivered),
    ...(facts.charged ?? []).map((one) => element("ricezione", one)),
    optional("errore-esteso", facts.description),
    "</dati>",
    "</postacert>",
  );
  return Buffer.from(xml, "utf8").toString("latin1");
}

/** The entity that is signed. */
export function contentOf(facts: Facts, issuer: string, layout: Layout): string {
  const parts = layout.order.flatMap((name) => partOf(name, facts, issuer, layout));
  return crlf('Content-Type: multipart/mixed; boundary="=_outer"', "") +
    parts.map((part) => `--=_outer\r\n${part}\r\n`).join("") + "--=_outer--\r\n";
}

function partOf(name: PartName, facts: Facts, issuer: string, layout: Layout): string[] {
  switch (name) {
    case "text":
      return [readable("text/plain", `Il messaggio ${facts.pecId}`)];
    case "alternative":
      return [alternative(facts)];
    case "extra":
      return [crlf('Content-Type: application/pdf; name="logo.pdf"', "", "%PDF-1.4")];
    case "daticert": {
      const xml = daticertOf(facts, issuer);
      return [
        named("application/xml", "daticert.xml", layout.daticertEncoding, layout) +
        ENCODERS[layout.daticertEncoding](xml),
      ];
    }
    case "postacert":
      if (facts.original === undefined) return [];
      return [
        named("message/rfc822", "postacert.eml", layout.originalEncoding, layout) + facts.original,
      ];
  }
}

function readable(type: string, text: string): string {
  return crlf(`Content-Type: ${type}; charset=iso-8859-1`, "", text);
}

function alternative({ pecId }: Facts): string {
  const texts = [
    readable("text/plain", `Messaggio ${pecId} / Message ${pecId}`),
    readable("text/html", `<p>Messaggio ${pecId}<br>Message ${pecId}</p>`),
  ];
  return crlf('Content-Type: multipart/alternative; boundary="=_inner"', "") +
    texts.map((text) => `--=_inner\r\n${text}\r\n`).join("") + "--=_inner--\r\n";
}

function named(type: string, name: string, encoding: string, { naming }: Layout): string {
  const onType = naming === "filename" ? "" : `; name="${name}"`;
  const onDisposition = naming === "name" ? "" : `; filename="${name}"`;
  return crlf(
    `Content-Type: ${type}${onType}`,
    `Content-Disposition: inline${onDisposition}`,
    `Content-Transfer-Encoding: ${encoding}`,
    "",
  );
}

/** Octets in lines of base64. */
function base64Lines(octets: string): string {
  return crlf(...Buffer.from(octets, "latin1").toString("base64").match(/.{1,64}/g) ?? []);
}

const ENCODERS: Readonly<Record<Layout["daticertEncoding"], (octets: string) => string>> = {
  "base64": base64Lines,
  // Every line has fewer than 76 characters before its soft line break (RFC 2045 §6.7).
  "quoted-printable": (octets) =>
    octets.replace(/[=\x80-\xff]/g, (found) => {
      return `=${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
    }).replace(/(?:=..|[^=\r\n]){60}/g, "$&=\r\n"),
  "7bit": (octets) => octets,
};

/** Who signs, to whom it goes, and the parts that have been signed. */
export interface Sealed {
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly content: string;
  /** DER or BER of the CMS structure. */
  readonly signature: string;
}

const PREFIXES: Readonly<Record<string, string>> = {
  "posta-certificata": "POSTA CERTIFICATA: ",
  "presa-in-carico": "PRESA IN CARICO: ",
  "avvenuta-consegna": "CONSEGNA: ",
  "errore-consegna": "AVVISO DI MANCATA CONSEGNA: ",
  "rilevazione-virus": "PROBLEMA DI SICUREZZA: ",
};

/** The whole document. */
export function sealedDocument(facts: Facts, sealed: Sealed, layout: Layout): string {
  const { signatureType, micalg } = layout;
  const isEnvelope = facts.kind === "posta-certificata";
  return crlf(
    `From: ${sealed.from}`,
    `To: ${sealed.to}`,
    `Subject: ${PREFIXES[facts.kind]}${facts.subject}`,
    `Message-ID: <${sealed.messageId}>`,
    `${isEnvelope ? "X-Trasporto" : "X-Ricevuta"}: ${facts.kind}`,
    ...(facts.receipt ? [`X-TipoRicevuta: ${facts.receipt}`] : []),
    "MIME-Version: 1.0",
    `Content-Type: multipart/signed; protocol="${signatureType}"; micalg="${micalg}";`,
    ' boundary="=_seal"',
    "",
    "This is an S/MIME signed message",
    "",
    "--=_seal",
  ) + sealed.content + "\r\n--=_seal\r\n" + crlf(
    `Content-Type: ${signatureType}; name="smime.p7s"`,
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="smime.p7s"',
    "",
  ) + base64Lines(sealed.signature) + "--=_seal--\r\n";
}

/** Gives the three outer layers of a CMS SignedData indefinite lengths (X.690 §8.1.3.6). */
export function withIndefiniteLengths(der: Uint8Array): Uint8Array {
  const end = Uint8Array.of(0, 0);
  const contentInfo = contentsOf(der);
  const oid = contentInfo.subarray(0, 2 + contentInfo[1]!);
  const signedData = contentsOf(contentsOf(contentInfo.subarray(oid.length)));
  return Buffer.concat([
    Uint8Array.of(0x30, 0x80),
    oid,
    Uint8Array.of(0xa0, 0x80, 0x30, 0x80),
    signedData,
    end,
    end,
    end,
  ]);
}

/** The contents of the first element, whose length is definite. */
function contentsOf(element: Uint8Array): Uint8Array {
  const first = element[1]!;
  if (first < 0x80) return element.subarray(2, 2 + first);
  const octets = element.subarray(2, 2 + (first & 0x7f));
  const length = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return element.subarray(2 + octets.length, 2 + octets.length + length);
}
