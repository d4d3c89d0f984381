/**
 * The notice of non-acceptance for a formal fault (RFC 6109 §3.1.2). It never holds the original.
 *
 * @module
 */
import type { Certified, Fault, Issuer } from "./facts.ts";
import { notice } from "./notice.ts";
import { NON_ACCEPTANCE } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/** The notice that a message has not been accepted, and why. */
export function nonAcceptance(issuer: Issuer, certified: Certified, fault: Fault): Unsigned {
  return notice({
    kind: "non-accettazione",
    issuer,
    certified,
    to: certified.sender,
    about: [],
    template: NON_ACCEPTANCE,
    text: {
      values: { errore: fault.description },
      recipients: certified.recipients.map(({ address }) => address),
    },
    details: { error: fault.error, description: fault.description },
  });
}
