/**
 * Text as it is compared: a search finds a string whatever its case (RFC 9051 §6.4.4).
 *
 * @module
 */

// deno-lint-ignore no-control-regex -- control characters are what is looked for
const ASCII = /^[\x00-\x7f]*$/;

/** NUL ends a text for FTS5's tokenizers; lines may be broken anywhere. */
const BLANKS = /[\s\0]+/g;

/**
 * In the manner of i;unicode-casemap (RFC 5051): decomposed by compatibility (NFKD), in upper case,
 * since that maps ß to SS and all sigmas to one. As there, `e` is found in `è`, since the accent
 * follows it, but not the other way round. Every run of white space is one
 * space, so that text is found across line breaks; a line feed separates folded texts, since none
 * is left in them.
 */
export function fold(text: string): string {
  const upper = ASCII.test(text)
    ? text.toUpperCase()
    // Twice: ª decomposes to a, and some capitals to what can be decomposed further.
    : text.toWellFormed().normalize("NFKD").toUpperCase().normalize("NFKD");
  return upper.replace(BLANKS, " ");
}
