/**
 * Leaves nothing of what was deleted in the database's files.
 *
 * @module
 */
import type { Statements } from "./statements.ts";

/**
 * Moves everything out of the write-ahead log and empties it: what was deleted lies on in it until
 * then. Waits for readers and writers a few seconds.
 *
 * @throws {Error} when others do not let go of it.
 */
export function emptyJournal(statements: Statements): void {
  const row = statements.of("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (row?.["busy"] === 0) return;
  throw new Error(
    "Cannot empty the write-ahead log: another process holds on to it. Start again when no " +
      "other command runs",
  );
}

/**
 * Writes the whole database anew. SQLite overwrites the rows that it deletes, but a page that it
 * has rearranged may keep an older copy of one where nothing refers to it; this leaves none. Needs
 * as much room again, and nobody writes meanwhile.
 *
 * @throws {Error} when the process has not all of Deno's permissions: SQLite attaches a temporary
 *   database for it, which Deno forbids to all others.
 */
export function compact(statements: Statements): void {
  try {
    statements.run("VACUUM");
  } catch (error) {
    if (!(error as Error).message.includes("too many attached databases")) throw error;
    throw new Error(
      "Cannot write the database anew: Deno lets programs with all permissions alone do that. " +
        "Start this command by deno run -A main.ts",
    );
  }
  emptyJournal(statements);
}
