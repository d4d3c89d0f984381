/**
 * What checks of passwords cost.
 *
 * @module
 */

/** Counts the computations of Argon2 while `work` runs. */
export async function computations(work: () => Promise<void>): Promise<number> {
  const { subtle } = crypto;
  const original = subtle.deriveBits;
  let count = 0;
  subtle.deriveBits = function (...parameters: Parameters<typeof original>) {
    count++;
    return original.apply(subtle, parameters);
  };
  try {
    await work();
  } finally {
    subtle.deriveBits = original;
  }
  return count;
}
