/**
 * What a partner says of a message, made ready to be composed.
 *
 * @module
 */
import type { ReceiptType } from "../../../events/outgoing.ts";
import type { Mailbox } from "../../documents/mime/mailbox.ts";
import type { Caller } from "../caller.ts";
import { Problem } from "../problem.ts";
import { RECEIPT_TYPES_BY_NAME } from "../receipt_types.ts";
import { readUpload } from "../uploads/store.ts";
import type { World } from "../world.ts";
import type { Draft, Enclosure } from "./compose.ts";
import type { MessageDraft } from "./schemas.ts";

/** Somebody who is named in a draft. */
export type Correspondent = MessageDraft["from"];
type Attachment = NonNullable<MessageDraft["attachments"]>[number];

/** The address of somebody who is named in a draft. */
export function addressOf(correspondent: Correspondent): string {
  return typeof correspondent === "string" ? correspondent : correspondent.address;
}

/** Whom a draft is for, in order. */
export function recipientsOf({ to, cc = [] }: MessageDraft): string[] {
  return [...to, ...cc].map(addressOf);
}

/** Which delivery receipts a draft asks for. */
function receiptOf({ receipt_type = "complete" }: MessageDraft): ReceiptType {
  return RECEIPT_TYPES_BY_NAME[receipt_type];
}

/**
 * The draft with its attachments found.
 *
 * @throws {Problem} invalid-content where one is not there, not complete, or no base64.
 */
export async function draftOf(world: World, caller: Caller, said: MessageDraft): Promise<Draft> {
  const { from, to, cc = [], reply_to, subject, text, html, attachments = [] } = said;
  return {
    from: mailboxOf(from),
    to: to.map(mailboxOf),
    cc: cc.map(mailboxOf),
    replyTo: reply_to === undefined ? [] : [mailboxOf(reply_to)],
    subject,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    attachments: await Promise.all(attachments.map((attachment, index) => {
      return enclosureOf(world, caller, attachment, `/attachments/${index}`);
    })),
    receipt: receiptOf(said),
  };
}

function mailboxOf(correspondent: Correspondent): Mailbox {
  if (typeof correspondent === "string") return { address: correspondent, name: "" };
  return { address: correspondent.address, name: correspondent.name ?? "" };
}

async function enclosureOf(
  world: World,
  caller: Caller,
  attachment: Attachment,
  pointer: string,
): Promise<Enclosure> {
  if ("content" in attachment) {
    const bytes = decoded(attachment.content, `${pointer}/content`);
    const contentType = encodable(attachment.content_type);
    const { filename } = attachment;
    return { filename, contentType, size: bytes.length, bytes: () => inPieces(bytes) };
  }
  const upload = await uploaded(world, caller, attachment.upload, `${pointer}/upload`);
  const { filename = upload.filename } = attachment;
  const contentType = encodable(attachment.content_type ?? upload.contentType);
  return { filename, contentType, size: upload.size, bytes: upload.bytes };
}

/** RFC 2046 §5.2.1: what is multipart or message cannot be encoded as such. */
function encodable(contentType: string): string {
  return /^(?:multipart|message)\//i.test(contentType) ? "application/octet-stream" : contentType;
}

async function uploaded(world: World, caller: Caller, id: string, pointer: string) {
  try {
    return await readUpload(world, caller, id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { detail } = error.details;
    throw new Problem(error.type, { detail, faults: [{ pointer, detail }] });
  }
}

function decoded(content: string, pointer: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(content);
  } catch {
    const detail = {
      en: "The content of the attachment is no base64 (RFC 4648 §4)",
      it: "Il contenuto dell'allegato non è in base64 (RFC 4648 §4)",
    };
    throw new Problem("invalid-content", { detail, faults: [{ pointer, detail }] });
  }
}

/** In pieces, so that base64 of it is made a little at a time. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const PIECE = 64 * 1024;
