/**
 * The formal checks of the Access Point (RFC 6109 §3.1.1), in a fixed order.
 *
 * @module
 */
import { sameAddress } from "../events/address.ts";
import type { FormalFault } from "../events/outgoing.ts";

/** What the checks look at: the SMTP envelope and the address fields of the header. */
export interface FormalFacts {
  readonly account: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Null where the message has no such field. */
  readonly from: AddressField | null;
  readonly to: AddressField | null;
  readonly cc: AddressField | null;
  /** Whether a Bcc field holds anything. */
  readonly bcc: boolean;
  readonly size: number;
  /** Limit of size × recipients, in bytes. */
  readonly maxTotalBytes: number;
}

/** The addresses of a header field, and what in it is none. */
export interface AddressField {
  readonly addresses: readonly string[];
  readonly invalid: readonly string[];
}

/** A broken rule, and what it is about: an address, a limit; may be empty. */
export interface FormalRefusal {
  readonly fault: FormalFault;
  readonly about: string;
}

/** The first rule of RFC 6109 §3.1.1 that the message breaks, or null. */
export function firstFault(facts: FormalFacts): FormalRefusal | null {
  return formalFaults(facts)[0] ?? null;
}

/**
 * Every rule of RFC 6109 §3.1.1 that the message breaks. What follows from a field that is missing
 * or void is no fault of its own.
 */
export function formalFaults(facts: FormalFacts): FormalRefusal[] {
  const from = fromFault(facts);
  const to = toFault(facts);
  const faults = [
    from,
    to,
    from ? null : senderFault(facts),
    to ? null : recipientFault(facts),
    facts.bcc ? { fault: "bcc-present", about: "" } as const : null,
    sizeFault(facts),
  ];
  return faults.filter((fault) => fault !== null);
}

function fromFault({ from }: FormalFacts): FormalRefusal | null {
  if (!from) return { fault: "from-missing", about: "" };
  if (from.addresses.length !== 1 || from.invalid.length > 0) {
    return { fault: "from-invalid", about: [...from.invalid, ...from.addresses].join(", ") };
  }
  return null;
}

function toFault({ to }: FormalFacts): FormalRefusal | null {
  if (!to) return { fault: "to-missing", about: "" };
  if (to.addresses.length === 0) return { fault: "to-invalid", about: to.invalid.join(", ") };
  return null;
}

function senderFault({ from, sender, account }: FormalFacts): FormalRefusal | null {
  const author = from?.addresses[0] ?? "";
  const same = sameAddress(author, sender) && sameAddress(sender, account);
  return same ? null : { fault: "sender-mismatch", about: author };
}

function recipientFault({ recipients, to, cc }: FormalFacts): FormalRefusal | null {
  const named = [...to?.addresses ?? [], ...cc?.addresses ?? []];
  const keys = new Set(named.map((address) => address.toLowerCase()));
  const stranger = recipients.find((recipient) => !keys.has(recipient.toLowerCase()));
  return stranger === undefined ? null : { fault: "recipient-mismatch", about: stranger };
}

function sizeFault({ size, recipients, maxTotalBytes }: FormalFacts): FormalRefusal | null {
  return size * recipients.length > maxTotalBytes
    ? { fault: "too-large", about: String(maxTotalBytes) }
    : null;
}
