/**
 * Readable texts are written in ISO-8859-1 (RFC 6109 §4.3.1). Italian fits into it; what does not
 * becomes the nearest readable characters, or `?`. The exact text stands in daticert.xml.
 *
 * @module
 */

/** Characters whose decomposition says nothing, and how people write them without. */
const TRANSLITERATIONS: Readonly<Record<string, string>> = {
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2015": "-",
  "\u2212": "-",
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201b": "'",
  "\u2032": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u201f": '"',
  "\u2033": '"',
  "\u2039": "<",
  "\u203a": ">",
  "\u2022": "*",
  "\u20ac": "EUR",
  "\u0110": "D",
  "\u0111": "d",
  "\u0131": "i",
  "\u0141": "L",
  "\u0142": "l",
  "\u0152": "OE",
  "\u0153": "oe",
  "\u200b": "",
  "\u200d": "",
  "\ufe0f": "",
  "\ufeff": "",
};

const FOREIGN = /[\u0100-\u{10ffff}]/gu;

/** The text with every character that ISO-8859-1 lacks transliterated, or `?`. */
export function transliterate(text: string): string {
  return text.replace(FOREIGN, (character) => {
    const known = TRANSLITERATIONS[character];
    if (known !== undefined) return known;
    const plain = character.normalize("NFKD").replace(/\p{Mark}/gu, "").replace(FOREIGN, "");
    return plain || "?";
  });
}

/**
 * The text in one line: line ends and other control characters become spaces, so that a value
 * from a message can add no line to a header or to a text.
 */
export function singleLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
