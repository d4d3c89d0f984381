/**
 * Whether the projections are what the log says: all of them are built anew and compared.
 *
 * @module
 */
import { Replay } from "../storage/sqlite/replay.ts";
import type { Findings } from "./fault.ts";

/** Characters of a row that are shown. */
const SHOWN = 300;

/**
 * Folds the log of a data folder into fresh projections, and compares them with its own.
 *
 * @param scratch a file for the fresh projections; it is not there yet.
 */
export function checkProjections(folder: string, scratch: string, findings: Findings): void {
  const replay = new Replay(folder, scratch);
  try {
    for (const position of replay.foldAsLive()) findings.reached(position);
    for (const { table, live, fresh } of replay.differences()) {
      findings.fault(`table ${table}`, wordsOf(live, fresh));
    }
  } finally {
    replay.close();
  }
}

/** What differs, and how it is mended, in words. */
function wordsOf(live: string | null, fresh: string | null): string {
  const [is, should] = [live, fresh].map((row) => row?.slice(0, SHOWN));
  if (is === undefined) return `the row (${should}) is missing`;
  if (should === undefined) return `the row (${is}) does not follow from the log`;
  return `the row (${is}) should be (${should})`;
}
