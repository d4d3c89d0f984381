/**
 * Previews, and the text in which SEARCH looks.
 *
 * @module
 */
import { expect } from "expect";
import { headerTexts } from "../../../adapters/documents/imap/header_fields.ts";
import { htmlText } from "../../../adapters/documents/imap/html_text.ts";
import { previewText } from "../../../adapters/documents/imap/preview.ts";
import { searchableText } from "../../../adapters/documents/imap/searchable.ts";
import { contentOf, fixture } from "./support.ts";

const ENVELOPE = fixture("aruba-2023-busta-di-trasporto.eml");

async function preview(...lines: string[]): Promise<string> {
  return await previewText(await contentOf(lines.join("\r\n")));
}

function encoded(content: string): string {
  return new TextEncoder().encode(content).toBase64();
}

/** An envelope with a message of its own, in an encoding. */
function envelope(marker: string, encoding: string, inner: string): string {
  return [
    marker,
    "Content-Type: multipart/signed; boundary=s",
    "",
    "--s",
    "Content-Type: multipart/mixed; boundary=m",
    "",
    "--m",
    "",
    "Testo della busta",
    "--m",
    "Content-Type: message/rfc822; name=postacert.eml",
    `Content-Transfer-Encoding: ${encoding}`,
    "",
    inner,
    "--m--",
    "--s",
    "Content-Type: application/pkcs7-signature",
    "",
    "AAAA",
    "--s--",
  ].join("\r\n");
}

const INNER = "Subject: dentro\r\n\r\nTesto interno";

Deno.test("preview: an envelope shows the message in it, a receipt its own words", async () => {
  expect(await previewText(await contentOf(ENVELOPE)))
    .toBe("Avviso. Questa \u00e8 una casella di sviluppo/test");
  const trasporto = "X-Trasporto: posta-certificata";
  expect(await preview(envelope(trasporto, "7bit", INNER))).toBe("Testo interno");
  expect(await preview(envelope(trasporto, "base64", encoded(INNER)))).toBe("Testo interno");
  expect(await preview(envelope("X-Trasporto: errore", "7bit", INNER))).toBe("Testo interno");
  expect(await preview(envelope("X-Ricevuta: accettazione", "7bit", INNER)))
    .toBe("Testo della busta");
});

Deno.test("preview: white space collapses, quoted lines wait, 200 characters are the most", async () => {
  expect(await preview("", "  uno\t due ", "> citato", "", "tre\u00a0")).toBe("uno due tre");
  expect(await preview("", "> solo", "> citato")).toBe("> solo > citato");
  const smiles = "\u{1f600}".repeat(300);
  const text = await preview("Content-Transfer-Encoding: base64", "", encoded(smiles));
  expect(text).toBe("\u{1f600}".repeat(200));
});

Deno.test("preview: plain text before HTML, attachments never", async () => {
  const parts = [
    "Content-Type: multipart/mixed; boundary=a",
    "",
    "--a",
    "Content-Disposition: attachment",
    "",
    "allegato",
    "--a",
    "Content-Type: multipart/alternative; boundary=b",
    "",
    "--b",
    "Content-Type: text/html",
    "",
    "<p>ipertesto",
    "--b",
    "Content-Type: text/plain",
    "",
  ];
  expect(await preview(...parts, "testo", "--b--", "--a--")).toBe("testo");
  expect(await preview(...parts, " ", "--b--", "--a--")).toBe("ipertesto");
  expect(await preview("Content-Type: image/png", "", "x")).toBe("");
});

Deno.test("preview: charsets are decoded, wrong ones guessed", async () => {
  const type = "Content-Type: text/plain; charset=";
  expect(await preview(`${type}iso-8859-1`, "", "perch\xe8")).toBe("perch\u00e8");
  expect(await preview(`${type}us-ascii`, "", "perch\xc3\xa8")).toBe("perch\u00e8");
  expect(await preview("", "costa 5 \x80, perch\xe8")).toBe("costa 5 \u20ac, perch\u00e8");
  expect(await preview(`${type}x-unknown`, "", "perch\xc3\xa8")).toBe("perch\u00e8");
});

Deno.test("html: what is shown remains", () => {
  const cases: Record<string, string> = {
    "<p>a<b>b</b>c</p><p>d</p>": " abc d ",
    "<style>p{}</style>x<script>if (a<b) </script>y": " x y",
    "x<!-- <p> -- > -->y<!doctype html><?xml?>z": "xyz",
    "1 < 2 &amp;&lt;&egrave;&#232;&#xE8;&#146;&nbsp;&unknown;&#0;&#xd800;":
      "1 < 2 &<\u00e8\u00e8\u00e8\u2019\u00a0&unknown;\ufffd\ufffd",
    "a<br>b<unclosed": "a b ",
    "<script>never closed": " ",
  };
  for (const [html, text] of Object.entries(cases)) {
    expect(htmlText(html).replace(/ +/g, " ")).toBe(text);
  }
});

Deno.test("html: hostile text takes no time", () => {
  const started = performance.now();
  for (const piece of ["<", "<!--", "<a ", "<script>", "&", "<style></style>", "&#", "</"]) {
    htmlText(piece.repeat(200_000));
  }
  expect(performance.now() - started).toBeLessThan(3000);
});

Deno.test("search: the envelope is found by the words of the message in it", async () => {
  const content = await contentOf(ENVELOPE);
  const { text, body } = await searchableText(content);
  expect(text.startsWith("Return-Path: ")).toBe(true);
  expect(text.endsWith(body)).toBe(true);
  expect(body).toContain("Messaggio di posta certificata");
  expect(body).toContain("postacert.eml");
  expect(body).toContain("\nxdcr_2022_02_00583.txt\n");
  expect(body).toContain("\nSubject: [XDCR]");
  expect(body).not.toContain("X-Trasporto: posta-certificata");
});

Deno.test("search: headers are decoded, binary attachments are not", async () => {
  const lines = [
    "Subject: =?UTF-8?Q?perch=C3=A8?=",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "Content-Type: text/html; charset=iso-8859-1",
    "",
    "<p>citt\xe0<p>",
    "--b",
    "Content-Type: application/pdf; name*=UTF-8''fattura%C3%A0.pdf",
    "Content-Transfer-Encoding: base64",
    "",
    encoded("segreto"),
    "--b--",
  ];
  const { text, body } = await searchableText(await contentOf(lines.join("\r\n")));
  expect(text).toContain("Subject: perch\u00e8\n");
  expect(body).toContain("citt\u00e0");
  expect(body).toContain("fattura\u00e0.pdf");
  expect(body).not.toContain("segreto");
  expect(body).not.toContain("Subject");
});

Deno.test("search: a message in base64 is decoded, but not for ever", async () => {
  const wrapped = (inner: string) =>
    `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded(inner)}`;
  let message = "Subject: in fondo\r\n\r\nfondo";
  for (let depth = 0; depth < 3; depth++) message = wrapped(message);
  expect((await searchableText(await contentOf(message))).body).toContain("Subject: in fondo");
  const { body } = await searchableText(await contentOf(wrapped(message)));
  expect(body).not.toContain("in fondo");
});

Deno.test("search: long texts are cut", async () => {
  const { body } = await searchableText(await contentOf(`\r\n${"parola ".repeat(500_000)}`));
  expect(body.length).toBeLessThan(2 * 1024 * 1024 + 2);
  expect(body.length).toBeGreaterThan(2 * 1024 * 1024 - 2);
  // The cut goes through a character.
  const accented = await searchableText(await contentOf(`\r\na${"\xc3\xa8".repeat(1_200_000)}`));
  expect(accented.body.slice(0, 3)).toBe("a\u00e8\u00e8");
});

Deno.test("search: all fields of a name, decoded and unfolded", async () => {
  const { root } = await contentOf("TO: a@b\r\nTo:\r\n =?utf-8?q?=C3=A8?= <c@d>\r\nCc:\r\n\r\n");
  expect(headerTexts(root, "to")).toEqual(["a@b", "\u00e8 <c@d>"]);
  expect(headerTexts(root, "cc")).toEqual([""]);
  expect(headerTexts(root, "bcc")).toEqual([]);
});
