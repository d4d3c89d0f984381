/**
 * Plain-text tables for terminals.
 *
 * @module
 */

/** Longer cells of a table are cut; a PEC id, which people copy, is shorter. */
const LONGEST_CELL = 100;
const GAP = "  ";
const graphemes = new Intl.Segmenter("it", { granularity: "grapheme" });
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uff01-\uff60])/u;
// Cells hold subjects and names out of foreign mail: no control character, which a terminal obeys,
// and no bidirectional override, which disguises, may get through.
const DANGEROUS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Titles, a rule and the rows, as lines without blanks at their ends, joined by line feeds.
 * Columns of numbers stand to the right. Cells that a row lacks are empty.
 */
export function renderTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [titles, ...rows].map((row) =>
    titles.map((_, column) => cut(row[column] ?? "", LONGEST_CELL))
  );
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]!.width)));
  const numeric = titles.map((_, column) =>
    rows.length > 0 && rows.every((row) => /^\d+$/.test(row[column] ?? ""))
  );
  const lines = cells.map((row) =>
    row.map((cell, column) => pad(cell, widths[column]!, numeric[column] ? "right" : "left"))
  );
  lines.splice(1, 0, widths.map((width) => "─".repeat(width)));
  return lines.map(joined).join("\n");
}

/** One line of a table whose rows come one by one: a cell longer than its width is cut. */
export function renderRow(cells: readonly string[], widths: readonly number[]): string {
  return joined(widths.map((width, column) => pad(cut(cells[column] ?? "", width), width, "left")));
}

function joined(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd();
}

/** A text and the columns of a terminal that it takes up. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

function cut(content: string, maxWidth: number): Cell {
  let text = "";
  let width = 0;
  for (const { segment } of graphemes.segment(harmless(content))) {
    const next = width + widthOf(segment);
    if (next > maxWidth) return shorten(text, maxWidth);
    text += segment;
    width = next;
  }
  return { text, width };
}

/** Foreign text for a terminal: what it would obey, and what disguises, replaced. */
export function harmless(text: string): string {
  return text.replace(DANGEROUS, "\ufffd");
}

/** Takes letters off the end until there is room for the ellipsis. */
function shorten(text: string, maxWidth: number): Cell {
  const segments = [...graphemes.segment(text)].map(({ segment }) => segment);
  let width = segments.reduce((sum, segment) => sum + widthOf(segment), 0);
  while (width >= maxWidth && segments.length > 0) width -= widthOf(segments.pop()!);
  return { text: `${segments.join("")}…`, width: width + 1 };
}

function widthOf(grapheme: string): number {
  if (/^[\p{Mark}\u200b-\u200d]/u.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

function pad({ text, width }: Cell, wanted: number, align: "left" | "right"): string {
  const blanks = " ".repeat(wanted - width);
  return align === "right" ? blanks + text : text + blanks;
}
