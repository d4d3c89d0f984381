/**
 * The rilevazione virus (RFC 6109 §3.2.3): tells the sending provider's service mailbox that an
 * envelope holds a virus and is not delivered. No holder sees it.
 *
 * @module
 */
import type { Certified, Issuer } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { notice } from "./notice.ts";
import { nameOfContent } from "./security_problem.ts";
import { VIRUS_DETECTION } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/**
 * The rilevazione virus for one recipient of an envelope.
 *
 * @param to the sending provider's `mailReceipt`
 * @param detected the scanner's name for what it found
 */
export function virusDetection(
  issuer: Issuer,
  certified: Certified,
  to: string,
  recipient: string,
  detected: string,
): Unsigned {
  const description = nameOfContent(detected);
  return notice({
    kind: "rilevazione-virus",
    issuer,
    certified,
    to,
    about: [recipient],
    markers: headerLine("X-Mittente", certified.sender),
    template: VIRUS_DETECTION,
    text: { values: { destinatario: recipient, errore: description }, recipients: [] },
    details: { error: "virus", delivery: recipient, description },
  });
}
