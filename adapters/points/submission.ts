/**
 * Puts a holder's message before the Access Point (RFC 6109 §3.1), whichever way it came.
 *
 * @module
 */
import type { FormalFacts } from "../../actors/formal_checks.ts";
import {
  type ClassifiedRecipient,
  outgoing,
  type OutgoingState,
  type Submission,
} from "../../actors/outgoing.ts";
import { addressKey, domainOf } from "../../events/address.ts";
import type { MessageRequest, OutgoingEvent, RecipientKind } from "../../events/outgoing.ts";
import { decodedText, field, fields, unfolded } from "../documents/mime/headers.ts";
import { readUtf8 } from "../documents/mime/octets.ts";
import type { MimePart } from "../documents/mime/part.ts";
import { requestedReceipt } from "../documents/pec/receipt_type.ts";
import { addressesIn } from "./address_fields.ts";
import type { Content } from "./intake.ts";
import { newPecId } from "./pec_id.ts";
import type { Provider } from "./provider.ts";
import { virusIn } from "./virus.ts";

/** Who sends a message to whom. */
export interface SubmissionEnvelope {
  /** The account that the message is sent from. */
  readonly account: string;
  /** The reverse-path. */
  readonly sender: string;
  /** In order; one that is named twice counts once. */
  readonly recipients: readonly string[];
}

/** What is submitted. */
export type SubmittedContent = Omit<Content, "eightBit">;

/** What has become of a message. It is durable, and a receipt or notice is on its way. */
export type Submitted =
  | {
    readonly outcome: "accepted" | "refused" | "infected";
    readonly pecId: string;
    /** What has happened; nothing where the same request had come before. */
    readonly events: readonly OutgoingEvent[];
  }
  /** Nothing has happened: the identificativo is that of another request. */
  | { readonly outcome: "key-reused"; readonly pecId: string };

/**
 * Submits a message; resolves once what follows from it is durable.
 *
 * @param content its header is sound: `headerFault` has found nothing.
 * @param request under which idempotency key; `pecId` is derived from the same key then.
 * @throws {ScannerUnavailable} when the content cannot be scanned; nothing has happened.
 * @throws {Overloaded} when too much is waiting; nothing has happened.
 */
export async function acceptContent(
  provider: Provider,
  envelope: SubmissionEnvelope,
  content: SubmittedContent,
  { maxTotalBytes }: { readonly maxTotalBytes: number },
  request?: MessageRequest,
  pecId: string = newPecId(provider.issuer.domain, provider.clock.now(), provider.random),
): Promise<Submitted> {
  const submission = submissionOf(provider, envelope, content, pecId);
  const facts = formalFacts(envelope, content, maxTotalBytes);
  provider.structures.remember(content.rope, content.root);
  const virus = await virusIn(provider, content);
  const command = {
    type: "submit",
    submission,
    facts,
    virus,
    ...(request ? { request } : {}),
  } as const;
  const { refusal, state, events } = await provider.runtime.send(
    outgoing,
    pecId,
    command,
    content.pending,
  );
  if (refusal === null) return { outcome: outcomeOf(state), pecId, events };
  const first = "request" in state ? state.request?.fingerprint : undefined;
  return first !== undefined && first === request?.fingerprint
    ? { outcome: outcomeOf(state), pecId, events: [] }
    : { outcome: "key-reused", pecId };
}

function outcomeOf(state: OutgoingState): "accepted" | "refused" | "infected" {
  if (state.phase === "accepted") return "accepted";
  return state.phase === "refused" && state.virus !== undefined ? "infected" : "refused";
}

function submissionOf(
  provider: Provider,
  envelope: SubmissionEnvelope,
  { root, rope, size }: SubmittedContent,
  pecId: string,
): Submission {
  const msgid = messageIdOf(root);
  const subject = field(root, "Subject");
  return {
    pecId,
    account: envelope.account,
    sender: envelope.sender,
    recipients: classifiedRecipients(provider, envelope.recipients),
    content: rope,
    size,
    ...(msgid === "" ? {} : { msgid }),
    subject: subject ? decodedText(subject) : "",
    replyTo: replyTo(root),
    receipt: requestedReceipt(root.header),
  };
}

/** Empty where the client has set none. */
function messageIdOf(root: MimePart): string {
  const messageId = field(root, "Message-ID");
  return messageId ? readUtf8(unfolded(messageId)) : "";
}

/** Each recipient once, as the directory knows its domain. */
export function classifiedRecipients(
  provider: Pick<Provider, "directory">,
  recipients: readonly string[],
): ClassifiedRecipient[] {
  return uniqueAddresses(recipients).map((address) => ({
    address,
    kind: recipientKind(provider, address),
  }));
}

/** RFC 6109 §2.2.1: a recipient is certified if its domain stands in some managedDomains. */
function recipientKind({ directory }: Pick<Provider, "directory">, address: string): RecipientKind {
  return directory.providerOfDomain(domainOf(address)) ? "certificato" : "esterno";
}

/** Each address once, written as it was the last time. */
export function uniqueAddresses(addresses: readonly string[]): string[] {
  return [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
}

/** RFC 6109 §2.1: Reply-To as it is, else what From holds. */
function replyTo(root: MimePart): string {
  const source = addressesIn(root, "Reply-To") ?? addressesIn(root, "From");
  return source?.addresses.join(", ") ?? "";
}

/** What the formal checks of RFC 6109 §3.1.1 look at. */
export function formalFacts(
  { account, sender, recipients }: SubmissionEnvelope,
  { root, size }: Pick<SubmittedContent, "root" | "size">,
  maxTotalBytes: number,
): FormalFacts {
  return {
    account,
    sender,
    recipients: uniqueAddresses(recipients),
    from: addressesIn(root, "From"),
    to: addressesIn(root, "To"),
    cc: addressesIn(root, "Cc"),
    bcc: fields(root, "Bcc").some((one) => unfolded(one) !== ""),
    size,
    maxTotalBytes,
  };
}
