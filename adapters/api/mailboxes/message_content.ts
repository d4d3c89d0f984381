/**
 * What a message says, for programs that show it.
 *
 * @module
 */
import { parseSentDate } from "../../documents/imap/sent_date.ts";
import { decodedStart, unicodeOf } from "../../documents/imap/part_text.ts";
import { htmlText } from "../../documents/imap/html_text.ts";
import { parseAddresses } from "../../documents/mime/addresses.ts";
import { decodedText, field, fields, unfolded } from "../../documents/mime/headers.ts";
import { MimeFault } from "../../documents/mime/limits.ts";
import type { Mailbox } from "../../documents/mime/mailbox.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import { textOfInstant } from "../schemas.ts";
import type { ReadableMessage } from "./enclosed.ts";
import { contentId } from "./attachments.ts";
import { shownParts } from "./parts.ts";
import { type RemovedContent, safeHtml } from "./safe_html.ts";

/** Octets of a text, decoded, that are shown; the rest is in the message itself. */
const LONGEST_TEXT = 1024 * 1024;

/** What the header of a message says. */
export interface ShownHeader {
  readonly message_id: string | null;
  /** As the sender's program says, in UTC. */
  readonly date: string | null;
  readonly from: Mailbox[];
  readonly reply_to: Mailbox[];
  readonly to: Mailbox[];
  readonly cc: Mailbox[];
  readonly subject: string;
}

/** The texts of a message. */
export interface ShownTexts {
  /** Of a message in HTML alone, what it shows; null for a message without a text. */
  readonly text: string | null;
  readonly html: string | null;
  readonly html_removed: RemovedContent[];
  /** Whether a text was too long to be shown whole. */
  readonly truncated: boolean;
}

/** The header of a message. */
export function shownHeader(root: MimePart): ShownHeader {
  const subject = field(root, "Subject");
  const date = field(root, "Date");
  const messageId = field(root, "Message-ID");
  const sent = date ? parseSentDate(unfolded(date)) : null;
  return {
    message_id: messageId ? unfolded(messageId).toWellFormed() : null,
    date: sent === null ? null : textOfInstant(sent.instant),
    from: addressesIn(root, "From"),
    reply_to: addressesIn(root, "Reply-To"),
    to: addressesIn(root, "To"),
    cc: addressesIn(root, "Cc"),
    subject: subject ? decodedText(subject).toWellFormed() : "",
  };
}

/** The addresses in the fields of a name; none where they are too many to be read. */
export function addressesIn(root: MimePart, name: string): Mailbox[] {
  try {
    return fields(root, name).flatMap((one) => parseAddresses(unfolded(one)).addresses);
  } catch (error) {
    if (error instanceof MimeFault) return [];
    throw error;
  }
}

/**
 * The texts of a message.
 *
 * @param urlOf the URL of the attachment of an index.
 */
export async function shownTexts(
  message: ReadableMessage,
  urlOf: (index: number) => string,
): Promise<ShownTexts> {
  const { text, html, attachments } = shownParts(message.root);
  const plain = text && await textOf(message, text);
  const written = html && await textOf(message, html);
  const linked = new Map(attachments.map((part, at) => [contentId(part), at + 1]));
  const safe = written && safeHtml(written.text, (id) => {
    const index = linked.get(id);
    return index === undefined ? undefined : urlOf(index);
  });
  return {
    text: plain?.text ?? (written ? htmlText(written.text).toWellFormed() : null),
    html: safe?.html ?? null,
    html_removed: safe?.removed ?? [],
    truncated: Boolean(plain?.truncated || written?.truncated),
  };
}

async function textOf(
  message: ReadableMessage,
  part: MimePart,
): Promise<{ readonly text: string; readonly truncated: boolean }> {
  const octets = await decodedStart(message, { part, limit: LONGEST_TEXT + 1 });
  const text = unicodeOf(octets.subarray(0, LONGEST_TEXT), part.parameters.get("charset") ?? "");
  return { text: text.toWellFormed(), truncated: octets.length > LONGEST_TEXT };
}
