import { expect } from "expect";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { decodedText, field, fields, unfolded } from "../../../adapters/documents/mime/headers.ts";
import { anomalyEnvelope, type Arrival } from "../../../adapters/documents/pec/anomaly_envelope.ts";
import { ANOMALIES } from "../../../adapters/documents/pec/texts.ts";
import { headerOf, readableOf, shownLines } from "./opened.ts";
import { Blobs, issuer } from "./support.ts";

const blobs = new Blobs();

const arrival: Arrival = {
  at: Date.UTC(2026, 10, 21, 21, 30, 0),
  sender: "ugo@ordinaria.example",
  recipients: ["anna@alfa.example", "dario@alfa.example"],
  subject: "Città di Alfa – preventivo",
};

const ordinary = [
  "Return-Path: <ugo@ordinaria.example>",
  "Received: from mx.ordinaria.example by mx.alfa.example; Sat, 21 Nov 2026 22:29:59 +0100",
  "Received: from [192.0.2.1] by mx.ordinaria.example;",
  "\tSat, 21 Nov 2026 22:29:58 +0100",
  "From: Ugo <ugo@ordinaria.example>",
  "To: Anna <anna@alfa.example>,",
  " altri@ordinaria.example",
  "cc: dario@alfa.example",
  "X-Trasporto: posta-certificata",
  "X-Ricevuta: avvenuta-consegna",
  "Subject: =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
  "Message-ID:  <uno@ordinaria.example>",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Buongiorno.",
  "",
].join("\r\n");

async function envelope(content: string, facts: Arrival = arrival) {
  const source = blobs.source(content);
  const unsigned = await anomalyEnvelope(issuer, facts, ANOMALIES.ordinary, source, blobs.read);
  const rendered = await blobs.render(unsigned);
  const { root } = rendered.source;
  const mixed = root.children[0]!;
  const enclosed = mixed.children[1]!;
  const inner = rendered.text.slice(enclosed.bodyStart, enclosed.end);
  return { rendered, root, mixed, enclosed, inner };
}

Deno.test("the header: inherited fields byte for byte, then the envelope's own", async () => {
  const { rendered } = await envelope(ordinary);
  expect(headerOf(rendered)).toBe([
    "Return-Path: <ugo@ordinaria.example>",
    "Received: from mx.ordinaria.example by mx.alfa.example; Sat, 21 Nov 2026 22:29:59 +0100",
    "Received: from [192.0.2.1] by mx.ordinaria.example;",
    "\tSat, 21 Nov 2026 22:29:58 +0100",
    "To: Anna <anna@alfa.example>,",
    " altri@ordinaria.example",
    "cc: dario@alfa.example",
    "Reply-To: Ugo <ugo@ordinaria.example>",
    "X-Trasporto: errore",
    "Date: Sat, 21 Nov 2026 22:30:00 +0100",
    "Subject: ANOMALIA MESSAGGIO:",
    " =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
    'From: "Per conto di: ugo@ordinaria.example" <posta-certificata@alfa.example>',
    "Message-ID:  <uno@ordinaria.example>",
    "MIME-Version: 1.0",
    "",
  ].join("\r\n"));
  expect(rendered.document.kind).toBe("errore");
  expect(rendered.document.messageId).toBe("<uno@ordinaria.example>");
  expect(rendered.document.subject).toBe("ANOMALIA MESSAGGIO: Città di Alfa – preventivo");
});

Deno.test("the text, and the same in HTML", async () => {
  const { text, html } = readableOf((await envelope(ordinary)).rendered);
  const lines = [
    "Anomalia nel messaggio",
    "",
    "Il giorno 21/11/2026 alle ore 22:30:00 (+0100) è stato ricevuto",
    'il messaggio "Città di Alfa - preventivo" proveniente da "ugo@ordinaria.example"',
    "ed indirizzato a:",
    "anna@alfa.example",
    "dario@alfa.example",
    "Tali dati non sono stati certificati per il seguente errore:",
    "Firma non presente o non autentica",
    "Il messaggio originale è incluso in allegato.",
  ];
  expect(text).toBe(lines.map((line) => `${line}\r\n`).join(""));
  expect(shownLines(html)).toEqual(lines.filter((line) => line !== ""));
});

Deno.test("it holds the message as it came, and nothing else", async () => {
  const { root, mixed, enclosed, inner, rendered } = await envelope(ordinary);
  expect(root.children.map(({ type }) => type)).toEqual([
    "multipart/mixed",
    "application/pkcs7-signature",
  ]);
  expect(mixed.children.map(({ type }) => type)).toEqual([
    "multipart/alternative",
    "message/rfc822",
  ]);
  expect(inner).toBe(ordinary);
  expect(enclosed.encoding).toBe("7bit");
  expect(rendered.text).not.toContain("daticert.xml");
  expect(rendered.document.inline.length).toBe(1);
  expect(rendered.document.size).toBe(rendered.bytes.length);
});

Deno.test("its own Reply-To stays unaltered", async () => {
  const { root } = await envelope(`reply-to:  ufficio@ordinaria.example,\r\n\tb@x\r\n${ordinary}`);
  expect(fields(root, "Reply-To").map(({ raw }) => raw)).toEqual([
    "  ufficio@ordinaria.example,\r\n\tb@x",
  ]);
});

const shapes: Readonly<Record<string, string>> = {
  "no header": "\r\nCiao\r\n",
  "a header alone": "From: ugo@ordinaria.example\r\nTo: anna@alfa.example\r\n",
  "a header without line end": "From: ugo@ordinaria.example",
  "no final line end": `${ordinary}Senza fine`,
  "no byte at all": "",
  "empty lines at its end": `${ordinary}\r\n\r\n\r\n`,
  "8-bit content": `${ordinary}Perch\xe9\r\n`,
  "an open multipart":
    'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nCiao\r\n--x\r\n',
};
for (const [what, content] of Object.entries(shapes)) {
  Deno.test(`an arrived message with ${what} lies inside byte for byte`, async () => {
    const { inner, root, mixed, enclosed, rendered } = await envelope(content);
    expect(inner).toBe(content);
    expect(root.closed && mixed.closed).toBe(true);
    expect(mixed.children.length).toBe(2);
    expect(enclosed.encoding).toBe(content.includes("\xe9") ? "8bit" : "7bit");
    expect(rendered.document.eightBit).toBe(content.includes("\xe9"));
  });
}

Deno.test("without a Message-ID it gets one from what arrived, and when", async () => {
  const anonymous = ordinary.replace(/^Message-ID:.*\r\n/m, "");
  const ids = await Promise.all([
    envelope(anonymous),
    envelope(anonymous),
    envelope(anonymous.replace("Buongiorno", "Buonasera")),
    envelope(anonymous, { ...arrival, at: arrival.at + 1000 }),
    envelope(`Message-ID: \r\n${anonymous}`),
  ]);
  for (const { root, rendered } of ids) {
    const given = fields(root, "Message-ID");
    expect(given.map(unfolded)).toEqual([rendered.document.messageId]);
    expect(rendered.document.messageId).toMatch(/^<[0-9a-f]{40}@alfa\.example>$/);
  }
  const distinct = new Set(ids.map(({ rendered }) => rendered.document.messageId));
  expect(distinct.size).toBe(4);
  expect(ids[0]!.rendered.text).toBe(ids[1]!.rendered.text);
});

Deno.test("of the null reverse-path the author is shown, and answered", async () => {
  const bounce = { ...arrival, sender: "" };
  const report = ordinary.replace("Ugo <ugo@", "Mail System <MAILER-DAEMON@");
  const { root, rendered } = await envelope(report, bounce);
  expect(unfolded(field(root, "From")!)).toBe(
    '"Per conto di: MAILER-DAEMON@ordinaria.example" <posta-certificata@alfa.example>',
  );
  expect(unfolded(field(root, "Reply-To")!)).toBe("Mail System <MAILER-DAEMON@ordinaria.example>");
  expect(readableOf(rendered).text).toContain('da "MAILER-DAEMON@ordinaria.example"');
});

Deno.test("where nobody is named as the author, nobody is answered", async () => {
  const { root } = await envelope("\r\nCiao", { ...arrival, sender: "" });
  expect(unfolded(field(root, "From")!)).toBe(
    '"Per conto di: <>" <posta-certificata@alfa.example>',
  );
  expect(field(root, "Reply-To")).toBeUndefined();
  const known = await envelope("\r\nCiao");
  expect(unfolded(field(known.root, "Reply-To")!)).toBe("ugo@ordinaria.example");
});

Deno.test("small blobs that are not stored yet are read, and go with the document", async () => {
  const { rope, root } = blobs.source(`${ordinary}Perch\xe9`);
  const pending = [{ sha256: rope[0]!.blob, bytes: await blobs.bytes(rope) }];
  const empty = new Blobs();
  const { document } = await empty.render(
    await anomalyEnvelope(issuer, arrival, "errore", { rope, root, pending }, empty.read),
  );
  expect(document.inline.map(({ sha256 }) => sha256)).toContain(rope[0]!.blob);
  expect(document.eightBit).toBe(true);
});

Deno.test("fuzz: with any bytes inside, subject and sender, the envelope is whole", async () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  const line = fc.oneof(
    fc.constantFrom("From: a@x", "To:", "Reply-To: ,", "Message-ID: <a", " folded", "--=_m_", ""),
    fc.string({ maxLength: 80 }).map((value) => value.replace(/[\r\n]/g, "")),
  );
  const message = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\r\n"));
  await fc.assert(
    fc.asyncProperty(message, text, text, async (content, subject, sender) => {
      const bytes = Buffer.from(content, "utf8").toString("latin1");
      const { inner, root, mixed, rendered } = await envelope(bytes, {
        ...arrival,
        subject,
        sender,
      });
      expect(inner).toBe(bytes);
      expect(mixed.children.length).toBe(2);
      expect(fields(root, "X-Trasporto").map(unfolded)).toEqual(["errore"]);
      expect(fields(root, "From").length).toBe(1);
      expect(decodedText(field(root, "Subject")!).trim()).toBe(
        rendered.document.subject.trim().replace(/\s+$/, ""),
      );
    }),
    { numRuns: 100, seed: 6109 },
  );
});
