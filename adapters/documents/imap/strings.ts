/**
 * Strings as they stand in a response (RFC 9051 §4.3), Latin-1: one character is one octet.
 *
 * @module
 */

/** Longer ones go as literals, since many clients read line by line. */
const LONGEST_QUOTED = 1000;

const QUOTABLE = /^[\t\x20-\x7e]*$/;

/**
 * A quoted string, or a literal where octets cannot be quoted: control characters, and everything
 * above 127, which RFC 3501 §4.3 allows in literals alone. NUL, which stands in neither, is left
 * out.
 */
export function stringOf(text: string): string {
  if (text.length <= LONGEST_QUOTED && QUOTABLE.test(text)) {
    return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;
  }
  const octets = text.replaceAll("\0", "");
  return `{${octets.length}}\r\n${octets}`;
}

/** The same, or NIL. */
export function nstringOf(text: string | null | undefined): string {
  return text === null || text === undefined ? "NIL" : stringOf(text);
}
