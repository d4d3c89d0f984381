import { expect } from "expect";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { ReceiptType } from "../../../events/outgoing.ts";
import { fileName } from "../../../adapters/documents/mime/headers.ts";
import { deliveryReceipt } from "../../../adapters/documents/pec/delivery_receipt.ts";
import { inspectPec } from "../../../adapters/documents/pec/inspect.ts";
import { transportEnvelope } from "../../../adapters/documents/pec/transport_envelope.ts";
import { Blobs, certified, issuer, original } from "./support.ts";

const blobs = new Blobs();
const beta = { name: "Gestore Beta", domain: "beta.example", address: "pec@beta.example" };
const later = { ...certified, at: certified.at + 90_000 };
const sha1 = (text: string) => createHash("sha1").update(Buffer.from(text, "latin1")).digest("hex");

const header = "From: anna@alfa.example\r\nTo: bruno@beta.example\r\n";
const idAdded = "Message-ID: <0192a3b4c5d6e7f8@alfa.example>\r\n";
const { msgid: _, ...anonymous } = certified;

async function envelopeAround(content: string) {
  const source = blobs.source(content);
  const unsigned = await transportEnvelope(issuer, anonymous, "completa", source, blobs.read);
  return (await blobs.render(unsigned)).source;
}

async function receiptFor(content: string, receipt: ReceiptType) {
  return await receiptOn(await envelopeAround(content), receipt);
}

async function receiptOn(
  envelope: Awaited<ReturnType<typeof envelopeAround>>,
  receipt: ReceiptType,
) {
  const inspection = await inspectPec(
    envelope.root,
    async (start, end) => Buffer.from(await blobs.slice(envelope, start, end), "latin1"),
  );
  if (inspection.form !== "signed" || inspection.document.kind !== "envelope") {
    throw new Error(`Cannot go on: the envelope is ${JSON.stringify(inspection)}`);
  }
  const postacert = inspection.document.original;
  const delivery = { recipient: "bruno@beta.example", receipt };
  const rendered = await blobs.render(
    await deliveryReceipt(beta, later, delivery, envelope, postacert, blobs.read),
  );
  const mixed = rendered.source.root.children[0]!;
  const part = mixed.children[2];
  return {
    rendered,
    mixed,
    part,
    inner: part && rendered.text.slice(part.bodyStart, part.end),
    enclosed: await blobs.slice(envelope, postacert.bodyStart, postacert.end),
  };
}

Deno.test("completa: header, text, and the original out of the envelope, byte for byte", async () => {
  const { rendered, part, inner, enclosed } = await receiptFor(original, "completa");
  expect(rendered.text).toMatch(
    /^X-Ricevuta: avvenuta-consegna\r\nDate: Sat, 21 Nov 2026 22:31:30/,
  );
  expect(rendered.text).toContain("\r\nTo: anna@alfa.example\r\n");
  expect(rendered.text).toContain("\r\n\r\nRicevuta di avvenuta consegna\r\n\r\nIl giorno 21/11");
  expect(rendered.document.subject).toBe("CONSEGNA: Città di Alfa – preventivo");
  expect(part?.type).toBe("message/rfc822");
  expect(inner).toBe(enclosed);
  expect(rendered.document.inline.length).toBe(1);
});

Deno.test("sintetica holds no original", async () => {
  const { rendered, mixed } = await receiptFor(original, "sintetica");
  expect(mixed.children.map(({ type }) => type)).toEqual([
    "multipart/alternative",
    "application/xml",
  ]);
  expect(rendered.text).toContain("Ricevuta sintetica di avvenuta consegna\r\n");
});

const pdf = "JVBERi0xLjcKJeLjz9MK\r\nJVBERi0xLjcKJeLjz9MK";
const attached = (disposition: string, body: string, type = "application/pdf") =>
  `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n` +
  `Content-Disposition: ${disposition}\r\n\r\n${body}`;
const hashPart = (name: string, content: string) =>
  `Content-Type: text/plain; charset=us-ascii; name=${name}.hash\r\n` +
  `Content-Transfer-Encoding: 7bit\r\n` +
  `Content-Disposition: attachment; filename=${name}.hash\r\n\r\n${sha1(content)}`;
const text = "Content-Type: text/plain\r\n\r\nVedi allegati.\r\n";
const multipart = (boundary: string, parts: readonly string[], type = "multipart/mixed") =>
  `Content-Type: ${type}; boundary=${boundary}\r\n\r\npreambolo\r\n` +
  parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("") + `--${boundary}--\r\nepilogo\r\n`;
const signature = attached("attachment; filename=smime.p7s", pdf, "application/pkcs7-signature");
const oddSignature = attached("inline; filename=f", pdf, "application/x-pkcs-signature");
const untypedSignature = attached("inline; filename=smime.p7s", pdf, "application/octet-stream");
const pgpSignature = attached("inline; filename=firma.asc", pdf, "application/pgp-signature");
const pgpProtocol = `multipart/signed; protocol="application/pgp-signature"`;
const letter = `Subject: dentro\r\n\r\n${multipart("z", [attached("inline; filename=a", pdf)])}`;
const protocol = `multipart/signed; protocol="application/x-pkcs7-signature"`;

/** What a brief receipt makes of a message's content: `header` stands before both. */
const briefs: readonly [what: string, from: string, to: string][] = [
  ["a text", text, text],
  [
    "attachments at any depth",
    multipart("x", [
      multipart("y", [text, attached("inline; filename=logo.png", pdf, "image/png")]),
      attached("attachment; filename=uno.pdf", pdf),
    ]),
    multipart("x", [multipart("y", [text, hashPart("logo.png", pdf)]), hashPart("uno.pdf", pdf)]),
  ],
  [
    "a name in Content-Type alone",
    multipart("x", [text, attached("inline", "", "text/csv; name=dati.csv") + pdf]),
    multipart("x", [text, hashPart("dati.csv", pdf)]),
  ],
  [
    "a message attached",
    multipart("x", [text, `Content-Type: message/rfc822\r\n\r\n${letter}`]),
    multipart("x", [text, hashPart("message.eml", letter)]),
  ],
  [
    "an S/MIME signed message: its signature stays",
    multipart(
      "x",
      [multipart("y", [text, attached("inline; filename=a", pdf)]), signature],
      protocol,
    ),
    multipart("x", [multipart("y", [text, hashPart("a", pdf)]), signature], protocol),
  ],
  [
    "an S/MIME signed attachment",
    multipart("x", [attached("inline; filename=a", pdf), signature], protocol),
    multipart("x", [hashPart("a", pdf), signature], protocol),
  ],
  [
    "an S/MIME signed text: nothing to replace",
    multipart("x", [text, signature], protocol),
    multipart("x", [text, signature], protocol),
  ],
  [
    "an S/MIME signed message, known by its second part alone",
    multipart("x", [attached("inline; filename=a", pdf), signature], "Multipart/SIGNED"),
    multipart("x", [hashPart("a", pdf), signature], "Multipart/SIGNED"),
  ],
  [
    "an S/MIME signed message, known by the signature type that the RFC writes",
    multipart("x", [attached("inline; filename=a", pdf), oddSignature], "multipart/signed"),
    multipart("x", [hashPart("a", pdf), oddSignature], "multipart/signed"),
  ],
  [
    "an S/MIME signed message, known by its protocol alone",
    multipart("x", [attached("inline; filename=a", pdf), untypedSignature], protocol),
    multipart("x", [hashPart("a", pdf), untypedSignature], protocol),
  ],
  [
    "an S/MIME signed message with a message attached",
    multipart(
      "x",
      [multipart("y", [text, `Content-Type: message/rfc822\r\n\r\n${letter}`]), signature],
      protocol,
    ),
    multipart("x", [multipart("y", [text, hashPart("message.eml", letter)]), signature], protocol),
  ],
  [
    "an S/MIME signed message that is itself a forwarded one",
    multipart("x", [`Content-Type: message/rfc822\r\n\r\n${letter}`, signature], protocol),
    multipart("x", [hashPart("message.eml", letter), signature], protocol),
  ],
  [
    "an opaque part in an S/MIME signed message: only the message's own type counts",
    multipart(
      "x",
      [attached("attachment; filename=smime.p7m", pdf, "application/pkcs7-mime"), signature],
      protocol,
    ),
    multipart("x", [hashPart("smime.p7m", pdf), signature], protocol),
  ],
  [
    "a message signed by other means than S/MIME: its signature is an attachment",
    multipart("x", [attached("inline; filename=a", pdf), pgpSignature], pgpProtocol),
    multipart("x", [hashPart("a", pdf), hashPart("firma.asc", pdf)], pgpProtocol),
  ],
  [
    "a signed message within: it is a part like others",
    multipart("x", [multipart("y", [text, signature], protocol)]),
    multipart("x", [multipart("y", [text, hashPart("smime.p7s", pdf)], protocol)]),
  ],
  [
    "an enveloped S/MIME message",
    attached(
      "attachment; filename=smime.p7m",
      pdf,
      "Application/PKCS7-MIME; smime-type=enveloped-data; name=smime.p7m",
    ),
    attached(
      "attachment; filename=smime.p7m",
      pdf,
      "Application/PKCS7-MIME; smime-type=enveloped-data; name=smime.p7m",
    ),
  ],
  [
    "an opaque S/MIME message",
    attached("attachment; filename=smime.p7m", pdf, "application/x-pkcs7-mime"),
    attached("attachment; filename=smime.p7m", pdf, "application/x-pkcs7-mime"),
  ],
  [
    "an opaque S/MIME attachment",
    multipart("x", [attached("inline; filename=a.p7m", pdf, "application/pkcs7-mime")]),
    multipart("x", [hashPart("a.p7m", pdf)]),
  ],
  [
    "a named multipart: it is one attachment",
    multipart("x", [text, multipart("y", [text], "multipart/mixed; name=album")]),
    multipart("x", [
      text,
      hashPart("album", `preambolo\r\n--y\r\n${text}\r\n--y--\r\nepilogo\r\n`),
    ]),
  ],
  [
    "the messages of a digest",
    multipart("x", [`\r\n${letter}`], "multipart/digest"),
    multipart("x", [hashPart("message.eml", letter)], "multipart/digest"),
  ],
  [
    "an empty attachment",
    multipart("x", [attached("inline; filename=vuoto", "")]),
    multipart("x", [hashPart("vuoto", "")]),
  ],
];
for (const [what, from, to] of briefs) {
  Deno.test(`breve: ${what}`, async () => {
    const { inner, rendered } = await receiptFor(`${header}${from}`, "breve");
    const place = `${header}${idAdded}`;
    expect(withoutId(inner)).toBe(withoutId(`${place}${to}`));
    expect(rendered.text).toContain("Ricevuta breve di avvenuta consegna\r\n");
  });
}

/** The id was added at the header's end, which lies elsewhere in each message. */
function withoutId(message: string | undefined): string | undefined {
  return message?.replace(idAdded, "");
}

Deno.test("breve: a message that is itself an attachment keeps its own header", async () => {
  const { inner } = await receiptFor(
    `Content-Type: application/pdf; name=a.pdf\r\n${header}` +
      `Content-Transfer-Encoding: base64\r\nSubject: solo\r\n\r\n${pdf}\r\n`,
    "breve",
  );
  expect(inner).toBe(`${header}Subject: solo\r\n${idAdded}${hashPart("a.pdf", `${pdf}\r\n`)}`);
});

Deno.test("breve: names beyond ASCII, in encoded words, or dangerous", async () => {
  const names = [
    `filename*=UTF-8''citt%C3%A0.pdf`,
    `filename="=?utf-8?Q?perch=C3=A9.txt?="`,
    `filename="a\\"b;\tc.txt"`,
    `filename="=?utf-8?Q?a=0D=0AX-Ricevuta:=20b?="`,
  ];
  const parts = names.map((name) => attached(`attachment; ${name}`, pdf));
  const { part } = await receiptFor(`${header}${multipart("x", parts)}`, "breve");
  expect(part?.children[0]?.children.map(fileName)).toEqual([
    "città.pdf.hash",
    "perché.txt.hash",
    'a"b; c.txt.hash',
    "a X-Ricevuta: b.hash",
  ]);
  expect(part?.children[0]?.children.map(({ header }) => header.length)).toEqual([3, 3, 3, 3]);
});

Deno.test("breve: an attachment's 8-bit bytes are gone with it", async () => {
  const binary = `Content-Type: text/plain; name=a.txt\r\n` +
    `Content-Transfer-Encoding: 8bit\r\n\r\nperch\xe9`;
  const content = `${header}${multipart("x", [text, binary])}`;
  expect((await receiptFor(content, "completa")).rendered.document.eightBit).toBe(true);
  const { rendered, part } = await receiptFor(content, "breve");
  expect(rendered.document.eightBit).toBe(false);
  expect(part?.encoding).toBe("7bit");
});

Deno.test("an original that came in base64 stays in base64, also in a brief receipt", async () => {
  const plain = await envelopeAround(original);
  const bytes = await blobs.slice(plain, 0, plain.root.end);
  const postacert = plain.root.children[0]!.children[2]!;
  const inside = bytes.slice(postacert.bodyStart, postacert.end);
  const encoded = Buffer.from(inside, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n");
  const envelope = blobs.source(
    bytes.slice(0, postacert.bodyStart).replace(/7bit(?=[^]{0,80}$)/, "base64") + encoded +
      bytes.slice(postacert.end),
  );
  for (const receipt of ["completa", "breve"] as const) {
    const { part, inner } = await receiptOn(envelope, receipt);
    expect(part?.encoding).toBe("base64");
    expect(inner).toBe(encoded);
  }
});

Deno.test("the same facts give the same bytes", async () => {
  const first = await receiptFor(original, "breve");
  const again = await receiptFor(original, "breve");
  expect(again.rendered.text).toBe(first.rendered.text);
});
