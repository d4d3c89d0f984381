/**
 * The collation i;unicode-casemap (RFC 5051), by which SORT, THREAD and SEARCH compare texts.
 *
 * @module
 */

/**
 * A text in the form in which two texts that differ in case or composition alone are equal, and in
 * which they are ordered: titlecase, then decomposed.
 */
export function casemap(text: string): string {
  return text.replace(/[a-z]+|[^\0-\x7f]/gu, titlecase).normalize("NFKD");
}

/** Simple mappings only: `ß` stays, since its capital form has two letters. */
function titlecase(char: string): string {
  const upper = char.toUpperCase();
  return upper.length === char.length ? upper : char;
}
