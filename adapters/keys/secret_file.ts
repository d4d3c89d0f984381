/**
 * A file with 32 random octets, in base64, from which secrets are derived.
 *
 * @module
 */

const LENGTH = 32;

/** The text of a new file. */
export function newSecret(random: (length: number) => Uint8Array): string {
  return `${random(LENGTH).toBase64()}\n`;
}

/**
 * The octets in a file. Where there is none it is made, for its owner's eyes only.
 *
 * @throws {Error} when the file holds anything else, or cannot be read or written.
 */
export async function openSecret(
  path: string,
  random: (length: number) => Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  await writeWhereMissing(path, random);
  const octets = octetsOf(await Deno.readTextFile(path));
  if (octets?.length === LENGTH) return octets;
  throw new Error(
    `Cannot use ${path}: it does not hold ${LENGTH} octets in base64. Put back the file that was ` +
      "there, or remove it to have a new one made: what was derived from the old one ends",
  );
}

async function writeWhereMissing(
  path: string,
  random: (length: number) => Uint8Array,
): Promise<void> {
  try {
    await Deno.writeTextFile(path, newSecret(random), { createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

function octetsOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text.trim());
  } catch {
    return null;
  }
}
