/**
 * Faults of files, as people say them.
 *
 * @module
 */

const REASONS = [
  [Deno.errors.NotFound, "there is no such file or folder"],
  [Deno.errors.AlreadyExists, "it is there already"],
  [Deno.errors.PermissionDenied, "the user of this process may not"],
  [Deno.errors.NotADirectory, "a part of its path is not a folder"],
  [Deno.errors.IsADirectory, "it is a folder"],
] as const;

/** `SQLITE_FULL`: neither every statement nor another thread hands over the number of an error. */
const SQLITE_FULL = "database or disk is full";

/** Whether there is no room left: the file system's fault, or the database's. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === "ENOSPC" || error.message === SQLITE_FULL;
}

/** Why something could not be done with a file: the operating system's words name no path twice. */
export function fileFault(error: unknown): string {
  if (isDiskFull(error)) return "the disk is full";
  const known = REASONS.find(([kind]) => error instanceof kind);
  return known?.[1] ?? (error instanceof Error ? error.message : String(error));
}
