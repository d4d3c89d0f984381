/**
 * Plain pages in PDF: headings, paragraphs and tables, in a font that is embedded. Nothing in them
 * is active, and nothing is fetched for them.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { printable } from "./printable.ts";

/** A part of the text, from top to bottom. */
export type Block =
  | { readonly heading: string }
  | { readonly paragraph: string }
  | {
    /** Widths of the columns in points; `*` shares what is left. */
    readonly widths: readonly (number | "*")[];
    /** None: the table has no head. */
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };

/** What is printed. */
export interface Pages {
  readonly title: string;
  /** Stands at the top and at the bottom of every page. */
  readonly mark: string;
  readonly made: Instant;
  readonly blocks: readonly Block[];
}

/** The package writes for browsers as well: its types say less than this. */
interface PdfMake {
  readonly virtualfs: { writeFileSync(name: string, base64: string, encoding: "base64"): void };
  setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
  setUrlAccessPolicy(policy: (url: string) => boolean): void;
  setLocalAccessPolicy(policy: (path: string) => boolean): void;
  createPdf(document: unknown): { getBuffer(): Promise<Uint8Array> };
}

const REGULAR = "Roboto-Regular.ttf";
const BOLD = "Roboto-Medium.ttf";

/** What draws, and what its fonts can show. */
interface Press {
  readonly maker: PdfMake;
  readonly glyphs: ReadonlySet<number>;
}

let press: Promise<Press> | null = null;

/** Loaded when it is needed: every command and every start of the provider would wait for it. */
function loadedPress(): Promise<Press> {
  return press ??= loadPress();
}

async function loadPress(): Promise<Press> {
  const { create: openFont } = await import("fontkit");
  const { default: maker }: { default: PdfMake } = await import("pdfmake");
  const { default: files }: { default: Readonly<Record<string, string>> } = await import(
    "pdfmake/build/vfs_fonts"
  );
  const [regular, bold] = [REGULAR, BOLD].map((name) => {
    maker.virtualfs.writeFileSync(name, files[name]!, "base64");
    const font = openFont(Uint8Array.fromBase64(files[name]!) as never);
    return new Set<number>("characterSet" in font ? font.characterSet : []);
  });
  maker.setFonts({ Roboto: { normal: REGULAR, bold: BOLD } });
  maker.setUrlAccessPolicy(() => false);
  maker.setLocalAccessPolicy(() => false);
  return { maker, glyphs: regular!.intersection(bold!) };
}

/** The pages, A4, as a PDF file. The same pages give the same bytes. */
export async function pdfOf({ title, mark, made, blocks }: Pages): Promise<Uint8Array> {
  const { maker, glyphs } = await loadedPress();
  const shown = (text: string) => printable(text, (codePoint) => glyphs.has(codePoint));
  const date = new Date(made);
  const margin = (text: string) => ({
    text: shown(text),
    alignment: "center",
    fontSize: 8,
    color: "#a00000",
    margin: [40, 15, 40, 0],
  });
  return await maker.createPdf({
    version: "1.7",
    pageSize: "A4",
    pageMargins: [40, 45, 40, 45],
    lang: "it",
    info: { title, producer: "Ceralacca", creator: "Ceralacca", creationDate: date, modDate: date },
    header: () => margin(mark),
    footer: (page: number, pages: number) => margin(`${mark} — ${page}/${pages}`),
    defaultStyle: { font: "Roboto", fontSize: 9, lineHeight: 1.15 },
    content: [
      { text: shown(title), bold: true, fontSize: 15 },
      ...blocks.map((block) => layOut(block, shown)),
    ],
  }).getBuffer();
}

function layOut(block: Block, shown: (text: string) => string): unknown {
  if ("heading" in block) {
    return { text: shown(block.heading), bold: true, fontSize: 11, margin: [0, 10, 0, 3] };
  }
  if ("paragraph" in block) return { text: shown(block.paragraph), margin: [0, 2, 0, 2] };
  const head = block.head.length === 0
    ? []
    : [block.head.map((text) => ({ text: shown(text), bold: true }))];
  const rows = block.rows.map((row) => row.map((text) => ({ text: breakable(shown(text)) })));
  return {
    layout: "lightHorizontalLines",
    fontSize: 8,
    table: { headerRows: head.length, widths: block.widths, body: [...head, ...rows] },
  };
}

/** Digests and addresses are words of any length: a column breaks them where it must. */
function breakable(text: string): string {
  return text.replace(/[^\s\u2060]{33,}/gu, (word) => word.match(/.{1,32}/gsu)!.join("\u200b"));
}
