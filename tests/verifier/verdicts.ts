/**
 * Reports, as short as tests want them.
 *
 * @module
 */
import type { Report, Verdict } from "../../adapters/verifier/verify.ts";

/** The claims with a verdict, each once, without what they are claimed of. */
export function claimsThat(verdict: Verdict, ...reports: readonly Report[]): readonly string[] {
  const claims = reports.flatMap((report) => report.claims);
  return [...new Set(claims.filter((one) => one.verdict === verdict).map(({ claim }) => claim))];
}

/** Why the claims of a name are judged as they are, in one text. */
export function detailOf(claim: string, ...reports: readonly Report[]): string {
  return reports.flatMap((report) => report.claims).filter((one) => one.claim === claim)
    .map(({ subject, detail }) => `${subject}: ${detail}`).join("\n");
}
