/**
 * Styles from strangers, made safe: colours, fonts and spacing of an element, and nothing that
 * fetches, covers other things or leaves its place.
 *
 * @module
 */

const PROPERTIES: ReadonlySet<string> = new Set(
  ("background background-color border border-bottom border-collapse border-color border-left " +
    "border-radius border-right border-spacing border-style border-top border-width color " +
    "font-family font-size font-style font-weight height letter-spacing line-height " +
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-width " +
    "min-width padding padding-bottom padding-left padding-right padding-top text-align " +
    "text-decoration text-indent text-transform vertical-align white-space width word-break " +
    "word-wrap").split(" "),
);

/** Sizes are not negative: nothing is moved over its neighbours. */
const WORD = /^(?:#[0-9a-f]{3,8}|\d{0,5}\.?\d{0,5}(?:px|pt|em|rem|ex|%|in|cm|mm)?|[a-z-]{1,40})$/i;
const FAMILY = /^["']?[\w -]{1,60}["']?$/;
const COLOUR = /^rgba?\([\d\s.,%]{1,40}\)$/i;

/** Characters of a style that are read; what follows is left out. */
const LONGEST = 2000;

/** The declarations that are safe, and whether those are all. */
export function safeStyle(
  style: string,
): { readonly style: string; readonly complete: boolean } {
  const declarations = style.slice(0, LONGEST).split(";").map((one) => one.trim())
    .filter((one) => one !== "");
  const safe = declarations.filter(isSafe);
  const complete = safe.length === declarations.length && style.length <= LONGEST;
  return { style: safe.join("; "), complete };
}

function isSafe(declaration: string): boolean {
  const colon = declaration.indexOf(":");
  const property = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase();
  if (!PROPERTIES.has(property)) return false;
  const value = declaration.slice(colon + 1).replace(/!\s*important\s*$/i, "").trim();
  if (property === "font-family") return value.split(",").every((one) => FAMILY.test(one.trim()));
  return COLOUR.test(value) || value.split(/[\s,]+/).every((word) => WORD.test(word));
}
