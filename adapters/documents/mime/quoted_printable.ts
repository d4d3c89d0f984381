/**
 * Quoted-printable as a content transfer encoding (RFC 2045 §6.7).
 *
 * @module
 */
import { latin1, octetsOf } from "./octets.ts";

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;

/** RFC 2045 §6.7(5): the longest line, its CRLF not counted. */
const LONGEST_LINE = 76;

/**
 * The octets behind a quoted-printable body. What is no valid escape is taken literally; blanks at
 * the end of a line were added on the way and are dropped (RFC 2045 §6.7(3)).
 */
export function decodeQuotedPrintable(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const decoded = new Uint8Array(body.length);
  let length = 0;
  // Length up to and including the last octet that is no literal blank.
  let solid = 0;
  for (let at = 0; at < body.length; at++) {
    const octet = body[at]!;
    if (octet === EQUALS) {
      const next = endOfSoftBreak(body, at + 1);
      if (next > 0) {
        at = next - 1;
        solid = length;
        continue;
      }
      const value = hexPair(body[at + 1], body[at + 2]);
      if (value >= 0) at += 2;
      decoded[length++] = value >= 0 ? value : EQUALS;
      solid = length;
      continue;
    }
    if (octet === LF || (octet === CR && body[at + 1] === LF)) length = solid;
    decoded[length++] = octet;
    if (octet !== SPACE && octet !== TAB) solid = length;
  }
  return decoded.slice(0, solid);
}

/** Where the line after a soft line break starts, or 0 where `at` does not continue one. */
function endOfSoftBreak(body: Uint8Array, at: number): number {
  while (body[at] === SPACE || body[at] === TAB) at++;
  if (body[at] === CR && body[at + 1] === LF) return at + 2;
  if (body[at] === LF) return at + 1;
  return at >= body.length ? at : 0;
}

function hexPair(high: number | undefined, low: number | undefined): number {
  const upper = hexDigit(high);
  const lower = hexDigit(low);
  return upper < 0 || lower < 0 ? -1 : upper * 16 + lower;
}

function hexDigit(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet & ~0x20;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x41 + 10 : -1;
}

/**
 * Quoted-printable of a text in lines of at most 76 characters. CRLF and LF are line ends and
 * become CRLF; a lone CR is an octet like any other. `From ` at the start of a line is escaped
 * (RFC 2049 §3), since mailbox formats change it and would break a signature.
 */
export function encodeQuotedPrintable(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const lines = latin1(content).split(/\r?\n/);
  return octetsOf(lines.map(encodeLine).join("\r\n"));
}

function encodeLine(line: string): string {
  const escapes = line.replace(/[^\t -<>-~]|[\t ]$|^F(?=rom )/g, escapeOf);
  return escapes.length <= LONGEST_LINE ? escapes : softBreaks(escapes);
}

function escapeOf(char: string): string {
  return `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Cuts a line where it grows too long, never within an escape. */
function softBreaks(line: string): string {
  const lines: string[] = [];
  let at = 0;
  while (line.length - at > LONGEST_LINE) {
    let end = at + LONGEST_LINE - 1;
    if (line[end - 1] === "=") end -= 1;
    else if (line[end - 2] === "=") end -= 2;
    lines.push(line.slice(at, end));
    at = end;
  }
  return [...lines, line.slice(at)].join("=\r\n");
}
