import { expect } from "expect";
import { timeoutNotice } from "../../../adapters/documents/pec/timeout_notice.ts";
import { headerOf, openNotice, shownLines } from "./opened.ts";
import { certified, issuer } from "./support.ts";

const bruno = "bruno@beta.example";
const words: Readonly<Record<12 | 24, { text: readonly string[]; erroreEsteso: string }>> = {
  12: {
    text: [
      "non è stato consegnato nelle prime dodici ore dal suo invio.",
      "Non escludendo che questo possa avvenire in seguito, si ritiene utile considerare che " +
      "l'invio potrebbe non andare a buon fine.",
      "Il sistema provvederà comunque ad inviare un ulteriore avviso di mancata consegna se " +
      "nelle prossime dodici ore non vi sarà la conferma della ricezione da parte del " +
      "destinatario.",
    ],
    erroreEsteso: "4.4.1 - Gestore Alfa & Figli - " +
      "il messaggio non è stato consegnato nelle prime dodici ore dal suo invio",
  },
  24: {
    text: [
      "non è stato consegnato nelle ventiquattro ore successive al suo invio.",
      "Si ritiene che la spedizione debba considerarsi non andata a buon fine.",
    ],
    erroreEsteso: "5.4.1 - Gestore Alfa & Figli - " +
      "il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio",
  },
};
for (const hours of [12, 24] as const) {
  Deno.test(`timeout notice of ${hours} hours`, async () => {
    const opened = await openNotice(timeoutNotice(issuer, certified, bruno, hours));
    const { rendered } = opened;
    expect(headerOf(rendered).replace(/^Message-ID: <[0-9a-f]{40}@alfa\.example>\r\n/m, "")).toBe([
      "X-Ricevuta: preavviso-errore-consegna",
      "Date: Sat, 21 Nov 2026 22:30:00 +0100",
      "Subject: AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO:",
      " =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
      "From: posta-certificata@alfa.example",
      "To: anna@alfa.example",
      "X-Riferimento-Message-ID: <first.message@client.alfa.example>",
      "MIME-Version: 1.0",
      "",
    ].join("\r\n"));
    const lines = [
      "Avviso di mancata consegna",
      "",
      "Il giorno 21/11/2026 alle ore 22:30:00 (+0100) il messaggio",
      '"Città di Alfa - preventivo" proveniente da "anna@alfa.example"',
      'e destinato all\'utente "bruno@beta.example"',
      ...words[hours].text,
      "Identificativo messaggio: 0192a3b4c5d6e7f8@alfa.example",
    ];
    expect(opened.text).toBe(lines.map((line) => `${line}\r\n`).join(""));
    expect(shownLines(opened.html)).toEqual(lines.filter((line) => line !== ""));
    const { at, ...data } = certified;
    expect(opened.daticert).toEqual({
      tipo: "preavviso-errore-consegna",
      errore: "altro",
      certified: data,
      issuer: issuer.name,
      at,
      consegna: bruno,
      ricezione: [],
      erroreEsteso: words[hours].erroreEsteso,
    });
    expect(rendered.source.root.children[0]!.children.map(({ type }) => type)).toEqual([
      "multipart/alternative",
      "application/xml",
    ]);
  });
}
