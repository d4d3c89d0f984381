/**
 * The anomaly envelope (RFC 6109 §3.2.2): a message that is not certified, under the provider's
 * seal, so that nobody takes it for one that is. It holds no certification data.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { parseAddresses } from "../mime/addresses.ts";
import { textField } from "../mime/compose.ts";
import { field, fields, unfolded } from "../mime/headers.ts";
import { MimeFault } from "../mime/limits.ts";
import type { MimePart } from "../mime/part.ts";
import { derive } from "./derived.ts";
import { encloseOriginal } from "./enclosed_original.ts";
import { inheritedFields, onBehalfOf, rawLine, replyToField } from "./envelope_header.ts";
import type { Issuer, Source } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { singleLine } from "./latin1.ts";
import type { ReadRope } from "./rope_bytes.ts";
import { romeTime } from "./rome_time.ts";
import { ANOMALY_ENVELOPE } from "./texts.ts";
import { commonValues, layOutDocument, type Unsigned } from "./unsigned.ts";

/** What is known of an arrived message that nobody certifies. */
export interface Arrival {
  /** When it arrived: the envelope's one instant. */
  readonly at: Instant;
  /** MAIL FROM; empty for the null reverse-path. */
  readonly sender: string;
  /** RCPT TO, in order. */
  readonly recipients: readonly string[];
  /** Decoded; empty where there is none. */
  readonly subject: string;
}

/**
 * The envelope around a message as it arrived: one for all recipients of a transaction.
 *
 * @param reason the error in short, in Italian; see `ANOMALIES`
 * @param source the whole message, with CRLF line ends
 */
export async function anomalyEnvelope(
  issuer: Issuer,
  arrival: Arrival,
  reason: string,
  source: Source,
  read: ReadRope,
): Promise<Unsigned> {
  const { at, recipients } = arrival;
  const { root } = source;
  const time = romeTime(at);
  const subject = singleLine(`${ANOMALY_ENVELOPE.subjectPrefix}${arrival.subject}`);
  const messageId = messageIdOf(issuer, at, source);
  const sender = arrival.sender || authorOf(root) || "<>";
  return layOutDocument({
    kind: "errore",
    at,
    messageId: messageId.value,
    subject,
    fields: [
      ...inheritedFields(root),
      replyToField(root, arrival.sender),
      headerLine("X-Trasporto", "errore"),
      headerLine("Date", time.date),
      textField("Subject", subject),
      onBehalfOf(issuer, sender),
      messageId.lines,
      headerLine("MIME-Version", "1.0"),
    ].join(""),
    template: ANOMALY_ENVELOPE,
    text: {
      values: {
        ...commonValues(time, { subject: arrival.subject, sender }),
        errore: reason,
      },
      recipients,
    },
    original: await encloseOriginal(source.rope, source.pending ?? [], read),
  });
}

/** The message keeps its Message-ID; one that has none gets it from what arrived, and when. */
function messageIdOf(
  issuer: Issuer,
  at: Instant,
  { root, rope }: Source,
): { readonly value: string; readonly lines: string } {
  const given = fields(root, "Message-ID").filter((field) => unfolded(field) !== "");
  if (given[0]) return { value: unfolded(given[0]), lines: given.map(rawLine).join("") };
  const seed = derive("anomaly", issuer.domain, String(at), JSON.stringify(rope));
  const value = `<${seed.slice(0, 40)}@${issuer.domain}>`;
  return { value, lines: headerLine("Message-ID", value) };
}

/** The address in From: what the null reverse-path, that of other systems' notices, leaves. */
function authorOf(root: MimePart): string {
  const from = field(root, "From");
  try {
    return (from && parseAddresses(unfolded(from)).addresses[0]?.address) ?? "";
  } catch (error) {
    if (error instanceof MimeFault) return "";
    throw error;
  }
}
