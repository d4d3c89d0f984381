/**
 * The report of a verification as text.
 *
 * @module
 */
import type { Claim, Report, Verdict } from "../verifier/report.ts";
import { overall } from "../verifier/report.ts";
import { CLAIMS, OVERALL, VERDICTS } from "../verifier/texts.ts";
import { harmless, renderTable } from "./table.ts";

const TITLES = ["VERDICT", "CLAIM", "OF", "WHY"];

/**
 * Each report as a table; then, in full, why claims fail or are not shown; last the verdict on
 * everything.
 */
export function* reportText(reports: readonly Report[]): Generator<string> {
  for (const { kind, subject, claims } of reports) {
    yield harmless(`${subject} (${kind})`);
    yield "";
    yield renderTable(TITLES, claims.map(rowOf));
    yield "";
  }
  const claims = reports.flatMap((report) => report.claims);
  for (const verdict of ["fails", "unknown"] as const) {
    for (const claim of claims.filter((claim) => claim.verdict === verdict)) {
      yield harmless(`${VERDICTS[verdict].en}: ${claim.subject}: ${claim.claim}: ${claim.detail}`);
    }
  }
  const whole: Verdict = overall(reports);
  yield OVERALL[whole].en;
}

function rowOf({ verdict, claim, subject, detail }: Claim): readonly string[] {
  return [VERDICTS[verdict].en, CLAIMS[claim].en, subject, detail];
}
