/**
 * Composes a message from what a partner says of it. The same draft at the same instant comes to
 * the same octets; nothing of an attachment is held.
 *
 * @module
 */
import { localPartOf } from "../../../events/address.ts";
import type { Instant } from "../../../events/instant.ts";
import type { ReceiptType } from "../../../events/outgoing.ts";
import { base64Length, streamBase64 } from "../../documents/mime/base64.ts";
import { headerField, partHeader, textField } from "../../documents/mime/compose.ts";
import { formatMailbox, type Mailbox } from "../../documents/mime/mailbox.ts";
import { parseParameterized } from "../../documents/mime/parameters.ts";
import { romeTime } from "../../documents/pec/rome_time.ts";
import { textPart } from "./text_part.ts";

/** What a message shall say, and to whom. */
export interface Draft {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments: readonly Enclosure[];
  readonly receipt: ReceiptType;
}

/** A file that goes along. */
export interface Enclosure {
  readonly filename: string;
  /** A media type other than multipart and message, perhaps with a charset. */
  readonly contentType: string;
  /** In octets. */
  readonly size: number;
  /** Its octets; may be asked for more than once. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** A message that is ready to be written. */
export interface ComposedMessage {
  /** In octets. */
  readonly size: number;
  /**
   * The message with canonical line ends; may be asked for more than once.
   *
   * @throws {Error} when an attachment comes out shorter or longer than was said.
   */
  content(): AsyncIterable<Uint8Array>;
}

/** What a message consists of. */
type Piece = Uint8Array | Enclosure;

/**
 * Composes a message (RFC 5322, RFC 2045).
 *
 * @param pecId the identificativo, from which follow Message-ID and boundaries: nothing is drawn.
 * @param at the instant that goes into Date.
 * @throws {Error} when an address or a media type cannot stand in a header.
 */
export function composeMessage(draft: Draft, pecId: string, at: Instant): ComposedMessage {
  const pieces = [encode(headerOf(draft, pecId, at)), ...entityOf(draft, pecId)];
  return {
    size: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
    async *content() {
      for (const piece of pieces) {
        if (piece instanceof Uint8Array) yield piece;
        else yield* streamBase64(asAnnounced(piece));
      }
    },
  };
}

function lengthOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : base64Length(piece.size);
}

function headerOf(draft: Draft, pecId: string, at: Instant): string {
  const { from, to, cc, replyTo, subject, receipt } = draft;
  return [
    headerField("Date", romeTime(at).date),
    addressField("From", [from]),
    addressField("To", to),
    addressField("Cc", cc),
    addressField("Reply-To", replyTo),
    textField("Subject", subject),
    // RFC 6109 §2.2.1: the envelope has the identificativo itself for its Message-ID.
    headerField("Message-ID", `<m.${pecId}>`),
    // RFC 6109 §3.3.2.1: completa is what nobody needs to ask for.
    receipt === "completa" ? "" : headerField("X-TipoRicevuta", receipt),
    headerField("MIME-Version", "1.0"),
  ].join("");
}

function addressField(name: string, mailboxes: readonly Mailbox[]): string {
  if (mailboxes.length === 0) return "";
  return headerField(name, mailboxes.map(formatMailbox).join(", "));
}

/** Content-* fields and body. It ends in a CRLF, which belongs to a delimiter that follows. */
function entityOf(draft: Draft, pecId: string): Piece[] {
  const { attachments } = draft;
  const text = textOf(draft, pecId);
  if (attachments.length === 0) return text;
  return multipart("mixed", pecId, [text, ...attachments.map(enclosed)]);
}

/** RFC 2046 §5.1.4: the form that says most comes last. */
function textOf({ text, html }: Draft, pecId: string): Piece[] {
  if (html === undefined) return [textPart("text/plain", text ?? "")];
  if (text === undefined) return [textPart("text/html", html)];
  return multipart("alternative", pecId, [
    [textPart("text/plain", text)],
    [textPart("text/html", html)],
  ]);
}

function enclosed(file: Enclosure): Piece[] {
  const { value, parameters } = parseParameterized(file.contentType);
  const header = partHeader({
    type: value,
    parameters: Object.fromEntries(parameters),
    encoding: "base64",
    disposition: "attachment",
    dispositionParameters: { filename: file.filename },
  });
  return [encode(header), file.size === 0 ? encode("\r\n") : file];
}

function multipart(
  subtype: "mixed" | "alternative",
  pecId: string,
  parts: readonly Piece[][],
): Piece[] {
  const boundary = `${BOUNDARY}${subtype}_${localPartOf(pecId)}`;
  const header = partHeader({
    type: `multipart/${subtype}`,
    parameters: { boundary },
    encoding: "7bit",
  });
  return [
    encode(header),
    ...parts.flatMap((part) => [encode(`--${boundary}\r\n`), ...part]),
    encode(`--${boundary}--\r\n`),
  ];
}

/** Begins every boundary; no base64 and no quoted-printable holds it (RFC 2045 §6.7). */
const BOUNDARY = "=_";

async function* asAnnounced({ filename, size, bytes }: Enclosure): AsyncGenerator<Uint8Array> {
  let octets = 0;
  for await (const chunk of bytes()) {
    octets += chunk.length;
    if (octets > size) break;
    yield chunk;
  }
  if (octets === size) return;
  throw new Error(`Cannot compose the message: ${JSON.stringify(filename)} has not ${size} octets`);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
