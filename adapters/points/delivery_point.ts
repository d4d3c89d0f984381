/**
 * The Delivery Point: puts documents into mailboxes, or says why it cannot (RFC 6109 §3.3).
 *
 * @module
 */
import type { IncomingEnvelope } from "../../actors/incoming_envelope.ts";
import type { IncomingNotice } from "../../actors/incoming_notice.ts";
import type { DeliveryFault } from "../../actors/incoming_recipients.ts";
import { addressKey } from "../../events/address.ts";
import type { NoticeKind } from "../../events/incoming.ts";
import type { Instant } from "../../events/instant.ts";
import { INBOX } from "../../events/folders.ts";
import { decodedText, field } from "../documents/mime/headers.ts";
import type { PecDocument } from "../documents/pec/facts.ts";
import { DELIVERY_FAULTS } from "../documents/pec/texts.ts";
import type { Account } from "../storage/storage.ts";
import {
  ANOMALY_KEYWORD,
  ENVELOPE_KEYWORD,
  folderOfReceipts,
  keepInMailbox,
  quotaOf,
  RECEIPT_KEYWORD,
  storeInMailbox,
} from "./mailboxes.ts";
import type { Provider } from "./provider.ts";

const NO_MAILBOX: DeliveryFault = {
  error: "no-dest",
  code: "5.1.1",
  detail: DELIVERY_FAULTS.noMailbox,
};
const DISABLED: DeliveryFault = {
  error: "altro",
  code: "5.2.1",
  detail: DELIVERY_FAULTS.disabled,
};
const FULL: DeliveryFault = { error: "altro", code: "5.2.2", detail: DELIVERY_FAULTS.full };

/** RFC 6109 §2.2.5: these two, and nothing else, go to the service mailbox. */
const SERVICE_NOTICES: ReadonlySet<NoticeKind> = new Set(["presa-in-carico", "rilevazione-virus"]);

/** When the mailbox took a document, or why it could not. */
export type Delivery = { readonly storedAt: Instant } | { readonly fault: DeliveryFault };

/** Stores an envelope as it came for one recipient. */
export async function deliverEnvelope(
  provider: Provider,
  stream: string,
  envelope: IncomingEnvelope,
  recipient: string,
): Promise<Delivery> {
  const account = await provider.queries.accountByAddress(addressKey(recipient));
  if (account?.role !== "holder") return { fault: NO_MAILBOX };
  if (account.status === "disabled") return { fault: DISABLED };
  const { content, size, certified: { pecId } } = envelope;
  const message = {
    entry: stream,
    folder: INBOX,
    content,
    size,
    kind: "posta-certificata",
    pecId,
    messageId: `<${pecId}>`,
    subject: await subjectOf(provider, envelope),
    flags: [ENVELOPE_KEYWORD],
  };
  const quota = quotaOf(provider, account);
  const storedAt = await storeInMailbox(provider, recipient, [message], [], quota);
  return storedAt === null ? { fault: FULL } : { storedAt };
}

/**
 * Stores a receipt or notice, against any quota and for a disabled account as well: what it proves
 * belongs to whoever sent the message, and must not get lost.
 */
export async function deliverNotice(
  provider: Provider,
  stream: string,
  notice: IncomingNotice,
  recipient: string,
): Promise<DeliveryFault | null> {
  const account = await provider.queries.accountByAddress(addressKey(recipient));
  const role = SERVICE_NOTICES.has(notice.kind) ? "service" : "holder";
  if (account?.role !== role) return NO_MAILBOX;
  const { content, size, kind, messageId, certified: { pecId } } = notice;
  const subject = await subjectOf(provider, notice);
  const message = {
    entry: stream,
    folder: role === "service" ? INBOX : folderOfReceipts(account),
    content,
    size,
    kind,
    pecId,
    messageId,
    subject,
    flags: [RECEIPT_KEYWORD],
  };
  await keepInMailbox(provider, recipient, [message], [], quotaOf(provider, account));
  return null;
}

/** Stores an anomaly envelope, where the account wants such mail. */
export async function deliverAnomaly(
  provider: Provider,
  stream: string,
  document: PecDocument,
  recipient: string,
): Promise<DeliveryFault | null> {
  const account = await provider.queries.accountByAddress(addressKey(recipient));
  if (account?.role !== "holder") return NO_MAILBOX;
  if (account.status === "disabled") return DISABLED;
  const { rope: content, inline, size, kind, messageId, subject } = document;
  const message = {
    entry: stream,
    folder: anomalyFolder(account),
    content,
    size,
    kind,
    pecId: "",
    messageId,
    subject,
    flags: [ANOMALY_KEYWORD],
  };
  const quota = quotaOf(provider, account);
  const storedAt = await storeInMailbox(provider, recipient, [message], inline, quota);
  return storedAt === null ? FULL : null;
}

function anomalyFolder({ ordinary, folder }: Account): string {
  return ordinary === "folder" && folder !== null ? folder : INBOX;
}

async function subjectOf(
  { structures }: Provider,
  { content }: IncomingEnvelope | IncomingNotice,
): Promise<string> {
  const subject = field(await structures.of(content), "Subject");
  return subject ? decodedText(subject) : "";
}
