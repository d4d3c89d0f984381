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
} from "../../actors/outgoing.ts";
import { type MailboxEntry, SENT_KIND } from "../../actors/mailbox.ts";
import type { OverdueNotice } from "../../actors/overdue.ts";
import { nextAttempt } from "../../actors/retry.ts";
import type { Outcome, Performer } from "../../actors/runtime.ts";
import { addressKey } from "../../events/address.ts";
import { SENT } from "../../events/folders.ts";
import type { SmallBlob } from "../../events/rope.ts";
import type { PecDocument } from "../documents/pec/facts.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import { type KeptDocument, ordinaryDocument, seal } from "./document_sources.ts";
import { folderOfReceipts, keepInMailbox, quotaOf, RECEIPT_KEYWORD } from "./mailboxes.ts";
import {
  answerOf,
  envelopeOf,
  failureNoticeOf,
  overdueNoticeOf,
  virusNoticeOf,
} from "./outgoing_documents.ts";
import type { Provider } from "./provider.ts";
import { refusalOf } from "./relay_refusal.ts";
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

/** RFC 6109 §3.1.2, §3.1.4: the sender learns at once whether the message was accepted. */
async function answer(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
): Promise<Outcome<OutgoingCommand>> {
  const { entry, document } = answerOf(provider, id, state);
  const sealed = await seal(provider, document, provider.signer);
  const receipt = receiptEntry(state, sealed, entry);
  const accepted = state.fault === undefined && state.virus === undefined;
  const filed = accepted ? [originalOf(state, id)] : [];
  await keepForSender(provider, state, [receipt, ...filed], sealed.inline);
  return { command: { type: "answered", messageId: sealed.messageId, seal: sealed.seal } };
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

async function notifyOverdue(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
  recipient: string,
  notice: OverdueNotice,
): Promise<Outcome<OutgoingCommand>> {
  const { entry, document } = overdueNoticeOf(provider, id, state, recipient, notice);
  const issued = await sendToSender(provider, state, document, entry);
  const { hours } = notice;
  return { command: { type: "overdue-notified", recipient, hours, ...issued } };
}

async function notifyFailure(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
  recipient: string,
): Promise<Outcome<OutgoingCommand>> {
  const { entry, document } = failureNoticeOf(provider, id, state, recipient);
  if ("signed" in document) {
    const issued = await sendToSender(provider, state, document, entry);
    return { command: { type: "failure-notified", recipient, ...issued } };
  }
  const ordinary = ordinaryDocument(document);
  const message = { ...receiptEntry(state, ordinary, entry), flags: [] };
  await keepForSender(provider, state, [message], ordinary.inline);
  return { command: { type: "failure-notified", recipient, messageId: ordinary.messageId } };
}

async function notifyVirus(
  provider: Provider,
  id: string,
  state: OutgoingMessage,
  recipient: string,
): Promise<Outcome<OutgoingCommand>> {
  const { entry, document } = virusNoticeOf(provider, id, state, recipient);
  const issued = await sendToSender(provider, state, document, entry);
  return { command: { type: "virus-notified", recipient, ...issued } };
}

/** The sender is a holder of this provider: the document goes straight into the mailbox. */
async function sendToSender(
  provider: Provider,
  state: OutgoingMessage,
  unsigned: Unsigned,
  entry: string,
): Promise<Pick<PecDocument, "messageId" | "seal">> {
  const document = await seal(provider, unsigned, provider.signer);
  await keepForSender(provider, state, [receiptEntry(state, document, entry)], document.inline);
  return { messageId: document.messageId, seal: document.seal };
}

function receiptEntry(
  { submission: { pecId } }: OutgoingMessage,
  { rope: content, size, kind, messageId, subject }: KeptDocument,
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
    seal: document.seal,
  };
  if (!deferred[0]) return { command };
  const at = nextAttempt(state.at, provider.clock.now());
  return { command, retry: { at, reason: replyLine(deferred[0]) } };
}

function replyLine({ code, enhanced, text }: RecipientOutcome): string {
  return `${code} ${enhanced} ${text}`;
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
    const provider = this.#provider;
    return await seal(provider, await envelopeOf(provider, state), provider.signer);
  }
}
