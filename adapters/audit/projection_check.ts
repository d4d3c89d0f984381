/**
 * Whether the projections are what the log says: all of them are built anew and compared.
 *
 * @module
 */
import { projectionDifferences } from "../storage/sqlite/comparison.ts";
import type { OpenedEvent } from "../storage/sqlite/opened_events.ts";
import type { Findings } from "./fault.ts";

/** Characters of a row that are shown. */
const SHOWN = 300;

/**
 * Folds the log of a data folder into fresh projections, and compares them with its own.
 *
 * @param scratch a file for the fresh projections; it is not there yet.
 * @param pages the log from its first event on, decrypted.
 */
export async function checkProjections(
  folder: string,
  scratch: string,
  pages: AsyncIterable<readonly OpenedEvent[]>,
  findings: Findings,
): Promise<void> {
  const reached = (position: number) => findings.reached(position);
  const order = { folder, scratch, pages, reached };
  for await (const { table, live, fresh } of projectionDifferences(order)) {
    findings.fault(`table ${table}`, wordsOf(live, fresh));
  }
}

/** What differs, and how it is mended, in words. */
function wordsOf(live: string | null, fresh: string | null): string {
  const [is, should] = [live, fresh].map((row) => row?.slice(0, SHOWN));
  if (is === undefined) return `the row (${should}) is missing`;
  if (should === undefined) return `the row (${is}) does not follow from the log`;
  return `the row (${is}) should be (${should})`;
}
