/**
 * Flags as folders hold them: a text in which each stands between blanks.
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

/** Whether a message has a flag, which is written as folders hold it. */
export function hasFlag(flags: string, flag: string): boolean {
  return flags.includes(` ${flag} `);
}

/** The flags one by one. */
export function flagsIn(flags: string): readonly string[] {
  const text = renderFlags(flags);
  return text === "" ? [] : text.split(" ");
}
