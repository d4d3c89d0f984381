/**
 * The acceptance receipt (RFC 6109 §3.1.4): tells the sender that the message has been accepted.
 *
 * @module
 */
import type { Certified, Issuer } from "./facts.ts";
import { notice } from "./notice.ts";
import { ACCEPTANCE, RECIPIENT_KINDS } from "./texts.ts";
import type { Unsigned } from "./unsigned.ts";

/** The acceptance receipt of a message. */
export function acceptance(issuer: Issuer, certified: Certified): Unsigned {
  return notice({
    kind: "accettazione",
    issuer,
    certified,
    to: certified.sender,
    about: [],
    template: ACCEPTANCE,
    text: {
      values: {},
      recipients: certified.recipients.map(({ address, kind }) =>
        `${address} ${RECIPIENT_KINDS[kind]}`
      ),
    },
    details: {},
  });
}
