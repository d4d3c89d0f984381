/**
 * Instants on the command line.
 *
 * @module
 */

/**
 * The instant that an option names.
 *
 * @throws {Error} where the text is none.
 */
export function instantOf(option: string, text: string): Date {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) {
    throw new Error(`Cannot use ${option} ${text}: write an instant as 2026-12-01T08:00:00Z`);
  }
  return new Date(instant);
}
