/**
 * Flags as folders hold them: a text in which each stands between blanks.
 *
 * @module
 */

/** Whether a message has a flag, which is written as folders hold it. */
export function hasFlag(flags: string, flag: string): boolean {
  return flags.includes(` ${flag} `);
}

/** The flags one by one. */
export function flagsIn(flags: string): readonly string[] {
  return flags.split(" ").filter((flag) => flag !== "");
}
