/**
 * Reports as tables.
 *
 * @module
 */
import { CLAIMS, OVERALL, VERDICTS } from "../../verifier/texts.ts";
import {
  type Claim,
  type GivenFile,
  overall,
  type Report,
  type Verdict,
} from "../../verifier/verify.ts";
import { createHash } from "./crypto.ts";
import { type Content, element } from "./elements.ts";
import { COLUMNS, KINDS, SIGNS, TEXTS } from "./texts.ts";

/** The verdict on everything, in one sentence, and how many claims have which. */
export function overallView(reports: readonly Report[]): HTMLElement {
  const verdict = overall(reports);
  const verdicts = reports.flatMap(({ claims }) => claims.map(({ verdict }) => verdict));
  const counts = (["holds", "fails", "unknown"] as const).flatMap((each) => [
    signOf(each),
    " ",
    VERDICTS[each],
    `: ${verdicts.filter((verdict) => verdict === each).length} `,
  ]);
  return element(
    "div",
    {},
    element("p", { "data-verdict": verdict }, signOf(verdict), " ", OVERALL[verdict]),
    element("p", {}, ...counts),
  );
}

/** The claims of one report. */
export function reportView({ kind, subject, claims }: Report): HTMLElement {
  return element(
    "section",
    { class: "report", "data-kind": kind },
    element("h2", {}, KINDS[kind], `: ${subject}`),
    table(COLUMNS, claims.map(claimCells)),
  );
}

/** Which files were verified, so that a print says it: name, size and SHA-256. */
export function filesView(files: readonly GivenFile[]): HTMLElement {
  const rows = files.map(({ name, bytes }) => [
    element("th", { scope: "row" }, name),
    element("td", {}, String(bytes.length)),
    element("td", { class: "digest" }, createHash("sha256").update(bytes).digest("hex")),
  ]);
  const columns = [TEXTS.file, TEXTS.octets, "SHA-256"];
  return element("section", {}, element("h2", {}, TEXTS.files), table(columns, rows));
}

function claimCells({ claim, subject, verdict, detail }: Claim): readonly HTMLElement[] {
  return [
    element("td", { "data-verdict": verdict }, signOf(verdict), " ", VERDICTS[verdict]),
    element("th", { scope: "row", "data-claim": claim }, CLAIMS[claim]),
    element("td", {}, subject),
    element("td", { lang: "en" }, detail),
  ];
}

function table(
  columns: readonly Content[],
  rows: readonly (readonly HTMLElement[])[],
): HTMLElement {
  const heads = columns.map((column) => element("th", { scope: "col" }, column));
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells))),
  );
}

function signOf(verdict: Verdict): HTMLElement {
  return element("span", { "aria-hidden": "true" }, SIGNS[verdict]);
}
