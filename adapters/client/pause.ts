/**
 * Waiting, between two attempts.
 *
 * @module
 */

/** Resolves so many milliseconds later. */
export function pause(milliseconds: number): Promise<void> {
  // deno-lint-ignore house/clock -- partners take the client without the engine and its clock
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
