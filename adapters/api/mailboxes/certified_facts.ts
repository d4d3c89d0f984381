/**
 * What daticert.xml says (RFC 6109 §4.4), under the names of the API.
 *
 * @module
 */
import type { z } from "@hono/zod-openapi";
import type { Daticert } from "../../documents/pec/daticert_reader.ts";
import { RECEIPT_TYPES } from "../receipt_types.ts";
import { textOfInstant } from "../schemas.ts";
import { isVerified, kindOf, type MessageKind } from "./kinds.ts";
import type { certifiedFactsSchema } from "./schemas.ts";

/**
 * The certified facts of a document.
 *
 * @param held what the mailbox knows the document as.
 */
export function certifiedFacts(
  { tipo, issuer, at, certified, ricevuta, consegna, ricezione, errore, erroreEsteso }: Daticert,
  held: MessageKind,
): z.output<typeof certifiedFactsSchema> {
  return {
    verified: isVerified(held),
    pec_id: certified.pecId,
    kind: kindOf(tipo),
    provider: issuer,
    at: textOfInstant(at),
    sender: certified.sender,
    recipients: certified.recipients.map(({ address, kind }) => ({
      address,
      certified: kind === "certificato",
    })),
    reply_to: certified.replyTo,
    subject: certified.subject,
    message_id: certified.msgid ?? null,
    receipt_type: ricevuta === undefined ? null : RECEIPT_TYPES[ricevuta],
    delivered_to: consegna ?? null,
    taken_in_charge_for: [...ricezione],
    error: errore === "nessuno" ? null : { code: errore, detail: erroreEsteso ?? null },
  };
}
