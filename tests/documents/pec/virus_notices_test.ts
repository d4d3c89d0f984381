import { expect } from "expect";
import { virusDetection } from "../../../adapters/documents/pec/virus_detection.ts";
import { virusNonAcceptance } from "../../../adapters/documents/pec/virus_non_acceptance.ts";
import { virusNonDelivery } from "../../../adapters/documents/pec/virus_non_delivery.ts";
import type { Unsigned } from "../../../adapters/documents/pec/unsigned.ts";
import { headerOf, openNotice, shownLines } from "./opened.ts";
import { certified, issuer } from "./support.ts";

const eicar = "Eicar-Test-Signature";
const bruno = "bruno@beta.example";
const service = "servizio@beta.example";
const { at, ...data } = certified;

/** The Message-ID is a digest; what it depends on is tested elsewhere. */
const withoutId = (header: string) =>
  header.replace(/^Message-ID: <[0-9a-f]{40}@alfa\.example>\r\n/m, "");
const lines = (...all: readonly string[]) => all.map((line) => `${line}\r\n`).join("");
const subject = (prefix: string) => [
  `Subject: ${prefix}`,
  " =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
];
const identifier = "Identificativo messaggio: 0192a3b4c5d6e7f8@alfa.example";

interface Expected {
  readonly unsigned: Unsigned;
  readonly header: readonly string[];
  readonly text: readonly string[];
  readonly daticert: Readonly<Record<string, unknown>>;
}

const kinds: Readonly<Record<string, Expected>> = {
  "notice of non-acceptance because of a virus": {
    unsigned: virusNonAcceptance(issuer, certified, eicar),
    header: [
      "X-Ricevuta: non-accettazione",
      "X-VerificaSicurezza: errore",
      "Date: Sat, 21 Nov 2026 22:30:00 +0100",
      ...subject("AVVISO DI NON ACCETTAZIONE PER VIRUS:"),
      "From: posta-certificata@alfa.example",
      "To: anna@alfa.example",
      "X-Riferimento-Message-ID: <first.message@client.alfa.example>",
      "MIME-Version: 1.0",
    ],
    text: [
      "Errore nell'accettazione del messaggio per presenza di virus",
      "",
      "Il giorno 21/11/2026 alle ore 22:30:00 (+0100) nel messaggio",
      '"Città di Alfa - preventivo" proveniente da "anna@alfa.example"',
      "ed indirizzato a:",
      "bruno@beta.example",
      "carla@gamma.example",
      "è stato rilevato un problema di sicurezza Eicar-Test-Signature.",
      "Il messaggio non è stato accettato.",
      identifier,
    ],
    daticert: { tipo: "non-accettazione" },
  },
  "rilevazione virus": {
    unsigned: virusDetection(issuer, certified, service, bruno, eicar),
    header: [
      "X-Ricevuta: rilevazione-virus",
      "X-Mittente: anna@alfa.example",
      "Date: Sat, 21 Nov 2026 22:30:00 +0100",
      ...subject("PROBLEMA DI SICUREZZA:"),
      "From: posta-certificata@alfa.example",
      "To: servizio@beta.example",
      "X-Riferimento-Message-ID: <first.message@client.alfa.example>",
      "MIME-Version: 1.0",
    ],
    text: [
      "Avviso di rilevazione virus informatico",
      "",
      "Il giorno 21/11/2026 alle ore 22:30:00 (+0100) nel messaggio",
      '"Città di Alfa - preventivo" proveniente da "anna@alfa.example"',
      'e destinato all\'utente "bruno@beta.example"',
      "è stato rilevato un problema di sicurezza Eicar-Test-Signature.",
      identifier,
    ],
    daticert: { tipo: "rilevazione-virus", consegna: bruno },
  },
  "notice of non-delivery because of a virus": {
    unsigned: virusNonDelivery(issuer, certified, bruno, eicar),
    header: [
      "X-Ricevuta: errore-consegna",
      "X-VerificaSicurezza: errore",
      "Date: Sat, 21 Nov 2026 22:30:00 +0100",
      ...subject("AVVISO DI MANCATA CONSEGNA PER VIRUS:"),
      "From: posta-certificata@alfa.example",
      "To: anna@alfa.example",
      "X-Riferimento-Message-ID: <first.message@client.alfa.example>",
      "MIME-Version: 1.0",
    ],
    text: [
      "Avviso di mancata consegna per virus",
      "",
      "Il giorno 21/11/2026 alle ore 22:30:00 (+0100) nel messaggio",
      '"Città di Alfa - preventivo" destinato all\'utente "bruno@beta.example"',
      "è stato rilevato un problema di sicurezza Eicar-Test-Signature.",
      "Il messaggio non è stato consegnato.",
      identifier,
    ],
    daticert: { tipo: "errore-consegna", consegna: bruno },
  },
};
for (const [what, { unsigned, header, text, daticert }] of Object.entries(kinds)) {
  Deno.test(`${what}: header, text, the same in HTML, daticert.xml, and no other part`, async () => {
    const opened = await openNotice(unsigned);
    const { root } = opened.rendered.source;
    expect(withoutId(headerOf(opened.rendered))).toBe(lines(...header));
    expect(opened.text).toBe(lines(...text));
    expect(shownLines(opened.html)).toEqual(text.filter((line) => line !== ""));
    expect(opened.daticert).toEqual({
      errore: "virus",
      certified: data,
      issuer: issuer.name,
      at,
      ricezione: [],
      erroreEsteso: eicar,
      ...daticert,
    });
    expect(root.children[0]!.children.map(({ type }) => type)).toEqual([
      "multipart/alternative",
      "application/xml",
    ]);
    expect(opened.rendered.document.eightBit).toBe(false);
  });
}

Deno.test("a virus without a name is called so, in text and daticert.xml", async () => {
  for (const detected of ["", " \r\n"]) {
    const opened = await openNotice(virusNonDelivery(issuer, certified, bruno, detected));
    expect(opened.text).toContain("un problema di sicurezza di tipo non precisato.\r\n");
    expect(opened.daticert.erroreEsteso).toBe("di tipo non precisato");
  }
});

Deno.test("a hostile name of a virus, and a hostile sender, add nothing", async () => {
  const sender = '"a\r\nX-Ricevuta: accettazione"@alfa.example';
  const name = "Win.<b>\r\n\r\nX-Ricevuta: accettazione</errore-esteso>{mittente}";
  const hostile = { ...certified, sender };
  const opened = await openNotice(virusDetection(issuer, hostile, service, bruno, name));
  expect(opened.rendered.source.root.header.map(({ name }) => name)).toEqual([
    ...["X-Ricevuta", "X-Mittente", "Date", "Subject", "From", "To", "Message-ID"],
    ...["X-Riferimento-Message-ID", "MIME-Version", "Content-Type"],
  ]);
  expect(opened.daticert.erroreEsteso).toBe(name);
  expect(opened.text.split("\r\n").length).toBe(8);
  expect(opened.text).toContain("X-Ricevuta: accettazione</errore-esteso>{mittente}.");
  expect(opened.html).not.toContain("<b>");
});
