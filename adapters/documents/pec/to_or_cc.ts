/**
 * Which delivery receipt a recipient's delivery gives.
 *
 * @module
 */
import { sameAddress } from "../../../events/address.ts";
import type { ReceiptType } from "../../../events/outgoing.ts";
import { parseAddresses } from "../mime/addresses.ts";
import { fields, unfolded } from "../mime/headers.ts";
import { MimeFault } from "../mime/limits.ts";
import type { MimePart } from "../mime/part.ts";

/**
 * Whether a recipient is a primary one (To) or gets a carbon copy, by the original's header. Who
 * stands in both or in neither, or in a list that cannot be read, is primary (RFC 6109 §3.3.2.1).
 */
export function toOrCc(recipient: string, original: MimePart): "to" | "cc" {
  try {
    const isPrimary = isListed(recipient, original, "To") || !isListed(recipient, original, "Cc");
    return isPrimary ? "to" : "cc";
  } catch (error) {
    if (error instanceof MimeFault) return "to";
    throw error;
  }
}

/** The receipt for a recipient: those in Cc never get more than the concise one. */
export function deliveryReceiptFor(
  requested: ReceiptType,
  recipient: string,
  original: MimePart,
): ReceiptType {
  return toOrCc(recipient, original) === "cc" ? "sintetica" : requested;
}

function isListed(recipient: string, original: MimePart, name: "To" | "Cc"): boolean {
  return fields(original, name).some((field) =>
    parseAddresses(unfolded(field)).addresses.some(({ address }) => sameAddress(address, recipient))
  );
}
