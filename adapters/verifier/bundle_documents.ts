/**
 * The documents of a bundle: each judged by itself, and compared with what the log says of it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { signerNames } from "../documents/smime/certificate.ts";
import type { ProvenEvent, ProvenEvents } from "./bundle_events.ts";
import type { Facts, ListedDocument, Manifest } from "./manifest.ts";
import { isOrdinaryReport, judgeDocument, type ReadDocument } from "./message.ts";
import type { Court } from "./signature.ts";

/** An ordinary delivery status notification: nobody signs it. */
const UNSIGNED = "delivery-status";

/** `outgoing.dispatched`, `incoming.envelope-received`: an envelope's Message-ID is its stream's. */
const ENVELOPE_EVENTS = new Set([104, 200]);

/** Events that say that the log's own provider has issued a document. */
const ISSUED = new Set([103, 104, 106, 112, 201, 204]);

/** What tells that an event speaks of this very document. */
const IDENTIFYING = new Set(["Message-ID", "seal", "content"]);

/** Judges a document of the index; null where it is none of PEC. */
export async function judgeListedDocument(
  court: Court,
  listed: ListedDocument,
  bytes: Uint8Array,
  events: ProvenEvents,
  provider: Manifest["provider"],
): Promise<ReadDocument | null> {
  const { path, position } = listed;
  const document = listed.kind === UNSIGNED && isOrdinaryReport(bytes)
    ? null
    : await judgeDocument(court, path, bytes);
  const event = events.at(position);
  if (!event) court.claims.fails("agrees", path, `event ${position} is not there`);
  else if (event.erased) {
    court.claims.unknown("agrees", path, `nothing shows what event ${position} said`);
  } else if (ISSUED.has(event.number) && isOfAnother(provider, document)) {
    const reason = "it was not issued by the provider whose log this is";
    court.claims.unknown("agrees", path, `event ${position}: ${reason}, ${provider.address}`);
  } else judgeAgreement(court, listed, document, bytes, event, events);
  return document;
}

/** Another one may remember what it likes of it. A provider may have changed its address. */
function isOfAnother(
  { address }: Manifest["provider"],
  document: ReadDocument | null,
): boolean {
  return Boolean(document?.signature && !signerNames(address, document.signature.signer));
}

function judgeAgreement(
  { claims }: Court,
  listed: ListedDocument,
  document: ReadDocument | null,
  bytes: Uint8Array,
  event: ProvenEvent,
  events: ProvenEvents,
): void {
  const { path } = listed;
  const index = document ? [...compareListed(listed, document)] : [];
  const log = [
    ...(document ? compareDocument(document, bytes, event, events) : []),
    ...compareContent(bytes, event),
  ];
  const where = `event ${event.position}, ${event.name}`;
  const wrong = [...index, ...log].filter(({ same }) => !same).map(({ what }) => what);
  const compared = [...new Set(log.map(({ what }) => what))];
  if (wrong.length > 0) {
    claims.fails("agrees", path, `${where}, speaks of another ${wrong.join(", ")}`);
  } else if (!compared.some((what) => IDENTIFYING.has(what))) {
    claims.unknown("agrees", path, `${where}, does not say which document it speaks of`);
  } else {
    claims.holds("agrees", path, `${where}: ${compared.join(", ")}`);
  }
}

/** Something that both say, and whether they say the same. */
interface Comparison {
  readonly what: string;
  readonly same: boolean;
}

function* compareListed(listed: ListedDocument, document: ReadDocument): Generator<Comparison> {
  yield { what: "kind", same: listed.kind === document.kind };
  yield { what: "Message-ID", same: bare(listed.messageId) === bare(document.messageId) };
}

function* compareDocument(
  document: ReadDocument,
  bytes: Uint8Array,
  event: ProvenEvent,
  events: ProvenEvents,
): Generator<Comparison> {
  const { messageId, daticert: { certified, consegna }, signature } = document;
  const { facts } = event;
  if (facts.messageId !== undefined) {
    yield { what: "Message-ID", same: bare(facts.messageId) === bare(messageId) };
  }
  const pecId = events.pecIdOf(event);
  if (ENVELOPE_EVENTS.has(event.number)) {
    yield { what: "Message-ID", same: bare(messageId) === pecId };
  }
  if (pecId !== undefined) yield { what: "identificativo", same: pecId === certified.pecId };
  if (facts.recipient !== undefined && consegna !== undefined) {
    yield { what: "recipient", same: sameAddress(facts.recipient, consegna) };
  }
  const { seal } = facts;
  if (seal && signature) {
    const same = seal.digest === signature.messageDigest.toHex() &&
      seal.certificate === signature.certificateSha256 &&
      seal.signature === signature.value.toBase64();
    yield { what: "seal", same };
    // Of a document that encloses nothing, the log knows the unsigned header as well.
    if (!document.original) yield { what: "header", same: seal.own === sha256(bytes) };
  }
  for (const { wanted, what } of partiesIn(event, certified.pecId, events)) {
    const given = what === "sender" ? certified.sender : certified.recipients.map(written).sort();
    yield {
      what,
      same: JSON.stringify(given).toLowerCase() === JSON.stringify(wanted).toLowerCase(),
    };
  }
}

/** The sender and recipients that the log has for a message. */
function* partiesIn(
  event: ProvenEvent,
  pecId: string,
  events: ProvenEvents,
): Generator<{ readonly what: "sender" | "recipients"; readonly wanted: string | string[] }> {
  for (const { facts: { sender, recipients } } of events.naming(pecId)) {
    if (sender !== undefined) yield { what: "sender", wanted: sender };
    // As they were submitted, recipients are not classified yet.
    else yield { what: "recipients", wanted: (recipients ?? []).map(written).sort() };
  }
  const { certified } = event.facts;
  if (!certified) return;
  yield { what: "sender", wanted: certified.sender };
  yield { what: "recipients", wanted: certified.recipients.map(written).sort() };
}

function* compareContent(bytes: Uint8Array, { facts }: ProvenEvent): Generator<Comparison> {
  const same = facts.content && isContent(bytes, facts.content);
  if (same !== undefined) yield { what: "content", same };
}

/**
 * Whether the octets are those of a rope; undefined where it cannot be said: a rope of several
 * slices tells its length alone.
 */
export function isContent(
  bytes: Uint8Array,
  rope: NonNullable<Facts["content"]>,
): boolean | undefined {
  if (rope.reduce((sum, { length }) => sum + length, 0) !== bytes.length) return false;
  const [first] = rope;
  if (!first || rope.length > 1 || first.offset > 0) return undefined;
  // What is stored by itself is a whole blob.
  return first.blob === sha256(bytes);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function written(recipient: string | { readonly address: string; readonly kind: string }): string {
  return typeof recipient === "string" ? recipient : `${recipient.address} ${recipient.kind}`;
}

function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function bare(messageId: string): string {
  return messageId.replace(/^<|>$/g, "");
}
