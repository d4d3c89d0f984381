/**
 * The transport envelope (RFC 6109 §3.1.5): the original and its certification data under the
 * provider's seal.
 *
 * @module
 */
import type { ReceiptType } from "../../../events/outgoing.ts";
import { textField } from "../mime/compose.ts";
import { planDocument } from "./certified_document.ts";
import { encloseOriginal } from "./enclosed_original.ts";
import { inheritedFields, onBehalfOf, replyToField } from "./envelope_header.ts";
import type { Certified, Issuer, Source } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { singleLine } from "./latin1.ts";
import type { ReadRope } from "./rope_bytes.ts";
import { romeTime } from "./rome_time.ts";
import { TRANSPORT_ENVELOPE } from "./texts.ts";
import { travellingOriginal } from "./travelling_original.ts";
import type { Unsigned } from "./unsigned.ts";

/** The envelope around a message: one for all of its recipients. */
export async function transportEnvelope(
  issuer: Issuer,
  certified: Certified,
  receipt: ReceiptType,
  source: Source,
  read: ReadRope,
): Promise<Unsigned> {
  const time = romeTime(certified.at);
  const subject = singleLine(`${TRANSPORT_ENVELOPE.subjectPrefix}${certified.subject}`);
  const messageId = `<${certified.pecId}>`;
  const message = await travellingOriginal(certified, source, read);
  return planDocument({
    kind: "posta-certificata",
    issuer,
    certified,
    time,
    messageId,
    subject,
    fields: [
      ...inheritedFields(source.root),
      replyToField(source.root, certified.sender),
      headerLine("X-Trasporto", "posta-certificata"),
      headerLine("X-TipoRicevuta", receipt),
      headerLine("Date", time.date),
      textField("Subject", subject),
      onBehalfOf(issuer, certified.sender),
      headerLine("Message-ID", messageId),
      certified.msgid === undefined ? "" : headerLine("X-Riferimento-Message-ID", certified.msgid),
      headerLine("MIME-Version", "1.0"),
    ].join(""),
    template: TRANSPORT_ENVELOPE,
    text: { values: {}, recipients: certified.recipients.map(({ address }) => address) },
    details: { receipt },
    original: await encloseOriginal(message, source.pending ?? [], read),
  });
}
