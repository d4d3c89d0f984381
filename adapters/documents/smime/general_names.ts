/**
 * GeneralNames: what a certificate may stand for beside its subject (RFC 5280 §4.2.1.6).
 *
 * @module
 */
import { contentBytes, DerReader, type Element } from "./der.ts";
import { latin1, type Name, parseName } from "./name.ts";

/** A GeneralName: the kinds that are compared, and the number of every other kind. */
export type GeneralName =
  | {
    readonly kind: "rfc822Name" | "dNSName" | "uniformResourceIdentifier";
    readonly value: string;
  }
  | { readonly kind: "directoryName"; readonly name: Name }
  | { readonly kind: "other"; readonly number: number };

/** Reads one GeneralName. */
export function parseGeneralName(element: Element): GeneralName {
  switch (element.tag) {
    case 0x81:
      return { kind: "rfc822Name", value: latin1(contentBytes(element)) };
    case 0x82:
      return { kind: "dNSName", value: latin1(contentBytes(element)) };
    case 0x86:
      return { kind: "uniformResourceIdentifier", value: latin1(contentBytes(element)) };
    case 0xa4:
      return { kind: "directoryName", name: parseName(DerReader.inside(element).any()) };
    default:
      return { kind: "other", number: element.tag & 0x1f };
  }
}

/** Reads the GeneralNames that are left in `reader`. */
export function parseGeneralNames(reader: DerReader): readonly GeneralName[] {
  const names: GeneralName[] = [];
  while (!reader.done) names.push(parseGeneralName(reader.any()));
  return names;
}
