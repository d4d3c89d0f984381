/**
 * The figures of both servers as a table.
 *
 * @module
 */
import { type Compared, ratioOf, reached } from "./comparison.ts";
import type { Target } from "./measures.ts";

/** Titles of {@linkcode rowsOf}. */
export const TITLES = ["MEASURED", "CERALACCA", "DOVECOT", "RATIO", "TARGET", ""];

/** A row for each measure. */
export function rowsOf(compared: readonly Compared[]): readonly (readonly string[])[] {
  return compared.map((one) => {
    const ratio = ratioOf(one);
    const met = reached(one);
    return [
      one.name,
      `${shown(one.ours)} ${one.unit}`,
      one.theirs === null ? "" : `${shown(one.theirs)} ${one.unit}`,
      ratio === null ? "" : ratio.toFixed(2),
      targetText(one.target, one.unit),
      met === null ? "" : met ? "met" : "MISSED",
    ];
  });
}

/** What stands in the documentation: where and when, then the table. */
export function markdownOf(
  preface: readonly string[],
  compared: readonly Compared[],
): string {
  const titles = ["Measured", "Ceralacca", "Dovecot", "Ratio", "Target", ""];
  const rows = [titles, titles.map(() => "---"), ...rowsOf(compared)];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return `# Mailboxes beside Dovecot\n\n${preface.join("\n\n")}\n\n${table}\n`;
}

function targetText(target: Target, unit: string): string {
  if ("atMost" in target) return `<= ${target.atMost} ${unit}`;
  if ("ratioAtMost" in target) return `<= ${target.ratioAtMost} times`;
  return `>= ${target.ratioAtLeast.toFixed(2)} times`;
}

function shown(figure: number): string {
  return Math.abs(figure) >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}
