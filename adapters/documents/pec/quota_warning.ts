/**
 * The word to a holder whose mailbox fills up: an ordinary message, since it certifies nothing.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { encodedPart, headerField, textField } from "../mime/compose.ts";
import { concat, octetsOf } from "../mime/octets.ts";
import type { OrdinaryMessage } from "./delivery_status.ts";
import { derive } from "./derived.ts";
import type { Issuer } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { romeTime } from "./rome_time.ts";
import { QUOTA_WARNING } from "./texts.ts";

/** How full a mailbox is. */
export interface Fullness {
  /** The holder's address. */
  readonly mailbox: string;
  readonly at: Instant;
  /** Bytes in use. */
  readonly size: number;
  /** Bytes that the mailbox may hold. */
  readonly quota: number;
}

/** Tells the holder how full the mailbox is, what will happen, and what to do. */
export function quotaWarning(issuer: Issuer, fullness: Fullness): OrdinaryMessage {
  const { mailbox, at, size, quota } = fullness;
  const seed = derive("quota-warning", issuer.domain, mailbox, String(at), String(size));
  const messageId = `<${seed.slice(0, 40)}@${issuer.domain}>`;
  const values: Readonly<Record<string, string>> = {
    casella: mailbox,
    percento: String(Math.floor(size * 100 / quota)),
    occupati: megabytes(size),
    disponibili: megabytes(quota),
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const subject = fill(QUOTA_WARNING.subject);
  const header = [
    headerLine("Date", romeTime(at).date),
    textField("Subject", subject),
    headerLine("From", `postmaster@${issuer.domain}`),
    headerLine("To", mailbox),
    headerLine("Message-ID", messageId),
    // RFC 3834 §2: nobody answers this automatically.
    headerField("Auto-Submitted", "auto-generated"),
    headerField("MIME-Version", "1.0"),
  ].join("");
  const body = encodedPart({
    type: "text/plain",
    parameters: { charset: "utf-8" },
    encoding: "quoted-printable",
  }, new TextEncoder().encode(`${QUOTA_WARNING.lines.map(fill).join("\r\n")}\r\n`));
  return { messageId, subject, bytes: concat([octetsOf(header), body]) };
}

/** Readers of both languages take `12.3` for the same number. */
function megabytes(bytes: number): string {
  return String(Math.round(bytes / 100_000) / 10);
}
