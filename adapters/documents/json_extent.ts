/**
 * How much JSON may be: what is deep or has many values takes seconds to parse, and up to sixty
 * times its octets in memory.
 *
 * @module
 */

/** Arrays and objects within one another; nothing that is read has a tenth of it. */
const DEEPEST = 64;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPENS_ARRAY, CLOSES_ARRAY, OPENS_OBJECT, CLOSES_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Whether a text may be parsed, by its brackets and commas; it need not be JSON at all.
 *
 * @param mostValues how many values it may have, in all.
 */
export function isModest(text: Uint8Array, mostValues: number): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const octet = text[at];
    if (octet === QUOTE) at = endOfString(text, at);
    else if (octet === COMMA) values++;
    else if (octet === OPENS_ARRAY || octet === OPENS_OBJECT) values++, depth++;
    else if (octet === CLOSES_ARRAY || octet === CLOSES_OBJECT) depth--;
    if (depth > DEEPEST || values > mostValues) return false;
  }
  return true;
}

/** Where the quote stands that ends a string; the end of the text where none does. */
function endOfString(text: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at;
}
