/**
 * ENVELOPE (RFC 9051 §7.5.2).
 *
 * @module
 */
import { unfolded } from "../mime/headers.ts";
import type { MimePart } from "../mime/part.ts";
import { type AddressStructure, addressStructures } from "./address_structures.ts";
import { nstringOf } from "./strings.ts";

/** The unfolded values of the fields that an envelope is made of, by their names in lower case. */
type EnvelopeFields = ReadonlyMap<string, readonly string[]>;

const NAMES: ReadonlySet<string> = new Set([
  "date",
  "subject",
  "from",
  "sender",
  "reply-to",
  "to",
  "cc",
  "bcc",
  "in-reply-to",
  "message-id",
]);

/**
 * The parenthesised list, Latin-1. Of fields that stand twice against RFC 5322 §3.6 the first
 * counts; address lists are put together.
 */
export function envelopeText(root: MimePart): string {
  const values = envelopeFields(root);
  const from = addressList(values, "from");
  return `(${
    [
      text(values, "date"),
      text(values, "subject"),
      from ?? "NIL",
      addressList(values, "sender") ?? from ?? "NIL",
      addressList(values, "reply-to") ?? from ?? "NIL",
      addressList(values, "to") ?? "NIL",
      addressList(values, "cc") ?? "NIL",
      addressList(values, "bcc") ?? "NIL",
      text(values, "in-reply-to"),
      text(values, "message-id"),
    ].join(" ")
  })`;
}

function envelopeFields(root: MimePart): EnvelopeFields {
  const values = new Map<string, string[]>();
  for (const field of root.header) {
    const name = field.name.toLowerCase();
    if (!NAMES.has(name)) continue;
    const known = values.get(name);
    if (known === undefined) values.set(name, [unfolded(field)]);
    else known.push(unfolded(field));
  }
  return values;
}

function text(values: EnvelopeFields, name: string): string {
  return nstringOf(values.get(name)?.[0]);
}

/** Undefined where there is no address. */
function addressList(values: EnvelopeFields, name: string): string | undefined {
  const structures = (values.get(name) ?? []).flatMap(addressStructures);
  return structures.length === 0 ? undefined : `(${structures.map(addressText).join("")})`;
}

function addressText({ name, route, mailbox, host }: AddressStructure): string {
  return `(${[name, route, mailbox, host].map(nstringOf).join(" ")})`;
}
