/**
 * The ordinary delivery status notification (RFC 3464) for a recipient outside of PEC: what could
 * not be handed over there is no matter of certified receipts (RFC 6109 §2.2.2).
 *
 * @module
 */
import { encodedPart, headerField, textField } from "../mime/compose.ts";
import { concat, octetsOf } from "../mime/octets.ts";
import { derive } from "./derived.ts";
import type { Certified, Issuer } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { singleLine } from "./latin1.ts";
import { romeTime } from "./rome_time.ts";
import { DELIVERY_STATUS } from "./texts.ts";

/** An ordinary message, not signed. */
export interface OrdinaryMessage {
  /** With angle brackets. */
  readonly messageId: string;
  /** Decoded. */
  readonly subject: string;
  readonly bytes: Uint8Array;
}

/** What a next hop, or the lack of one, meant for a recipient. */
export interface Undelivered {
  readonly recipient: string;
  /** The host that reports: this provider's. */
  readonly reporter: string;
  /** Enhanced status code (RFC 3463). */
  readonly code: string;
  /** The remote reply or the engine's own words: for software. */
  readonly detail: string;
  /** The same in Italian: for the sender. */
  readonly words: string;
}

/** Tells the sender that an ordinary recipient could not be reached. */
export function deliveryStatus(
  issuer: Issuer,
  certified: Certified,
  undelivered: Undelivered,
): OrdinaryMessage {
  const seed = derive("delivery-status", issuer.domain, certified.pecId, undelivered.recipient);
  const messageId = `<${seed.slice(0, 40)}@${issuer.domain}>`;
  const boundary = `=_r_${seed.slice(0, 32)}`;
  const subject = `${DELIVERY_STATUS.subjectPrefix}${certified.subject}`;
  const header = [
    headerLine("Date", romeTime(certified.at).date),
    textField("Subject", subject),
    headerLine("From", `postmaster@${issuer.domain}`),
    headerLine("To", certified.sender),
    headerLine("Message-ID", messageId),
    // RFC 3834 §2: nobody answers this automatically.
    headerField("Auto-Submitted", "auto-replied"),
    headerField("MIME-Version", "1.0"),
    `Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="${boundary}"\r\n`,
  ].join("");
  const bytes = concat([
    octetsOf(`${header}\r\n--${boundary}\r\n`),
    readablePart(undelivered),
    octetsOf(`\r\n--${boundary}\r\n${statusPart(undelivered)}\r\n--${boundary}--\r\n`),
  ]);
  return { messageId, subject, bytes };
}

function readablePart({ recipient, code, words }: Undelivered): Uint8Array {
  const values: Readonly<Record<string, string>> = {
    destinatario: recipient,
    codice: code,
    errore: singleLine(words),
  };
  const text = [DELIVERY_STATUS.title, "", ...DELIVERY_STATUS.lines].join("\r\n")
    .replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  return encodedPart({
    type: "text/plain",
    parameters: { charset: "utf-8" },
    encoding: "quoted-printable",
  }, new TextEncoder().encode(`${text}\r\n`));
}

/** RFC 3464 §2.2, §2.3. */
function statusPart({ recipient, reporter, code, detail }: Undelivered): string {
  return [
    "Content-Type: message/delivery-status",
    "",
    `Reporting-MTA: dns; ${oneLine(reporter)}`,
    "",
    `Final-Recipient: rfc822; ${oneLine(recipient)}`,
    "Action: failed",
    `Status: ${oneLine(code)}`,
    `Diagnostic-Code: smtp; ${oneLine(detail)}`,
    "",
  ].join("\r\n");
}

/** Fields of the report are ASCII, and nothing from outside may add another one. */
function oneLine(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, "?").slice(0, 500);
}
