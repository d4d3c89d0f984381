/**
 * The notices of non-delivery because time has run out (RFC 6109 §3.1.6): one after 12 hours, one
 * by the 24th. Programs tell them apart by errore-esteso alone.
 *
 * @module
 */
import type { Certified, Issuer } from "./facts.ts";
import { extendedError } from "./fault_texts.ts";
import { notice } from "./notice.ts";
import { TIMEOUT, TIMEOUT_ERRORS } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/** The notice that nothing has been heard of a recipient for 12 or 24 hours. */
export function timeoutNotice(
  issuer: Issuer,
  certified: Certified,
  recipient: string,
  hours: 12 | 24,
): Unsigned {
  const { code, words } = TIMEOUT_ERRORS[hours];
  return notice({
    kind: "preavviso-errore-consegna",
    issuer,
    certified,
    // The RFC's `To: [original recipient]` is a slip: it is the sender who is informed.
    to: certified.sender,
    about: [recipient, String(hours)],
    template: TIMEOUT[hours],
    text: { values: { destinatario: recipient }, recipients: [] },
    details: {
      error: "altro",
      delivery: recipient,
      description: extendedError(code, issuer.name, words),
    },
  });
}
