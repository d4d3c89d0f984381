import { expect } from "expect";
import fc from "fast-check";
import { decodedText, field } from "../../../adapters/documents/mime/headers.ts";
import { acceptance } from "../../../adapters/documents/pec/acceptance.ts";
import type { Certified } from "../../../adapters/documents/pec/facts.ts";
import { nonAcceptance } from "../../../adapters/documents/pec/non_acceptance.ts";
import { nonDelivery } from "../../../adapters/documents/pec/non_delivery.ts";
import { takeCharge } from "../../../adapters/documents/pec/take_charge.ts";
import { timeoutNotice } from "../../../adapters/documents/pec/timeout_notice.ts";
import { virusDetection } from "../../../adapters/documents/pec/virus_detection.ts";
import { virusNonAcceptance } from "../../../adapters/documents/pec/virus_non_acceptance.ts";
import { virusNonDelivery } from "../../../adapters/documents/pec/virus_non_delivery.ts";
import { headerOf, openNotice, shownLines } from "./opened.ts";
import { Blobs, certified, issuer } from "./support.ts";

const fault = { error: "altro", description: "destinatario mancante" } as const;
const refusal = { error: "no-dest", description: "5.1.1 - Beta - indirizzo non valido" } as const;

Deno.test("acceptance receipt: the header", async () => {
  const opened = await openNotice(acceptance(issuer, certified));
  expect(headerOf(opened.rendered).replace(/^Message-ID: <[0-9a-f]{40}@alfa\.example>\r\n/m, ""))
    .toBe([
      "X-Ricevuta: accettazione",
      "Date: Sat, 21 Nov 2026 22:30:00 +0100",
      "Subject: ACCETTAZIONE: =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
      "From: posta-certificata@alfa.example",
      "To: anna@alfa.example",
      "X-Riferimento-Message-ID: <first.message@client.alfa.example>",
      "MIME-Version: 1.0",
      "",
    ].join("\r\n"));
});

Deno.test("acceptance receipt: the text, and the same in HTML", async () => {
  const { text, html } = await openNotice(acceptance(issuer, certified));
  expect(text).toBe(
    [
      "Ricevuta di accettazione",
      "",
      "Il giorno 21/11/2026 alle ore 22:30:00 (+0100) il messaggio",
      '"Città di Alfa - preventivo" proveniente da "anna@alfa.example"',
      "ed indirizzato a:",
      'bruno@beta.example ("posta certificata")',
      'carla@gamma.example ("posta ordinaria")',
      "è stato accettato dal sistema ed inoltrato.",
      "Identificativo messaggio: 0192a3b4c5d6e7f8@alfa.example",
      "",
    ].join("\r\n"),
  );
  expect(shownLines(html)).toEqual(text.trim().split(/[\r\n]+/));
  expect(html).not.toMatch(/<(img|style|link|script|a|iframe)\b/i);
});

Deno.test("acceptance receipt: daticert.xml and the structure", async () => {
  const { daticert, rendered } = await openNotice(acceptance(issuer, certified));
  const { at, ...data } = certified;
  expect(daticert).toEqual({
    tipo: "accettazione",
    errore: "nessuno",
    certified: data,
    issuer: issuer.name,
    at,
    ricezione: [],
  });
  const { root } = rendered.source;
  expect(root.type).toBe("multipart/signed");
  expect([...root.parameters].filter(([name]) => name !== "boundary")).toEqual([
    ["protocol", "application/pkcs7-signature"],
    ["micalg", "sha-256"],
  ]);
  expect(root.children.map(({ type }) => type)).toEqual([
    "multipart/mixed",
    "application/pkcs7-signature",
  ]);
  expect(root.children[0]!.children.map(({ type }) => type)).toEqual([
    "multipart/alternative",
    "application/xml",
  ]);
  expect(root.closed && root.children.every(({ closed }) => closed)).toBe(true);
});

Deno.test("notice of non-acceptance", async () => {
  const opened = await openNotice(nonAcceptance(issuer, certified, fault));
  expect(headerOf(opened.rendered)).toContain("X-Ricevuta: non-accettazione\r\n");
  expect(opened.rendered.document.subject)
    .toBe("AVVISO DI NON ACCETTAZIONE: Città di Alfa – preventivo");
  expect(opened.text).toContain(
    "è stato rilevato un problema che ne impedisce l'accettazione a causa di destinatario mancante.",
  );
  expect(opened.daticert).toMatchObject({
    tipo: "non-accettazione",
    errore: "altro",
    erroreEsteso: "destinatario mancante",
  });
  expect("consegna" in opened.daticert).toBe(false);
});

Deno.test("presa in carico goes to the service mailbox and names its own recipients", async () => {
  const taken = ["bruno@beta.example"];
  const opened = await openNotice(takeCharge(issuer, certified, "servizio@alfa.example", taken));
  expect(headerOf(opened.rendered)).toContain("X-Ricevuta: presa-in-carico\r\n");
  expect(headerOf(opened.rendered)).toContain("To: servizio@alfa.example\r\n");
  expect(opened.daticert.ricezione).toEqual(taken);
  expect(opened.daticert.certified.recipients).toEqual(certified.recipients);
  expect(opened.text).toContain("ed indirizzato a:\r\nbruno@beta.example\r\nè stato accettato");
});

Deno.test("notice of non-delivery", async () => {
  const opened = await openNotice(nonDelivery(issuer, certified, "bruno@beta.example", refusal));
  expect(headerOf(opened.rendered)).toContain("X-Ricevuta: errore-consegna\r\n");
  expect(headerOf(opened.rendered)).toContain("Subject: AVVISO DI MANCATA CONSEGNA:\r\n =?UTF-8?");
  expect(opened.text).toContain(
    'e destinato all\'utente "bruno@beta.example"\r\n' +
      "è stato rilevato un errore 5.1.1 - Beta - indirizzo non valido.\r\n",
  );
  expect(opened.daticert).toMatchObject({
    tipo: "errore-consegna",
    errore: "no-dest",
    consegna: "bruno@beta.example",
    erroreEsteso: "5.1.1 - Beta - indirizzo non valido",
  });
});

Deno.test("without a Message-ID of the client there is no reference to it", async () => {
  const { msgid: _, ...anonymous } = certified;
  const opened = await openNotice(acceptance(issuer, anonymous));
  expect(headerOf(opened.rendered)).not.toContain("X-Riferimento-Message-ID");
  expect("msgid" in opened.daticert.certified).toBe(false);
});

Deno.test("the same facts give the same bytes; other facts another Message-ID", async () => {
  const blobs = new Blobs();
  const first = await blobs.render(acceptance(issuer, certified));
  const again = await blobs.render(acceptance({ ...issuer }, { ...certified }));
  expect(again.text).toBe(first.text);
  const others = [
    acceptance(issuer, certified),
    acceptance(issuer, { ...certified, pecId: "other@alfa.example" }),
    acceptance({ ...issuer, domain: "beta.example" }, certified),
    nonAcceptance(issuer, certified, fault),
    nonDelivery(issuer, certified, "bruno@beta.example", refusal),
    nonDelivery(issuer, certified, "dario@beta.example", refusal),
    takeCharge(issuer, certified, "servizio@alfa.example", ["bruno@beta.example"]),
    takeCharge(issuer, certified, "servizio@alfa.example", ["dario@beta.example"]),
    virusNonAcceptance(issuer, certified, "Eicar"),
    virusNonDelivery(issuer, certified, "bruno@beta.example", "Eicar"),
    virusNonDelivery(issuer, certified, "dario@beta.example", "Eicar"),
    virusDetection(issuer, certified, "servizio@alfa.example", "bruno@beta.example", "Eicar"),
    virusDetection(issuer, certified, "servizio@alfa.example", "dario@beta.example", "Eicar"),
    timeoutNotice(issuer, certified, "bruno@beta.example", 12),
    timeoutNotice(issuer, certified, "bruno@beta.example", 24),
    timeoutNotice(issuer, certified, "dario@beta.example", 24),
  ];
  expect(new Set(others.map(({ messageId }) => messageId)).size).toBe(others.length);
});

const hostile: Certified = {
  ...certified,
  msgid: "<a\r\nBcc: x@y> \u010d\u010a",
  sender: '"<script>"@alfa.example',
  subject:
    "Re:\r\n\r\n--=_m_\r\nX-Ricevuta: avvenuta-consegna </oggetto> ]]> & \"x\" 'y' <b>{errore}</b> 😀",
};

Deno.test("a hostile subject, sender and msgid add nothing to header, XML or HTML", async () => {
  const opened = await openNotice(nonDelivery(issuer, hostile, "bruno@beta.example", refusal));
  const { root } = opened.rendered.source;
  expect(root.header.map(({ name }) => name)).toEqual([
    ...["X-Ricevuta", "Date", "Subject", "From", "To", "Message-ID"],
    ...["X-Riferimento-Message-ID", "MIME-Version", "Content-Type"],
  ]);
  expect(decodedText(field(root, "Subject")!)).toBe(opened.rendered.document.subject);
  expect(opened.daticert.certified.subject).toBe(hostile.subject);
  expect(opened.daticert.certified.sender).toBe(hostile.sender);
  expect(opened.html).not.toMatch(/<(b|script)>/);
  expect(opened.html).toContain(
    "&lt;b&gt;{errore}&lt;/b&gt; &#128512;&quot;".replace("&quot;", '"'),
  );
  expect(opened.text).toContain("'y' <b>{errore}</b> ?\"");
  expect(opened.text.split("\r\n").length).toBe(9);
});

Deno.test("no line of a document is longer than SMTP allows", async () => {
  const subject = "y".repeat(10_000);
  const { rendered, daticert } = await openNotice(acceptance(issuer, { ...certified, subject }));
  const longest = Math.max(...rendered.text.split("\r\n").map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(78);
  expect(rendered.document.subject).toBe(`ACCETTAZIONE: ${subject}`);
  expect(decodedText(field(rendered.source.root, "Subject")!)).toBe(rendered.document.subject);
  expect(daticert.certified.subject).toBe(subject);
});

Deno.test("with any subject the document is whole, 7-bit and canonical", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (subject) => {
      const { rendered, daticert, text } = await openNotice(
        acceptance(issuer, { ...certified, subject }),
      );
      expect(rendered.text).toMatch(/^(?:[\t -~]*\r\n)+$/);
      expect(rendered.document.eightBit).toBe(false);
      expect(rendered.document.size).toBe(rendered.bytes.length);
      expect(rendered.source.root.header.length).toBe(9);
      expect(daticert.certified.subject.length).toBe(subject.length);
      expect(text.split("\r\n").length).toBe(10);
    }),
    { numRuns: 60, seed: 6109 },
  );
});
