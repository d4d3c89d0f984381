/**
 * The notice of non-acceptance because of a virus (RFC 6109 §3.1.3). It never holds the original.
 *
 * @module
 */
import type { Certified, Issuer } from "./facts.ts";
import { notice } from "./notice.ts";
import { nameOfContent, securityError } from "./security_problem.ts";
import { VIRUS_NON_ACCEPTANCE } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/**
 * The notice that a message has not been accepted because it holds a virus.
 *
 * @param detected the scanner's name for what it found
 */
export function virusNonAcceptance(
  issuer: Issuer,
  certified: Certified,
  detected: string,
): Unsigned {
  const description = nameOfContent(detected);
  return notice({
    kind: "non-accettazione",
    issuer,
    certified,
    to: certified.sender,
    about: ["virus"],
    markers: securityError,
    template: VIRUS_NON_ACCEPTANCE,
    text: {
      values: { errore: description },
      recipients: certified.recipients.map(({ address }) => address),
    },
    details: { error: "virus", description },
  });
}
