/**
 * Text as the summary can print it. Names and subjects are anyone's: what the font has no glyph
 * for, and what would change the order or the look of the text around it, is printed as its number.
 *
 * @module
 */

/** Characters of the longest text that is printed whole. */
const LONGEST = 500;

/** Controls, direction marks, private and unassigned characters, lone surrogates; separators. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;

/** The text; `[U+6F22]` stands for 漢 where the font lacks it. */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  const characters = [...text.slice(0, 2 * LONGEST)];
  const shown = characters.slice(0, LONGEST).map((character) => {
    const codePoint = character.codePointAt(0)!;
    return hasGlyph(codePoint) && !INVISIBLE.test(character) ? character : numberOf(codePoint);
  });
  return shown.join("") + (characters.length > LONGEST ? " […]" : "");
}

function numberOf(codePoint: number): string {
  return `[U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}]`;
}
