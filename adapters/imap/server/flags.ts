/**
 * Flags as IMAP tells of them.
 *
 * @module
 */

/** RFC 9051 §2.3.2. */
export const SYSTEM_FLAGS: readonly string[] = [
  "\\Answered",
  "\\Flagged",
  "\\Deleted",
  "\\Seen",
  "\\Draft",
];

/** Flags as a client reads them, without the parentheses. */
export function renderFlags(flags: string): string {
  return flags.slice(1, -1);
}
