/**
 * The notice of non-delivery because of a virus (RFC 6109 §3.2.4): the sending provider tells its
 * holder what a rilevazione virus said.
 *
 * @module
 */
import type { Certified, Issuer } from "./facts.ts";
import { notice } from "./notice.ts";
import { nameOfContent, securityError } from "./security_problem.ts";
import { VIRUS_NON_DELIVERY } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/**
 * The notice that a recipient does not get a message because it holds a virus.
 *
 * @param detected errore-esteso of the rilevazione virus; empty where it has none
 */
export function virusNonDelivery(
  issuer: Issuer,
  certified: Certified,
  recipient: string,
  detected: string,
): Unsigned {
  const description = nameOfContent(detected);
  return notice({
    kind: "errore-consegna",
    issuer,
    certified,
    to: certified.sender,
    about: [recipient, "virus"],
    markers: securityError,
    template: VIRUS_NON_DELIVERY,
    text: { values: { destinatario: recipient, errore: description }, recipients: [] },
    details: { error: "virus", delivery: recipient, description },
  });
}
