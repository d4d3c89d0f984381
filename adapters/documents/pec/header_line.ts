/**
 * Header fields of the documents whose values come from a message.
 *
 * @module
 */
import { latin1, trimBlanks } from "../mime/octets.ts";
import { singleLine } from "./latin1.ts";

/** RFC 5322 §2.1.1: octets of the longest line, its CRLF not counted. */
export const LONGEST_LINE = 998;

/** Beyond this the value begins on a line of its own. */
const LONGEST_UNFOLDED = 900;

const ASCII = /^[ -~]*$/;
const encoder = new TextEncoder();

/**
 * A field with its line end, as Latin-1. Whatever the value, nothing is thrown: what has been
 * recorded must be renderable. Characters outside ASCII are written in UTF-8 (RFC 6532). A long
 * value is folded at its blanks; one with a word that fits no line cannot be written unaltered, and
 * the field is left out: empty.
 */
export function headerLine(name: string, value: string): string {
  const line = singleLine(value);
  const octets = ASCII.test(line) ? line : latin1(encoder.encode(line));
  if (name.length + octets.length < LONGEST_UNFOLDED) return `${name}: ${octets}\r\n`;
  const lines = fold(trimBlanks(octets));
  if (lines.some((line) => line.length > LONGEST_LINE)) return "";
  return `${name}:\r\n${lines.join("\r\n")}\r\n`;
}

/** Lines that begin with a blank; longer ones than allowed only where a single word is. */
function fold(value: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [word] of ` ${value}`.matchAll(/ +[^ ]+/g)) {
    if (line !== "" && line.length + word.length > LONGEST_LINE) {
      lines.push(line);
      line = "";
    }
    line += word;
  }
  return [...lines, line];
}
