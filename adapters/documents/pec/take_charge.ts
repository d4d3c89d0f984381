/**
 * The presa in carico (RFC 6109 §3.2.1): tells the sending provider's service mailbox that an
 * envelope has been taken over. No holder sees it.
 *
 * @module
 */
import type { Certified, Issuer } from "./facts.ts";
import { notice } from "./notice.ts";
import { TAKE_CHARGE } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/**
 * The presa in carico of one SMTP transaction.
 *
 * @param to the sending provider's `mailReceipt`
 * @param recipients the recipients that the transaction had; `certified` names all of the message
 */
export function takeCharge(
  issuer: Issuer,
  certified: Certified,
  to: string,
  recipients: readonly string[],
): Unsigned {
  return notice({
    kind: "presa-in-carico",
    issuer,
    certified,
    to,
    about: recipients,
    template: TAKE_CHARGE,
    text: { values: {}, recipients },
    details: { taken: recipients },
  });
}
