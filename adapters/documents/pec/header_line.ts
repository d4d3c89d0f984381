/**
 * Header fields of the documents whose values come from a message.
 *
 * @module
 */
import { latin1 } from "../mime/octets.ts";
import { singleLine } from "./latin1.ts";

/** Beyond this the value goes to a line of its own; RFC 5322 §2.1.1 ends a line at 998. */
const LONGEST_LINE = 900;

const ASCII = /^[ -~]*$/;
const encoder = new TextEncoder();

/**
 * A field with its line end, as Latin-1. Whatever the value, one field comes out and nothing is
 * thrown: what has been recorded must be renderable. Characters outside ASCII are written in
 * UTF-8 (RFC 6532).
 */
export function headerLine(name: string, value: string): string {
  const line = singleLine(value);
  const octets = ASCII.test(line) ? line : latin1(encoder.encode(line));
  const blank = name.length + octets.length < LONGEST_LINE ? " " : "\r\n ";
  return `${name}:${blank}${octets}\r\n`;
}
