/**
 * The system's randomness.
 *
 * @module
 */

/** That many unpredictable bytes. */
export function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
