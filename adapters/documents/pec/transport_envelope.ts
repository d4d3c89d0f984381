/**
 * The transport envelope (RFC 6109 §3.1.5): the original and its certification data under the
 * provider's seal.
 *
 * @module
 */
import type { ReceiptType } from "../../../events/outgoing.ts";
import { formatMailbox } from "../mime/addresses.ts";
import { headerField, textField } from "../mime/compose.ts";
import { field } from "../mime/headers.ts";
import type { HeaderField, MimePart } from "../mime/part.ts";
import { encloseOriginal } from "./enclosed_original.ts";
import type { Certified, Issuer, Source } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { singleLine } from "./latin1.ts";
import type { ReadRope } from "./rope_bytes.ts";
import { romeTime } from "./rome_time.ts";
import { ON_BEHALF_OF, TRANSPORT_ENVELOPE } from "./texts.ts";
import { travellingOriginal } from "./travelling_original.ts";
import { planDocument, type Unsigned } from "./unsigned.ts";

/** What an envelope takes over from the original, byte for byte (RFC 6109 §3.1.5). */
const INHERITED = new Set(["return-path", "received", "to", "cc", "reply-to"]);

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
      ...source.root.header.filter(isInherited).map(rawLine),
      replyTo(source.root, certified),
      headerLine("X-Trasporto", "posta-certificata"),
      headerLine("X-TipoRicevuta", receipt),
      headerLine("Date", time.date),
      textField("Subject", subject),
      // RFC 6109 §2.1 wants From and Sender alike; RFC 5322 §3.6.2 then leaves Sender out.
      headerField("From", onBehalfOf(issuer, certified)),
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

function onBehalfOf(issuer: Issuer, certified: Certified): string {
  return formatMailbox({ name: `${ON_BEHALF_OF}${certified.sender}`, address: issuer.address });
}

function isInherited({ name }: HeaderField): boolean {
  return INHERITED.has(name.toLowerCase());
}

function rawLine({ name, raw }: HeaderField): string {
  return `${name}:${raw}\r\n`;
}

/** Where the original has no Reply-To, replies go to its From (RFC 6109 §2.1). */
function replyTo(original: MimePart, certified: Certified): string {
  if (field(original, "Reply-To")) return "";
  const from = field(original, "From");
  return from ? rawLine({ ...from, name: "Reply-To" }) : headerLine("Reply-To", certified.sender);
}
