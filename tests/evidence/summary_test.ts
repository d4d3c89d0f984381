/**
 * The summary in PDF: what it says, that each page is marked, and that nothing in it is active.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { type Pages, pdfOf } from "../../adapters/evidence/pdf.ts";
import { printable } from "../../adapters/evidence/printable.ts";
import { selectFor } from "../../adapters/evidence/selection.ts";
import { messageSummary, type SummaryFrame } from "../../adapters/evidence/summary.ts";
import { factsFrom, submission } from "./message_facts.ts";
import { pdfText, popplerAvailable, qpdfAvailable, unpackedPdf } from "./pdf_text.ts";

const PEC_ID = "1@alfa.example";
const ANNA = "anna@alfa.example";
const MARK = "Copia di cortesia, priva di valore legale — Courtesy copy, without legal value";

const frame: SummaryFrame = {
  provider: "Alfa PEC S.p.A.",
  holder: ANNA,
  made: Date.UTC(2026, 10, 22, 8),
  log: {
    origin: "alfa.example/log",
    size: 7,
    root: "AAAA",
    stamps: [{ authority: "https://tsa.example/", instant: Date.UTC(2026, 10, 21, 23, 1) }],
  },
  files: [
    { path: "message/original.eml", size: 1, sha256: "ab".repeat(32) },
    { path: `certificates/${"cd".repeat(32)}.der`, size: 1, sha256: "cd".repeat(32) },
  ],
};

function summaryOf(subject: string, recipients: readonly string[]): Pages {
  const facts = factsFrom(submission({ pecId: PEC_ID, account: ANNA, subject, recipients }));
  return messageSummary(PEC_ID, selectFor(facts, ANNA), frame);
}

const plain = (text: string) => text.replace(/\s+/g, " ");

Deno.test({
  name: "the summary says who, what, when, and in both languages (needs pdftotext)",
  ignore: !popplerAvailable,
  async fn() {
    const subject = "Perché no? Łódź, Ελλάδα, Київ — 漢字 \u202egnirts \u0007";
    const text = await pdfText(await pdfOf(summaryOf(subject, ["bruno@beta.example"])));
    const said = plain(text);
    for (
      const expected of [
        PEC_ID,
        "Alfa PEC S.p.A.",
        "bruno@beta.example",
        "Perché no? Łódź, Ελλάδα, Київ — [U+6F22][U+5B57] [U+202E]gnirts [U+0007]",
        "Messaggio accettato — Message accepted",
        // Legal time: one hour ahead of UTC in winter, and the day after.
        "21/11/2026 22:30:00 +0100",
        "22/11/2026 00:01:00 +0100 https://tsa.example/",
        "ab".repeat(32),
        "ricevuta di avvenuta consegna",
        "delivery receipt has come",
      ]
    ) expect(said).toContain(expected);
    expect(said).not.toContain("cd".repeat(16));
  },
});

Deno.test({
  name: "each page of the summary is marked as a courtesy copy (needs pdftotext)",
  ignore: !popplerAvailable,
  async fn() {
    const recipients = Array.from({ length: 700 }, (_, index) => `r${index}@beta.example`);
    const pages = (await pdfText(await pdfOf(summaryOf("Prova", recipients)))).split("\f")
      .slice(0, -1);
    expect(pages.length).toBeGreaterThan(5);
    for (const [index, page] of pages.entries()) {
      expect(page.split(MARK).length - 1).toBe(2);
      expect(page).toContain(`${index + 1}/${pages.length}`);
    }
    // The longest table ends before all are named.
    expect(pages.join("")).toContain("… +500");
  },
});

Deno.test({
  name: "the summary embeds its fonts, and nothing in it is active (needs qpdf)",
  ignore: !qpdfAvailable,
  async fn() {
    // What a program might take for a link, a picture or a script.
    const subject = "https://evil.example/ data:image/png;base64,AAAA javascript:app.alert(1)";
    const pdf = await unpackedPdf(await pdfOf(summaryOf(subject, ["b@beta.example"])));
    // What stands in streams is drawn, and is no part of the document's structure.
    const structure = pdf.replace(/\bstream\n.*?endstream/gs, "");
    for (
      const active of [
        "/JavaScript",
        "/JS",
        "/AA",
        "/OpenAction",
        "/Launch",
        "/URI",
        "/Annots",
        "/AcroForm",
        "/EmbeddedFile",
        "/XObject",
      ]
    ) expect([active, structure.includes(active)]).toEqual([active, false]);
    const fonts = structure.match(/\/BaseFont \/\S+/g)!;
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/\/[A-Z]{6}\+Roboto/);
    expect(structure).toContain("/FontFile2");
  },
});

Deno.test("the summary of the same facts is the same file", async () => {
  const pages = summaryOf("Prova", ["b@beta.example"]);
  expect(Buffer.from(await pdfOf(pages)).equals(await pdfOf(pages))).toBe(true);
  const later = { ...pages, made: pages.made + 1000 };
  expect(Buffer.from(await pdfOf(pages)).equals(await pdfOf(later))).toBe(false);
});

Deno.test("text that cannot be printed is named, and never hidden", () => {
  const ascii = (codePoint: number) => codePoint < 0x250;
  const lone = String.fromCharCode(0xd800);
  expect(printable(`è漢\u200b${lone}😀\n\u00ad`, ascii)).toBe(
    "è[U+6F22][U+200B][U+D800][U+1F600][U+000A][U+00AD]",
  );
  expect(printable("a".repeat(501), ascii)).toBe(`${"a".repeat(500)} […]`);
  expect(printable("a".repeat(500), ascii)).toBe("a".repeat(500));
});
