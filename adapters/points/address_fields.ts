/**
 * The addresses in a message's header.
 *
 * @module
 */
import type { AddressField } from "../../actors/formal_checks.ts";
import { parseAddresses } from "../documents/mime/addresses.ts";
import { fields, unfolded } from "../documents/mime/headers.ts";
import { readUtf8 } from "../documents/mime/octets.ts";
import type { MimePart } from "../documents/mime/part.ts";

/**
 * What stands in the header fields of a name; several fields count as one. Null where there is
 * none.
 */
export function addressesIn(root: MimePart, name: string): AddressField | null {
  const all = fields(root, name);
  if (all.length === 0) return null;
  // RFC 6532: addresses may be UTF-8, as they are in RCPT TO of the same message.
  const parsed = all.map((field) => parseAddresses(readUtf8(unfolded(field))));
  return {
    addresses: parsed.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
    invalid: parsed.flatMap(({ invalid }) => invalid),
  };
}
