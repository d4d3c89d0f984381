import { expect } from "expect";
import { field, unfolded } from "../../../adapters/documents/mime/headers.ts";
import { octetsOf, readUtf8 } from "../../../adapters/documents/mime/octets.ts";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import { decodeBody } from "../../../adapters/documents/mime/transfer.ts";
import { parseDaticert } from "../../../adapters/documents/pec/daticert_reader.ts";
import type { Certified } from "../../../adapters/documents/pec/facts.ts";
import { transportEnvelope } from "../../../adapters/documents/pec/transport_envelope.ts";
import { Blobs, certified, issuer, original } from "./support.ts";

const blobs = new Blobs();

async function envelope(content: string, facts: Certified = certified) {
  const source = blobs.source(content);
  const unsigned = await transportEnvelope(issuer, facts, "breve", source, blobs.read);
  const rendered = await blobs.render(unsigned);
  const { root } = rendered.source;
  const postacert = root.children[0]!.children[2]!;
  const inner = rendered.text.slice(postacert.bodyStart, postacert.end);
  return { source, rendered, root, postacert, inner };
}

const reference = "X-Riferimento-Message-ID: <first.message@client.alfa.example>\r\n";
const ownId = "Message-ID: <0192a3b4c5d6e7f8@alfa.example>\r\n";

Deno.test("the header: inherited fields byte for byte, then the envelope's own", async () => {
  const { rendered } = await envelope(original);
  expect(rendered.text.slice(0, rendered.text.indexOf("Content-Type:"))).toBe([
    "Received: from [192.0.2.1] by smtp.alfa.example; Sat, 21 Nov 2026 22:29:59 +0100",
    "To: Bruno <bruno@beta.example>,",
    " carla@gamma.example",
    "Cc: dario@beta.example",
    "Reply-To: Anna <anna@alfa.example>",
    "X-Trasporto: posta-certificata",
    "X-TipoRicevuta: breve",
    "Date: Sat, 21 Nov 2026 22:30:00 +0100",
    "Subject: POSTA CERTIFICATA:",
    " =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
    'From: "Per conto di: anna@alfa.example" <posta-certificata@alfa.example>',
    "Message-ID: <0192a3b4c5d6e7f8@alfa.example>",
    "X-Riferimento-Message-ID: <first.message@client.alfa.example>",
    "MIME-Version: 1.0",
    "",
  ].join("\r\n"));
  expect(rendered.document.kind).toBe("posta-certificata");
  expect(rendered.document.messageId).toBe("<0192a3b4c5d6e7f8@alfa.example>");
});

Deno.test("the original's own Reply-To stays unaltered, its Sender stays inside", async () => {
  const replying =
    `Sender: x@alfa.example\r\nreply-to:  ufficio@alfa.example ,\r\n\tb@alfa.example\r\n`;
  const { rendered, root } = await envelope(replying + original);
  expect(rendered.text).toContain(
    "reply-to:  ufficio@alfa.example ,\r\n\tb@alfa.example\r\nReceived: from",
  );
  expect(root.header.filter(({ name }) => /^(reply-to|sender)$/i.test(name)).length).toBe(1);
});

Deno.test("the original travels with the PEC id, every other byte as submitted", async () => {
  const { inner, postacert, rendered } = await envelope(original);
  expect(inner).toBe(
    original
      .replace("Message-ID: <first.message@client.alfa.example>\r\n", ownId)
      .replace("\r\n\r\n", `\r\n${reference}\r\n`),
  );
  expect(postacert.type).toBe("message/rfc822");
  expect(postacert.encoding).toBe("7bit");
  expect(postacert.parameters.get("name")).toBe("postacert.eml");
  expect(postacert.dispositionParameters.get("filename")).toBe("postacert.eml");
  expect(rendered.document.eightBit).toBe(false);
});

Deno.test("the original's bytes are not copied", async () => {
  const long = original + "Riga lunga del messaggio.\r\n".repeat(5000);
  const { rendered, source } = await envelope(long);
  expect(rendered.document.inline.length).toBe(1);
  expect(rendered.document.inline[0]!.bytes.length).toBeLessThan(5000);
  const own = source.rope[0]!.blob;
  const borrowed = rendered.document.rope.filter(({ blob }) => blob === own);
  expect(borrowed.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(130_000);
  expect(rendered.document.size).toBe(rendered.bytes.length);
});

const { msgid: _, ...anonymous } = certified;
const header = "From: anna@alfa.example\r\nTo: bruno@beta.example\r\n";
const idLast = `${header}Message-ID: <first.message@client.alfa.example>`;
const shapes: readonly [what: string, from: string, to: string, facts: Certified][] = [
  ["no Message-ID", `${header}\r\nCiao\r\n`, `${header}${ownId}\r\nCiao\r\n`, anonymous],
  ["no final line end", `${header}\r\nCiao`, `${header}${ownId}\r\nCiao`, anonymous],
  ["an empty body", `${header}\r\n`, `${header}${ownId}\r\n`, anonymous],
  ["no body", header, `${header}${ownId}`, anonymous],
  ["no body and no line end", header.slice(0, -2), `${header}${ownId}`, anonymous],
  ["Message-ID last", `${idLast}\r\n\r\nCiao`, `${header}${ownId}${reference}\r\nCiao`, certified],
  ["Message-ID last, no body", `${idLast}\r\n`, `${header}${ownId}${reference}`, certified],
  ["Message-ID last, no line end", idLast, `${header}${ownId}${reference}`, certified],
  [
    "Message-ID folded and in another case",
    `message-id:\r\n <first.message@client.alfa.example>\r\n${header}\r\nCiao`,
    `${ownId}${header}${reference}\r\nCiao`,
    certified,
  ],
  [
    "a Message-ID that says nothing",
    `Message-ID:\r\n${header}\r\nCiao`,
    `${ownId}${header}\r\nCiao`,
    anonymous,
  ],
  [
    "a line that is no field at the header's end",
    `${header}not a field\r\n\r\nCiao`,
    `${header}not a field\r\n${ownId}\r\nCiao`,
    anonymous,
  ],
  ["no header", "\r\nCiao", `${ownId}\r\nCiao`, anonymous],
  [
    "a second Message-ID",
    `${idLast}\r\nSubject: x\r\nmessage-id:\r\n <other@client.example>\r\n\r\nMessage-ID: <body@x>`,
    `${header}${ownId}Subject: x\r\n${reference}\r\nMessage-ID: <body@x>`,
    certified,
  ],
  [
    "a reference of the client's own above its Message-ID",
    `X-Riferimento-Message-ID: <false@client.example>\r\n${idLast}\r\n\r\nCiao`,
    `${header}${ownId}${reference}\r\nCiao`,
    certified,
  ],
  [
    "references of the client's own and no Message-ID",
    `x-riferimento-message-id: <1@x>\r\n${header}X-RIFERIMENTO-MESSAGE-ID:\r\n\t<2@x>\r\n\r\nCiao`,
    `${header}${ownId}\r\nCiao`,
    anonymous,
  ],
  [
    "a reference of the client's own at the end, no body, no line end",
    `${header}X-Riferimento-Message-ID: <false@client.example>`,
    `${header}${ownId}`,
    anonymous,
  ],
];
for (const [what, from, to, facts] of shapes) {
  Deno.test(`an original with ${what}`, async () => {
    const { inner, root } = await envelope(from, facts);
    expect(inner).toBe(to);
    expect(root.children[0]!.closed && root.closed).toBe(true);
  });
}

Deno.test("an 8-bit original makes the envelope 8-bit, whatever it declares", async () => {
  const { postacert, rendered, inner } = await envelope(`${original}Perch\xe9?\r\n`);
  expect(postacert.encoding).toBe("8bit");
  expect(rendered.document.eightBit).toBe(true);
  expect(inner.endsWith("Perch\xe9?\r\n")).toBe(true);
});

Deno.test("a From of 998 octets is a Reply-To of two lines, none longer", async () => {
  for (const blank of ["", " "]) {
    const name = `"${"A".repeat(970 - blank.length)}"`;
    const line = `From:${blank}${name} <anna@alfa.example>`;
    const from = `${line}${"x".repeat(998 - line.length)}`;
    const { rendered, root } = await envelope(original.replace(/^From:.*(?=\r)/m, from));
    expect(rendered.text).toContain(`\r\nReply-To:\r\n ${from.slice(5 + blank.length)}\r\n`);
    expect(unfolded(field(root, "Reply-To")!)).toBe(from.slice(5 + blank.length));
  }
  const fits = `From: ${"a".repeat(973)}@alfa.example`.slice(0, 994);
  const { rendered } = await envelope(original.replace(/^From:.*(?=\r)/m, fits));
  expect(rendered.text).toContain(`\r\nReply-To:${fits.slice(5)}\r\n`);
});

Deno.test("X-Riferimento-Message-ID says what daticert.xml says, or is left out", async () => {
  const references = async (msgid: string) => {
    const { rendered, root, inner } = await envelope(original, { ...certified, msgid });
    const lengths = rendered.text.split("\r\n").map(({ length }) => length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(998);
    const xml = root.children[0]!.children.find(({ type }) => type === "application/xml")!;
    const bytes = decodeBody("base64", rendered.bytes.subarray(xml.bodyStart, xml.end));
    expect(parseDaticert(bytes).certified.msgid).toBe(msgid);
    const reference = field(root, "X-Riferimento-Message-ID");
    const inside = field(scanBytes(octetsOf(inner)), "X-Riferimento-Message-ID");
    expect(inside?.raw).toBe(reference?.raw);
    return reference && readUtf8(unfolded(reference));
  };
  for (
    const msgid of ["<a  b@x>", "<citt\u00e0@x>", `<${"a".repeat(990)}@x>`, "a ".repeat(400) + "b"]
  ) {
    expect(await references(msgid)).toBe(msgid);
  }
  expect(await references(`<${"a".repeat(992)}@xy>`)).toBe(`<${"a".repeat(992)}@xy>`);
  expect(await references(`<${"a".repeat(992)}@xyz>`)).toBe(undefined);
});

Deno.test("8-bit bytes of an inherited field are kept as they are", async () => {
  const { rendered } = await envelope(original.replace("To: Bruno", "To: Perch\xe9"));
  expect(rendered.text).toContain("\r\nTo: Perch\xe9 <bruno@beta.example>,\r\n carla@");
  expect(rendered.document.eightBit).toBe(true);
});

Deno.test("a sender of any form stands quoted in From", async () => {
  const sender = '"anna \\"b\\""@alfa.example';
  const { root } = await envelope(original, { ...certified, sender });
  expect(unfolded(field(root, "From")!)).toBe(
    '"Per conto di: \\"anna \\\\\\"b\\\\\\"\\"@alfa.example" <posta-certificata@alfa.example>',
  );
});

Deno.test("the same facts give the same bytes; another original another boundary", async () => {
  const first = await envelope(original);
  expect((await envelope(original)).rendered.text).toBe(first.rendered.text);
  const other = await envelope(`${original}\r\n`);
  expect(other.root.parameters.get("boundary")).not.toBe(first.root.parameters.get("boundary"));
});

Deno.test("small blobs that are not stored yet are read, and go with the document", async () => {
  const { source } = await envelope(original);
  const bytes = await blobs.bytes(source.rope);
  const pending = [{ sha256: source.rope[0]!.blob, bytes }];
  const empty = new Blobs();
  const unsigned = await transportEnvelope(
    issuer,
    certified,
    "breve",
    { ...source, pending },
    empty.read,
  );
  const { document } = await empty.render(unsigned);
  expect(document.inline.map(({ sha256 }) => sha256)).toContain(pending[0]!.sha256);
});
