/**
 * Distinguished names, readable and comparable (RFC 5280 §4.1.2.4, §7.1).
 *
 * @module
 */
import { contentBytes, DerReader, type Element, hex, oidOf, rawBytes, TAG } from "./der.ts";

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Object identifier in dotted form. */
  readonly type: string;
  /** The value as text; `#` and the DER in hex where it is no string. */
  readonly value: string;
}

/** A distinguished name. */
export interface Name {
  /** The Name as it stands in the certificate, DER. */
  readonly der: Uint8Array;
  /** All attributes in their order. */
  readonly attributes: readonly NameAttribute[];
  /**
   * One key per relative distinguished name: two names are the same where their keys are, by the
   * rules of RFC 5280 §7.1 (without case, white space folded, whatever the string type).
   */
  readonly keys: readonly string[];
}

/**
 * Reads a Name.
 *
 * @throws {DerError} if it is none.
 */
export function parseName(element: Element): Name {
  const attributes: NameAttribute[] = [];
  const keys: string[] = [];
  const rdns = DerReader.inside(element);
  while (!rdns.done) {
    const pairs: string[] = [];
    const rdn = rdns.enter(TAG.set);
    while (!rdn.done) {
      const attribute = rdn.enter(TAG.sequence);
      const type = oidOf(attribute.expect(TAG.oid));
      const value = stringOf(attribute.any());
      attribute.finish();
      attributes.push({ type, value });
      pairs.push(JSON.stringify([type, foldName(value)]));
    }
    keys.push(pairs.sort().join(","));
  }
  return { der: rawBytes(element), attributes, keys };
}

/** The first value of an attribute; null where the name lacks it. */
export function attributeOf(name: Name, type: string): string | null {
  return name.attributes.find((attribute) => attribute.type === type)?.value ?? null;
}

/** Whether two names are the same (RFC 5280 §7.1). */
export function sameName(a: Name, b: Name): boolean {
  return a.keys.length === b.keys.length && startsWithName(a, b);
}

/** Whether `base` is the beginning of `name`: `name` lies within its subtree (§4.2.1.10). */
export function startsWithName(name: Name, base: Name): boolean {
  return base.keys.every((key, index) => key === name.keys[index]);
}

/** The string of a DirectoryString or IA5String; `#` and hex for any other type. */
function stringOf(element: Element): string {
  const bytes = contentBytes(element);
  switch (element.tag) {
    case TAG.utf8String:
      return new TextDecoder().decode(bytes);
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString:
      return latin1(bytes);
    case TAG.bmpString:
      return new TextDecoder("utf-16be").decode(bytes);
    default:
      return `#${hex(rawBytes(element))}`;
  }
}

/** Bytes as text, one character each. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function foldName(value: string): string {
  return value.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
}
