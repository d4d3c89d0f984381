/**
 * The Delivery Point: puts documents into mailboxes, or says why it cannot (RFC 6109 §3.3).
 *
 * @module
 */
import type { DeliveryFault, IncomingEnvelope, IncomingNotice } from "../../actors/incoming.ts";
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import type { NoticeKind } from "../../events/incoming.ts";
import { decodedText, field } from "../documents/mime/headers.ts";
import type { Account } from "../storage/storage.ts";
import { storeInMailbox } from "./mailboxes.ts";
import type { Provider } from "./provider.ts";

const NO_MAILBOX: DeliveryFault = {
  error: "no-dest",
  code: "5.1.1",
  detail: "indirizzo non valido",
};
const DISABLED: DeliveryFault = {
  error: "altro",
  code: "5.2.1",
  detail: "casella disabilitata",
};

/** RFC 6109 §2.2.5: these two, and nothing else, go to the service mailbox. */
const SERVICE_NOTICES: ReadonlySet<NoticeKind> = new Set(["presa-in-carico", "rilevazione-virus"]);

/** When the mailbox took a document, or why it could not. */
export type Delivery = { readonly storedAt: Instant } | { readonly fault: DeliveryFault };

/** Stores a document for one recipient. */
export async function deliver(
  provider: Provider,
  stream: string,
  document: IncomingEnvelope | IncomingNotice,
  recipient: string,
): Promise<Delivery> {
  const account = await provider.queries.accountByAddress(addressKey(recipient));
  const fault = faultOf(account, document);
  if (fault) return { fault };
  const { content, size, certified: { pecId } } = document;
  const subject = await subjectOf(provider, document);
  const message = { entry: stream, content, size, pecId, subject, ...labelOf(document) };
  return { storedAt: await storeInMailbox(provider, recipient, message, []) };
}

async function subjectOf(
  { structures }: Provider,
  { content }: IncomingEnvelope | IncomingNotice,
): Promise<string> {
  const subject = field(await structures.of(content), "Subject");
  return subject ? decodedText(subject) : "";
}

function faultOf(
  account: Account | null,
  document: IncomingEnvelope | IncomingNotice,
): DeliveryFault | null {
  const role = document.phase === "notice" && SERVICE_NOTICES.has(document.kind)
    ? "service"
    : "holder";
  if (account?.role !== role) return NO_MAILBOX;
  return account.status === "disabled" ? DISABLED : null;
}

function labelOf(
  document: IncomingEnvelope | IncomingNotice,
): { readonly kind: string; readonly messageId: string } {
  return document.phase === "envelope"
    ? { kind: "posta-certificata", messageId: `<${document.certified.pecId}>` }
    : { kind: document.kind, messageId: document.messageId };
}
