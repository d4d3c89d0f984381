/**
 * A strict reader of DER (ITU-T X.690 §10): definite, minimal lengths, single-byte tags.
 * It yields offsets into the source and never recurses; BER goes through `ber.ts` first.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";

/** Identifier bytes of the universal types used here; constructed types with their bit 0x20. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier byte of a constructed context-specific element, `[number]`. */
export function constructedTag(number: number): number {
  return 0xa0 | number;
}

/** Identifier byte of a primitive context-specific element, `[number] IMPLICIT`. */
export function primitiveTag(number: number): number {
  return 0x80 | number;
}

/** The bytes are not the ASN.1 that they should be. */
export class DerError extends Error {
  override readonly name = "DerError";
}

/** One element and where it lies in its source. */
export interface Element {
  readonly source: Uint8Array;
  readonly tag: number;
  /** Offset of the identifier byte. */
  readonly start: number;
  /** Offset of the first content byte. */
  readonly contentStart: number;
  /** Offset after the last content byte. */
  readonly end: number;
}

/**
 * The element at `start`, which must end at or before `limit`.
 *
 * @throws {DerError} for anything that is not DER.
 */
export function elementAt(source: Uint8Array, start: number, limit: number): Element {
  if (start + 2 > limit) throw new DerError(`Cannot read an element at ${start}: no bytes left`);
  const tag = source[start]!;
  if ((tag & 0x1f) === 0x1f) {
    throw new DerError(`Cannot read an element at ${start}: tag number above 30`);
  }
  let contentStart = start + 2;
  let length = source[start + 1]!;
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets === 0 || octets > 4 || contentStart + octets > limit) {
      throw new DerError(`Cannot read an element at ${start}: length of ${octets} octets`);
    }
    length = 0;
    for (let index = 0; index < octets; index++) length = length * 256 + source[contentStart++]!;
    if (length < 0x80 || length < 256 ** (octets - 1)) {
      throw new DerError(`Cannot read an element at ${start}: length is not minimal`);
    }
  }
  const end = contentStart + length;
  if (end > limit) throw new DerError(`Cannot read an element at ${start}: it ends at ${end}`);
  return { source, tag, start, contentStart, end };
}

/** The whole element, identifier and length included, as a view of the source. */
export function rawBytes(element: Element): Uint8Array {
  return element.source.subarray(element.start, element.end);
}

/** The content of the element as a view of the source. */
export function contentBytes(element: Element): Uint8Array {
  return element.source.subarray(element.contentStart, element.end);
}

/** Reads the elements of a range one after the other. */
export class DerReader {
  readonly #source: Uint8Array;
  readonly #end: number;
  #position: number;

  /** A reader over `source` from `start` up to, not including, `end`. */
  constructor(source: Uint8Array, start = 0, end: number = source.length) {
    this.#source = source;
    this.#position = start;
    this.#end = end;
  }

  /** A reader over the elements inside a constructed element. */
  static inside(element: Element): DerReader {
    return new DerReader(element.source, element.contentStart, element.end);
  }

  /** Whether every element has been read. */
  get done(): boolean {
    return this.#position >= this.#end;
  }

  /** The identifier byte of the next element; -1 at the end. */
  get nextTag(): number {
    return this.done ? -1 : this.#source[this.#position]!;
  }

  /** The next element, whatever it is. */
  any(): Element {
    const element = elementAt(this.#source, this.#position, this.#end);
    this.#position = element.end;
    return element;
  }

  /** The next element, which must have the identifier byte `tag`. */
  expect(tag: number): Element {
    if (this.nextTag !== tag) {
      throw new DerError(
        `Cannot read tag 0x${tag.toString(16)} at ${this.#position}: found ${this.nextTag}`,
      );
    }
    return this.any();
  }

  /** The next element if it has the identifier byte `tag`; null, and nothing read, if not. */
  optional(tag: number): Element | null {
    return this.nextTag === tag ? this.any() : null;
  }

  /** A reader over the content of the next element, which must have the identifier byte `tag`. */
  enter(tag: number): DerReader {
    return DerReader.inside(this.expect(tag));
  }

  /** @throws {DerError} if elements are left. */
  finish(): void {
    if (!this.done) throw new DerError(`Cannot end at ${this.#position}: more bytes follow`);
  }
}

/** The one element that `bytes` holds, with nothing after it, as a reader over its content. */
export function readSequence(bytes: Uint8Array): DerReader {
  const reader = new DerReader(bytes);
  const inside = reader.enter(TAG.sequence);
  reader.finish();
  return inside;
}

/** An OBJECT IDENTIFIER in dotted form. At most 40 content bytes, arcs below 2^49. */
export function oidOf(element: Element): string {
  const bytes = contentBytes(element);
  if (bytes.length === 0 || bytes.length > 40 || bytes.at(-1)! >= 0x80) {
    throw new DerError(`Cannot read an object identifier at ${element.start}`);
  }
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    if (arc >= 2 ** 42) throw new DerError(`Cannot read an object identifier: arc above 2^49`);
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = Math.min(2, Math.floor(arcs[0]! / 40));
  return [first, arcs[0]! - 40 * first, ...arcs.slice(1)].join(".");
}

/** A small non-negative INTEGER: version numbers, path lengths. */
export function smallIntegerOf(element: Element): number {
  const bytes = contentBytes(element);
  if (bytes.length === 0 || bytes.length > 4 || bytes[0]! >= 0x80) {
    throw new DerError(`Cannot read an integer at ${element.start}: out of range`);
  }
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** A BOOLEAN; DER knows only 0x00 and 0xff. */
export function booleanOf(element: Element): boolean {
  const bytes = contentBytes(element);
  if (bytes.length !== 1 || (bytes[0] !== 0 && bytes[0] !== 0xff)) {
    throw new DerError(`Cannot read a boolean at ${element.start}`);
  }
  return bytes[0] === 0xff;
}

/** The bytes of a BIT STRING that holds whole bytes: keys and signatures. */
export function bitStringBytes(element: Element): Uint8Array {
  const bytes = contentBytes(element);
  if (bytes.length === 0 || bytes[0] !== 0) {
    throw new DerError(`Cannot read a bit string at ${element.start}: unused bits`);
  }
  return bytes.subarray(1);
}

/** The numbers of the set bits of a named-bit BIT STRING (X.680 §22.7). */
export function namedBits(element: Element): ReadonlySet<number> {
  const bytes = contentBytes(element);
  if (bytes.length === 0 || bytes.length > 5 || bytes[0]! > 7) {
    throw new DerError(`Cannot read named bits at ${element.start}`);
  }
  const set = new Set<number>();
  for (let bit = 0; bit < (bytes.length - 1) * 8; bit++) {
    if (bytes[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) set.add(bit);
  }
  return set;
}

/**
 * A Time of RFC 5280 §4.1.2.5: UTCTime with seconds and `Z`, years 1950 to 2049, or
 * GeneralizedTime with seconds and `Z`, without a fraction.
 */
export function timeOf(element: Element): Instant {
  const text = String.fromCharCode(...contentBytes(element).subarray(0, 16));
  const generalized = element.tag === TAG.generalizedTime;
  const shape = generalized ? /^\d{14}Z$/ : /^\d{12}Z$/;
  if ((!generalized && element.tag !== TAG.utcTime) || !shape.test(text)) {
    throw new DerError(`Cannot read a time at ${element.start}: ${JSON.stringify(text)}`);
  }
  const digits = generalized ? text : (text < "50" ? "20" : "19") + text;
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) throw new DerError(`Cannot read a time at ${element.start}: ${iso}`);
  return instant;
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** Whether two byte strings are equal. Not for secrets: it stops at the first difference. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
