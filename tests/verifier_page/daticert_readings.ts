/**
 * What a reader of daticert.xml makes of many files, in a form to compare.
 *
 * @module
 */

/** For each file, in base64, what it says as JSON; null where it is refused. */
export function readings(
  files: readonly string[],
  read: (bytes: Uint8Array) => unknown,
): (string | null)[] {
  return files.map((file) => {
    try {
      return JSON.stringify(read(Uint8Array.fromBase64(file)));
    } catch {
      return null;
    }
  });
}
