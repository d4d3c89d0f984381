/**
 * Performs what an outgoing message owes: its receipts and the hand-over of its envelope.
 *
 * @module
 */
import {
  type OutgoingCommand,
  type OutgoingEffect,
  type OutgoingMessage,
  type OutgoingState,
  progressOf,
} from "../../actors/outgoing.ts";
import { type MailboxEntry, SENT_KIND } from "../../actors/mailbox.ts";
import type { OverdueNotice } from "../../actors/overdue.ts";
import { nextAttempt } from "../../actors/retry.ts";
import type { Outcome, Performer } from "../../actors/runtime.ts";
import type { Instant } from "../../events/instant.ts";
import { smallBlob } from "../storage/small_blob.ts";
import { addressKey } from "../../events/address.ts";
import type { SmallBlob } from "../../events/rope.ts";
import { SENT } from "../../events/folders.ts";
import { deliveryStatus, type OrdinaryMessage } from "../documents/pec/delivery_status.ts";
import { acceptance } from "../documents/pec/acceptance.ts";
import type { Certified, PecDocument } from "../documents/pec/facts.ts";
import { extendedError, formalFaultText, relayFaultText } from "../documents/pec/fault_texts.ts";
import { nonAcceptance } from "../documents/pec/non_acceptance.ts";
import { nonDelivery } from "../documents/pec/non_delivery.ts";
import { sealDocument } from "../documents/pec/seal.ts";
import { timeoutNotice } from "../documents/pec/timeout_notice.ts";
import { virusNonAcceptance } from "../documents/pec/virus_non_acceptance.ts";
import { virusNonDelivery } from "../documents/pec/virus_non_delivery.ts";
import { transportEnvelope } from "../documents/pec/transport_envelope.ts";
import type { ReadRope } from "../documents/pec/rope_bytes.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import { refusalOf } from "./relay_refusal.ts";
import { folderOfReceipts, keepInMailbox, quotaOf, RECEIPT_KEYWORD } from "./mailboxes.ts";
import type { Provider } from "./provider.ts";
import type { Transport } from "./transport.ts";

/** Performs the effects of streams `outgoing-…`. */
export function outgoingEffects(
  provider: Provider,
  transport: Transport,
): Performer<OutgoingState, OutgoingCommand, OutgoingEffect> {
  const envelopes = new Envelopes(provider);
  return async (effect, { id, state }) => {
    if (state.phase !== "accepted" && state.phase !== "refused") {
      throw new Error(`Cannot perform ${effect.type} for ${id}: it has not been decided on`);
    }
    switch (effect.type) {
      case "answer":
        return await answer(provider, id, state);
      case "dispatch":
        return await dispatch(provider, transport, state, effect.recipients, envelopes);
      case "notify-failure":
        return await notifyFailure(provider, id, state, effect.recipient);
      case "notify-virus":
        return await notifyVirus(provider, id, state, effect.recipient);
      case "notify-overdue":
        return await notifyOverdue(provider, id, state, effect.recipient, effect.notice);
    }
  };
}

function certifiedOf({ submission }: OutgoingMessage, at: Instant): Certified {
  const { pecId, msgid, sender, recipients, replyTo, subject } = submission;
  return {
    at,
    pecId,
    ...(msgid === undefined ? {} : { msgid }),
    sender,
    recipients: [...recipients],
    replyTo,
    subject,
  };
}

/** RFC 6109 §3.1.2, §3.1.4: the sender learns at once whether the message was accepted. */
async function answer(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
): Promise<Outcome<OutgoingCommand>> {
  const certified = certifiedOf(state, state.at);
  const document = await seal(provider, answerOf(provider, state, certified));
  const receipt = receiptEntry(state, document, `${id} answer`);
  const accepted = state.fault === undefined && state.virus === undefined;
  const filed = accepted ? [originalOf(state, id)] : [];
  await keepForSender(provider, state, [receipt, ...filed], document.inline);
  return { command: { type: "answered", messageId: document.messageId } };
}

/** What the holder has sent goes to Inviata, together with its receipt. */
function originalOf({ submission }: OutgoingMessage, id: string): FiledEntry {
  const { content, size, pecId, msgid: messageId = "", subject } = submission;
  return {
    entry: `${id} original`,
    folder: SENT,
    content,
    size,
    kind: SENT_KIND,
    pecId,
    messageId,
    subject,
    flags: ["\\Seen"],
  };
}

/** A message for the sender; without a folder it goes where the account wants its receipts. */
type FiledEntry = Omit<MailboxEntry, "folder"> & { readonly folder?: string };

async function keepForSender(
  provider: Provider,
  { submission: { account } }: OutgoingMessage,
  messages: readonly FiledEntry[],
  pending: readonly SmallBlob[],
): Promise<void> {
  const holder = await provider.queries.accountByAddress(addressKey(account));
  const folder = folderOfReceipts(holder);
  const entries = messages.map((message) => ({ folder, ...message }));
  await keepInMailbox(provider, account, entries, pending, quotaOf(provider, holder));
}

function answerOf(
  { issuer }: Provider,
  { fault, virus }: OutgoingMessage,
  certified: Certified,
): Unsigned {
  if (virus !== undefined) return virusNonAcceptance(issuer, certified, virus);
  if (!fault) return acceptance(issuer, certified);
  const description = formalFaultText(fault.fault, fault.about);
  return nonAcceptance(issuer, certified, { error: "altro", description });
}

/** RFC 6109 §3.1.6: nothing has been heard of a recipient for 12 or 24 hours. */
async function notifyOverdue(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
  recipient: string,
  { hours, at }: OverdueNotice,
): Promise<Outcome<OutgoingCommand>> {
  const unsigned = timeoutNotice(provider.issuer, certifiedOf(state, at), recipient, hours);
  const entry = `${id} overdue ${hours} ${addressKey(recipient)}`;
  const messageId = await sendToSender(provider, state, unsigned, entry);
  return { command: { type: "overdue-notified", recipient, hours, messageId } };
}

/**
 * RFC 6109 §3.3.3: a certified recipient that cannot be reached is told by a notice of
 * non-delivery; an ordinary one is no matter of certified receipts.
 */
async function notifyFailure(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
  recipient: string,
): Promise<Outcome<OutgoingCommand>> {
  const { failure, kind } = progressOf(state, recipient);
  const entry = `${id} failure ${addressKey(recipient)}`;
  if (!failure) throw new Error(`Cannot notify a failure for ${recipient}: there is none`);
  const { error, code, detail } = failure;
  const certified = certifiedOf(state, failure.at);
  if (kind === "esterno") {
    const undelivered = {
      recipient,
      reporter: provider.hostname,
      code,
      detail,
      words: relayFaultText(code, detail),
    };
    const message = deliveryStatus(provider.issuer, certified, undelivered);
    await storeOrdinary(provider, state, message, entry);
    const { messageId } = message;
    return { command: { type: "failure-notified", recipient, messageId } };
  }
  const description = extendedError(code, provider.issuer.name, relayFaultText(code, detail));
  const unsigned = nonDelivery(provider.issuer, certified, recipient, { error, description });
  const messageId = await sendToSender(provider, state, unsigned, entry);
  return { command: { type: "failure-notified", recipient, messageId } };
}

/** RFC 6109 §2.2.2: the provider of the recipient has found a virus. */
async function notifyVirus(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
  recipient: string,
): Promise<Outcome<OutgoingCommand>> {
  const { virus } = progressOf(state, recipient);
  if (!virus) throw new Error(`Cannot notify a virus for ${recipient}: none was reported`);
  const entry = `${id} virus ${addressKey(recipient)}`;
  const certified = certifiedOf(state, virus.at);
  const notice = virusNonDelivery(provider.issuer, certified, recipient, virus.description);
  const messageId = await sendToSender(provider, state, notice, entry);
  return { command: { type: "virus-notified", recipient, messageId } };
}

async function storeOrdinary(
  provider: Provider,
  state: OutgoingMessage,
  { messageId, subject, bytes }: OrdinaryMessage,
  entry: string,
): Promise<void> {
  const blob = smallBlob(bytes);
  const content = [{ blob: blob.sha256, offset: 0, length: bytes.length }];
  const message = {
    entry,
    content,
    size: bytes.length,
    kind: "delivery-status",
    pecId: state.submission.pecId,
    messageId,
    subject,
    flags: [],
  };
  await keepForSender(provider, state, [message], [blob]);
}

/** The sender is a holder of this provider: the document goes straight into the mailbox. */
async function sendToSender(
  provider: Provider,
  state: OutgoingMessage,
  unsigned: Unsigned,
  entry: string,
): Promise<string> {
  const document = await seal(provider, unsigned);
  await keepForSender(provider, state, [receiptEntry(state, document, entry)], document.inline);
  return document.messageId;
}

function receiptEntry(
  { submission: { pecId } }: OutgoingMessage,
  { rope: content, size, kind, messageId, subject }: PecDocument,
  entry: string,
): FiledEntry {
  return {
    entry,
    content,
    size,
    kind,
    pecId,
    messageId,
    subject,
    flags: [RECEIPT_KEYWORD],
  };
}

async function dispatch(
  provider: Provider,
  transport: Transport,
  state: OutgoingMessage,
  recipients: readonly string[],
  envelopes: Envelopes,
): Promise<Outcome<OutgoingCommand>> {
  const document = await envelopes.of(state);
  const { sender } = state.submission;
  const { hop, outcomes } = await transport({
    sender,
    recipients,
    document,
    at: state.at,
  });
  const taken = outcomes.filter(({ outcome }) => outcome === "taken");
  const deferred = outcomes.filter(({ outcome }) => outcome === "deferred");
  const command: OutgoingCommand = {
    type: "handed-over",
    hop,
    reply: taken[0] ? replyLine(taken[0]) : "",
    taken: taken.map(({ recipient }) => recipient),
    refused: outcomes.filter(({ outcome }) => outcome === "refused").map(refusalOf),
  };
  if (!deferred[0]) return { command };
  const at = nextAttempt(state.at, provider.clock.now());
  return { command, retry: { at, reason: replyLine(deferred[0]) } };
}

function replyLine({ code, enhanced, text }: RecipientOutcome): string {
  return `${code} ${enhanced} ${text}`;
}

function seal(provider: Provider, unsigned: Unsigned): Promise<PecDocument> {
  return sealDocument(
    unsigned,
    provider.signer,
    (rope, pending) => provider.blobs.read(rope, pending),
  );
}

/** How many envelopes are kept for the domains that are still to be served. */
const KEPT = 100;

/** One envelope serves all domains, and all attempts: it is sealed once. */
class Envelopes {
  readonly #provider: Provider;
  readonly #sealed = new Map<string, Promise<PecDocument>>();

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  of(state: OutgoingMessage): Promise<PecDocument> {
    const { pecId } = state.submission;
    const known = this.#sealed.get(pecId);
    if (known) return known;
    const sealed = this.#seal(state);
    this.#sealed.set(pecId, sealed);
    if (this.#sealed.size > KEPT) this.#sealed.delete(this.#sealed.keys().next().value!);
    sealed.catch(() => this.#sealed.delete(pecId));
    return sealed;
  }

  async #seal(state: OutgoingMessage): Promise<PecDocument> {
    const { content: rope, receipt } = state.submission;
    const root = await this.#provider.structures.of(rope);
    const certified = certifiedOf(state, state.at);
    const source = { rope, root };
    const { issuer, blobs } = this.#provider;
    const read: ReadRope = (slices, pending) => blobs.read(slices, pending);
    return await seal(
      this.#provider,
      await transportEnvelope(issuer, certified, receipt, source, read),
    );
  }
}
