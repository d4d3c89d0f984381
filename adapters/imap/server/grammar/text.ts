/**
 * What a server writes: strings, sets and dates of responses (RFC 9051 §4, §9), as Latin-1 text,
 * where each character is one octet.
 *
 * @module
 */
import type { Instant } from "../../../../events/instant.ts";
import { MONTHS } from "./dates.ts";
import { encodeName, encodeUtf8, type NameEncoding } from "./names.ts";

/** RFC 9051 §4.3 recommends literals for what is long. */
const LONGEST_QUOTED = 1000;
const ASTRING = /^[!#$&'+-[\]-z|}~]+$/;

/** `"…"`, if the octets are such as may stand there, else a literal. NULs must not be in it. */
export function string(octets: string): string {
  return isQuotable(octets) ? quoted(octets) : literal(octets);
}

/** `"…"`. The octets have neither CR, LF nor NUL. */
export function quoted(octets: string): string {
  return `"${/["\\]/.test(octets) ? octets.replace(/["\\]/g, "\\$&") : octets}"`;
}

/** `{size}` and the octets. */
export function literal(octets: string): string {
  return `{${octets.length}}\r\n${octets}`;
}

/** `~{size}` and the octets, NULs or not (RFC 3516 §4.2). */
export function literal8(octets: string): string {
  return `~${literal(octets)}`;
}

/** The octets bare where they may be, else as a string. `NIL` is quoted: it would be no string. */
export function astring(octets: string): string {
  return isBare(octets) ? octets : string(octets);
}

/** `NIL` for null, else a string. */
export function nstring(octets: string | null): string {
  return octets === null ? "NIL" : string(octets);
}

/** A text in UTF-8, as a string; `NIL` for null. */
export function utf8String(text: string | null): string {
  return nstring(text === null ? null : encodeUtf8(text));
}

/** The name of a folder. INBOX and other simple names stand bare. */
export function mailbox(name: string, encoding: NameEncoding): string {
  const octets = encodeName(name, encoding);
  // Names have no control characters; and once UTF-8 is enabled, it may stand in quotes.
  return isBare(octets) ? octets : quoted(octets);
}

/**
 * Numbers as a sequence-set: `1:3,7`.
 *
 * @param numbers in ascending order, at least one
 */
export function sequenceSet(numbers: ArrayLike<number>): string {
  const ranges: string[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const from = numbers[at]!;
    while (at + 1 < numbers.length && numbers[at + 1] === numbers[at]! + 1) at++;
    const to = numbers[at]!;
    ranges.push(from === to ? `${from}` : `${from}:${to}`);
  }
  return ranges.join(",");
}

/** `"17-Jul-1996 02:44:25 +0000"`: a day below ten has a blank before it. In UTC. */
export function dateTime(instant: Instant): string {
  const date = new Date(instant);
  const day = `${date.getUTCDate()}`.padStart(2, " ");
  const year = `${date.getUTCFullYear()}`.padStart(4, "0");
  const time = date.toISOString().slice(-13, -5);
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${year} ${time} +0000"`;
}

function isBare(octets: string): boolean {
  return ASTRING.test(octets) && octets.toUpperCase() !== "NIL";
}

/** Octets beyond ASCII go into a literal: in quotes they need UTF8=ACCEPT (RFC 6855 §3). */
function isQuotable(octets: string): boolean {
  return octets.length <= LONGEST_QUOTED && !/[^ -~]/.test(octets);
}
