/**
 * What a message may hold at most, so that what is made of it stays within the limits that every
 * provider has: the envelope repeats fields of the message and wraps parts around it.
 *
 * @module
 */
import { fields, unfolded } from "../documents/mime/headers.ts";
import { defaultMimeLimits, type MimeLimits } from "../documents/mime/limits.ts";
import { readUtf8 } from "../documents/mime/octets.ts";
import type { MimePart } from "../documents/mime/part.ts";

/** The limits of a submitted message's structure. */
export const SUBMISSION_LIMITS: MimeLimits = {
  depth: defaultMimeLimits.depth - 10,
  parts: defaultMimeLimits.parts - 20,
  headerBytes: 128 * 1024,
  totalHeaderBytes: defaultMimeLimits.totalHeaderBytes - 256 * 1024,
  headerFields: defaultMimeLimits.headerFields - 50,
};

/** The most octets of all fields of a name as they stand in the message. */
const LONGEST_FIELDS: Readonly<Record<string, number>> = {
  Subject: 8 * 1024,
  "Reply-To": 64 * 1024,
  From: 64 * 1024,
  To: 64 * 1024,
  Cc: 64 * 1024,
};

/** RFC 5322 §2.1.1: it goes into X-Riferimento-Message-ID and daticert.xml, unaltered. */
const LONGEST_MESSAGE_ID = 998;

/** Letters, marks, numbers, punctuation, symbols and the space; no octets that are not UTF-8. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u;

/** Why a submitted message cannot be certified, by its header. */
export type HeaderFault =
  | { readonly kind: "no-header" | "stray-line" | "odd-message-id" }
  | {
    readonly kind: "too-long";
    /** Name of the field. */
    readonly field: string;
    /** In octets. */
    readonly limit: number;
  };

/** What makes the header of a submitted message unfit; null for nothing. */
export function headerFault(root: MimePart): HeaderFault | null {
  // Nothing in it names a sender to whom an avviso could go: it is answered in the session.
  if (root.header.length === 0) return { kind: "no-header" };
  // Under the seal, readers that end the header there would see another message.
  if (!root.headerClean) return { kind: "stray-line" };
  for (const [field, limit] of Object.entries(LONGEST_FIELDS)) {
    const octets = fields(root, field).reduce((sum, { raw }) => sum + raw.length, 0);
    if (octets > limit) return { kind: "too-long", field, limit };
  }
  return fields(root, "Message-ID").every((field) => isPrintable(unfolded(field)))
    ? null
    : { kind: "odd-message-id" };
}

/** The fault in words. */
export function headerFaultText(fault: HeaderFault): string {
  switch (fault.kind) {
    case "no-header":
      return "it has no header";
    case "stray-line":
      return "its header holds a line that is no field";
    case "too-long":
      return `its ${fault.field} is longer than ${fault.limit} octets`;
    case "odd-message-id":
      return "its Message-ID is not printable text of at most 998 octets";
  }
}

/** @param value Latin-1 */
function isPrintable(value: string): boolean {
  if (value.length > LONGEST_MESSAGE_ID) return false;
  const text = readUtf8(value);
  return PRINTABLE.test(text) && (text !== value || /^[ -~]*$/.test(value));
}
