/**
 * Text in the charsets of mail.
 *
 * @module
 */

const decoders = new Map<string, TextDecoder | null>();

/** Labels are foreign text, so that the cache of decoders must not grow with them. */
const MOST_DECODERS = 64;

/**
 * The octets as text; octets that mean nothing in the charset become U+FFFD.
 *
 * @param charset a label such as `iso-8859-1`, in any case
 * @returns undefined for a charset that nobody here knows
 */
export function decodeCharset(octets: Uint8Array, charset: string): string | undefined {
  return decoderFor(charset.trim().toLowerCase())?.decode(octets);
}

function decoderFor(label: string): TextDecoder | null {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  if (decoders.size >= MOST_DECODERS) decoders.clear();
  let decoder: TextDecoder | null;
  try {
    decoder = new TextDecoder(label, { ignoreBOM: true });
  } catch {
    decoder = null;
  }
  decoders.set(label, decoder);
  return decoder;
}
