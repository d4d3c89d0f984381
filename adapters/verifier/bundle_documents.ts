/**
 * The documents of a bundle: each judged by itself, and compared with what the log says of it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { ProvenEvent, ProvenEvents } from "./bundle_events.ts";
import type { Facts, ListedDocument } from "./manifest.ts";
import { judgeDocument, type ReadDocument } from "./message.ts";
import type { Court } from "./signature.ts";

/** An ordinary delivery status notification: nobody signs it. */
const UNSIGNED = "delivery-status";

/** The events of which a document must repeat the recipients, by their numbers. */
const CLASSIFIED = new Set([101, 102, 110]);

/** Judges a document of the index; null where it is none of PEC. */
export async function judgeListedDocument(
  court: Court,
  listed: ListedDocument,
  bytes: Uint8Array,
  events: ProvenEvents,
): Promise<ReadDocument | null> {
  const { claims } = court;
  const { path, position } = listed;
  const document = listed.kind === UNSIGNED ? null : await judgeDocument(court, path, bytes);
  const event = events.get(position);
  if (!event) {
    claims.fails("agrees", path, `event ${position} is not there`);
    return document;
  }
  const compared = document
    ? [...compareListed(listed, document), ...compareDocument(document, bytes, event, events)]
    : [];
  const all = [...compared, ...compareContent(bytes, event)];
  const where = `event ${position}, ${event.name}`;
  const faults = all.filter(({ same }) => !same).map(({ what }) => what);
  if (faults.length > 0) {
    claims.fails("agrees", path, `${where}, speaks of another ${faults.join(", ")}`);
  } else if (all.length === 0) {
    claims.unknown("agrees", path, `${where}, says nothing that could be compared`);
  } else {
    claims.holds(
      "agrees",
      path,
      `${where}: ${[...new Set(all.map(({ what }) => what))].join(", ")}`,
    );
  }
  return document;
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
  const pecId = pecIdOf(event, events);
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
  for (const { stream, number, facts } of events.values()) {
    if (stream !== `outgoing-${pecId}`) continue;
    if (CLASSIFIED.has(number)) {
      yield { what: "recipients", wanted: (facts.recipients ?? []).map(written).sort() };
    }
    if (facts.sender !== undefined) yield { what: "sender", wanted: facts.sender };
  }
  const { certified } = event.facts;
  if (!certified) return;
  yield { what: "sender", wanted: certified.sender };
  yield { what: "recipients", wanted: certified.recipients.map(written).sort() };
}

/** A rope of one slice names the digest of the whole content; of several, its length alone. */
function* compareContent(bytes: Uint8Array, { facts }: ProvenEvent): Generator<Comparison> {
  if (facts.content === undefined) return;
  yield { what: "content", same: isContent(bytes, facts.content) };
}

/** Whether the octets can be those of a rope. */
export function isContent(bytes: Uint8Array, rope: NonNullable<Facts["content"]>): boolean {
  if (rope.reduce((sum, { length }) => sum + length, 0) !== bytes.length) return false;
  const [first] = rope;
  if (!first || rope.length > 1 || first.offset > 0) return true;
  // What is stored by itself is a whole blob.
  return first.blob === sha256(bytes);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * The identificativo that an event is about; undefined where it does not say. Of a stream
 * `incoming-…`, which is about one document, the event of its arrival says it for all.
 */
export function pecIdOf(event: ProvenEvent, events: ProvenEvents): string | undefined {
  const { stream, facts } = event;
  if (stream.startsWith("outgoing-")) return stream.slice("outgoing-".length);
  if (!stream.startsWith("incoming-")) return facts.pecId;
  const arrivals = events.values().filter((one) => one.stream === stream && one.facts.certified);
  return arrivals.next().value?.facts.certified?.pecId;
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
