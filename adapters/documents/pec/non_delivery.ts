/**
 * The notice of non-delivery (RFC 6109 §3.3.3): tells the sender that a recipient does not get
 * the message.
 *
 * @module
 */
import type { Certified, Fault, Issuer } from "./facts.ts";
import { notice } from "./notice.ts";
import { NON_DELIVERY } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/** The notice that a message has not been delivered to a recipient, and why. */
export function nonDelivery(
  issuer: Issuer,
  certified: Certified,
  recipient: string,
  fault: Fault,
): Unsigned {
  return notice({
    kind: "errore-consegna",
    issuer,
    certified,
    to: certified.sender,
    about: [recipient],
    template: NON_DELIVERY,
    text: { values: { destinatario: recipient, errore: fault.description }, recipients: [] },
    details: { error: fault.error, delivery: recipient, description: fault.description },
  });
}
