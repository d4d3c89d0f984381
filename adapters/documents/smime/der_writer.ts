/**
 * A small writer of DER: each function gives the bytes of one whole element.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { concat } from "../mime/octets.ts";
import { TAG } from "./der.ts";

/** An element with the identifier byte `tag` around the given content. */
export function derElement(tag: number, ...content: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return concat([derHeader(tag, length), ...content]);
}

/** What stands before the content of an element: its identifier byte, and how long it is. */
export function derHeader(tag: number, length: number): Uint8Array<ArrayBuffer> {
  if (length < 0x80) return Uint8Array.of(tag, length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  return Uint8Array.of(tag, 0x80 | octets.length, ...octets);
}

/** A SEQUENCE of the given elements. */
export function derSequence(...elements: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return derElement(TAG.sequence, ...elements);
}

/** A SET OF the given elements, in the order that X.690 §11.6 demands. */
export function derSet(...elements: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return derElement(TAG.set, ...inSetOrder(elements));
}

/** Encodings in ascending order, byte by byte (X.690 §11.6). */
export function inSetOrder(elements: readonly Uint8Array[]): Uint8Array[] {
  return [...elements].sort((a, b) => {
    const shared = Math.min(a.length, b.length);
    for (let index = 0; index < shared; index++) {
      if (a[index] !== b[index]) return a[index]! - b[index]!;
    }
    return a.length - b.length;
  });
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function derOid(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left & 0x7f));
    }
    return groups;
  });
  return derElement(TAG.oid, Uint8Array.from(bytes));
}

/** A non-negative INTEGER from its big-endian bytes. */
export function derInteger(magnitude: Uint8Array): Uint8Array<ArrayBuffer> {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const trimmed = magnitude.subarray(start);
  const sign = (trimmed[0] ?? 0x80) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0);
  return derElement(TAG.integer, sign, trimmed);
}

/** An OCTET STRING. */
export function derOctetString(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return derElement(TAG.octetString, bytes);
}

/** A BIT STRING of whole bytes. */
export function derBitString(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return derElement(TAG.bitString, Uint8Array.of(0), bytes);
}

/** A BOOLEAN that is true; DER leaves out the false ones where false is the default. */
export const DER_TRUE: Uint8Array<ArrayBuffer> = derElement(TAG.boolean, Uint8Array.of(0xff));

/** The NULL. */
export const DER_NULL: Uint8Array<ArrayBuffer> = derElement(TAG.null);

/**
 * A Time as RFC 5280 §4.1.2.5 wants it: UTCTime through 2049, GeneralizedTime from 2050.
 * Milliseconds are dropped.
 */
export function derTime(instant: Instant): Uint8Array<ArrayBuffer> {
  const digits = new Date(instant).toISOString().slice(0, 19).replace(/\D/g, "") + "Z";
  const utc = digits >= "1950" && digits < "2050";
  const text = new TextEncoder().encode(utc ? digits.slice(2) : digits);
  return derElement(utc ? TAG.utcTime : TAG.generalizedTime, text);
}
