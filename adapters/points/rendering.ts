/**
 * Renders again what the events of a message say was issued (RFC 6109 §2.3): the same functions
 * make the documents as on the day they were sent, and the signature comes from the event's seal.
 * No private key is needed.
 *
 * @module
 */
import { incoming, type IncomingState } from "../../actors/incoming.ts";
import { arrivalOf } from "../../actors/incoming_anomaly.ts";
import { outgoing, type OutgoingState, progressOf } from "../../actors/outgoing.ts";
import { addressKey } from "../../events/address.ts";
import { type AnyEvent, ERASED } from "../../events/definition.ts";
import type { IncomingEvent } from "../../events/incoming.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import type { Seal } from "../../events/seal.ts";
import type { Position, Recorded, StreamId } from "../../events/store.ts";
import type { OrdinaryMessage } from "../documents/pec/delivery_status.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import { verifies } from "../documents/smime/algorithms.ts";
import {
  type DocumentSources,
  type KeptDocument,
  ordinaryDocument,
  seal,
} from "./document_sources.ts";
import { anomalyEnvelopeOf, chargeOf, receiptOf } from "./incoming_documents.ts";
import type { Issuers } from "./issuers.ts";
import {
  answerOf,
  envelopeOf,
  failureNoticeOf,
  type ForSender,
  overdueNoticeOf,
  virusNoticeOf,
} from "./outgoing_documents.ts";

/** The state of a stream whose events say that documents were issued; null once it is erased. */
export type IssuingState = OutgoingState | IncomingState | null;

/** Where the provider itself has kept what it issued. */
export interface Kept {
  /** An address key. */
  readonly mailbox: string;
  readonly entry: string;
}

/** A document that an event says was issued. */
export interface Issued {
  /** Of the event. */
  readonly position: Position;
  readonly document: Unsigned | OrdinaryMessage;
  /** Null for an ordinary message, and where an older release wrote the event. */
  readonly seal: Seal | null;
  /** Null for what was handed over to a provider. */
  readonly kept: Kept | null;
}

/** A document as it was sent. */
export interface RenderedDocument extends KeptDocument {
  /** Of the event that says that it was issued. */
  readonly position: Position;
}

/** What is needed to render documents again. */
export interface RenderingSources extends Pick<DocumentSources, "blobs" | "structures"> {
  readonly issuers: Issuers;
}

/** Whether a stream's events may say that documents were issued. */
export function issues(stream: StreamId): boolean {
  return stream.startsWith(`${outgoing.kind}-`) || stream.startsWith(`${incoming.kind}-`);
}

/** The state of a stream that {@linkcode issues}, before its first event. */
export function initialState(): IssuingState {
  return { phase: "new" };
}

/** The state after an event; takes over the state handed in. */
export function evolved(state: IssuingState, { stream, event }: Recorded): IssuingState {
  if (state === null || event.type === ERASED) return null;
  return stream.startsWith(`${outgoing.kind}-`)
    ? outgoing.evolve(state as OutgoingState, event as OutgoingEvent)
    : incoming.evolve(state as IncomingState, event as IncomingEvent);
}

/** The events that say that a document was issued. */
export type IssuingEvent = Extract<
  OutgoingEvent | IncomingEvent,
  {
    type:
      | "outgoing.answered"
      | "outgoing.dispatched"
      | "outgoing.failure-notified"
      | "outgoing.overdue-notified"
      | "incoming.charge-notified"
      | "incoming.receipt-sent"
      | "incoming.anomaly-delivered";
  }
>;

/** Their names. */
export const ISSUING: ReadonlySet<string> = new Set<IssuingEvent["type"]>([
  "outgoing.answered",
  "outgoing.dispatched",
  "outgoing.failure-notified",
  "outgoing.overdue-notified",
  "incoming.charge-notified",
  "incoming.receipt-sent",
  "incoming.anomaly-delivered",
]);

/** Whether an event says that a document was issued. */
export function saysIssued(event: AnyEvent): event is IssuingEvent {
  return ISSUING.has(event.type);
}

/**
 * The document that an event says was issued.
 *
 * @param state of the stream before the event
 * @throws {Error} when the stream's earlier events do not bear the document out.
 * @throws {MissingBlob} when the message that it encloses is gone.
 */
export async function issuedBy(
  { issuers, blobs, structures }: RenderingSources,
  state: NonNullable<IssuingState>,
  { position, stream, event }: Recorded<IssuingEvent>,
): Promise<Issued> {
  const sources = { ...issuers.namingAt(position), blobs, structures };
  const recorded = { position, seal: event.seal ?? null };
  switch (state.phase) {
    case "accepted":
    case "refused": {
      if (event.type === "outgoing.dispatched") {
        return { ...recorded, document: await envelopeOf(sources, state), kept: null };
      }
      const { document, entry } = forSender(sources, stream, state, event);
      const mailbox = addressKey(state.submission.account);
      return { ...recorded, document, kept: { mailbox, entry } };
    }
    case "envelope":
      return { ...recorded, document: await forProvider(sources, state, event), kept: null };
    case "anomaly":
      if (event.type === "incoming.anomaly-delivered") {
        const document = await anomalyEnvelopeOf(sources, arrivalOf(state, event.recipient));
        const kept = { mailbox: addressKey(event.recipient), entry: stream };
        return { ...recorded, document, kept };
      }
  }
  throw unfounded(event);
}

function forSender(
  sources: DocumentSources,
  id: StreamId,
  state: Extract<OutgoingState, { phase: "accepted" | "refused" }>,
  event: IssuingEvent,
): ForSender<Unsigned | OrdinaryMessage> {
  switch (event.type) {
    case "outgoing.answered":
      return answerOf(sources, id, state);
    case "outgoing.failure-notified": {
      const { virus } = progressOf(state, event.recipient);
      const noticeOf = virus ? virusNoticeOf : failureNoticeOf;
      return noticeOf(sources, id, state, event.recipient);
    }
    case "outgoing.overdue-notified": {
      const { overdue } = progressOf(state, event.recipient);
      const notice = overdue.find(({ hours }) => hours === event.hours);
      if (notice) return overdueNoticeOf(sources, id, state, event.recipient, notice);
    }
  }
  throw unfounded(event);
}

async function forProvider(
  sources: DocumentSources,
  state: Extract<IncomingState, { phase: "envelope" }>,
  event: IssuingEvent,
): Promise<Unsigned> {
  switch (event.type) {
    case "incoming.charge-notified":
      return chargeOf(sources, state, event.transaction);
    case "incoming.receipt-sent":
      return await receiptOf(sources, state, event.recipient);
  }
  throw unfounded(event);
}

function unfounded({ type }: AnyEvent): Error {
  return new Error(`Cannot render what ${type} speaks of: nothing before it asks for a document`);
}

/** The certificate of a seal is none that the log, or the configuration, names. */
export class UnknownCertificate extends Error {
  override readonly name = "UnknownCertificate";
}

/**
 * The document with the signature that its seal remembers; null where nobody has remembered one.
 *
 * @throws {UnknownCertificate} when nobody knows the certificate of the seal.
 */
export async function render(
  { blobs, structures, issuers }: RenderingSources,
  { position, document, seal: recorded }: Issued,
): Promise<RenderedDocument | null> {
  if ("bytes" in document) return { ...ordinaryDocument(document), position };
  if (recorded === null) return null;
  const { certificate, signature } = recorded;
  const template = issuers.templateAt(certificate, position);
  if (template === null) {
    throw new UnknownCertificate(
      `Cannot render the document of event ${position}: the log does not name its certificate ` +
        `${certificate}. If it was signed with an older key, put that into [signing] again`,
    );
  }
  const value = Uint8Array.fromBase64(signature);
  const sources = { ...issuers.namingAt(position), blobs, structures };
  const sealed = await seal(sources, document, {
    sign(digest, at) {
      const signedData = template.fill(template.attributes(digest, at), value);
      return Promise.resolve({ certificate, value, signedData });
    },
  });
  return { ...sealed, position };
}

/**
 * Whether the signature that a seal remembers is its certificate's over the digest and the instant
 * that it remembers; false as well where nobody knows the certificate.
 *
 * @param position of the event that has the seal
 */
export function sealHolds(
  issuers: Issuers,
  position: Position,
  { certificate, digest, at, signature }: Seal,
): boolean {
  const template = issuers.templateAt(certificate, position);
  return template !== null && verifies(
    { kind: "rsa-pkcs1", digest: "sha256", saltLength: 0 },
    template.certificate,
    template.attributes(Uint8Array.fromHex(digest), at),
    Uint8Array.fromBase64(signature),
  );
}

/**
 * Every document that the events of a stream say was issued, in their order, each once: exactly the
 * bytes that were sent or kept. Those whose seal nobody has remembered are left out.
 *
 * @param events all of one stream, in order
 * @throws {Error} when a document does not follow from the events, or comes out otherwise than it
 *   was signed.
 * @throws {UnknownCertificate} when nobody knows the certificate of a seal.
 * @throws {MissingBlob} when a message that one encloses is gone.
 */
export async function* renderAgain(
  sources: RenderingSources,
  events: Iterable<Recorded>,
): AsyncGenerator<RenderedDocument> {
  let state = initialState();
  const seen = new Set<string>();
  for (const recorded of events) {
    const { event, position } = recorded;
    if (state !== null && saysIssued(event)) {
      const issued = await issuedBy(sources, state, { ...recorded, event });
      const rendered = await render(sources, issued);
      if (rendered && !isSame(rendered.seal, issued.seal)) {
        throw new Error(`Cannot render the document of event ${position}: it comes out otherwise`);
      }
      // One envelope serves all domains: each hand-over of it names the same seal.
      const name = rendered?.inline[0]?.sha256;
      if (rendered && name !== undefined && !seen.has(name)) yield rendered;
      if (name !== undefined) seen.add(name);
    }
    state = evolved(state, recorded);
  }
}

function isSame(one: Seal | undefined, other: Seal | null): boolean {
  return one?.digest === other?.digest && one?.at === other?.at && one?.own === other?.own;
}
