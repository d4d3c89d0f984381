/**
 * The documents of a message that a party gets, each once and byte for byte.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Rope, Sha256, SmallBlob } from "../../events/rope.ts";
import type { Position } from "../../events/store.ts";
import { MimeScanner } from "../documents/mime/scanner.ts";
import { inspectPec } from "../documents/pec/inspect.ts";
import { readBytes, type ReadRope } from "../documents/pec/rope_bytes.ts";
import { DerError } from "../documents/smime/der.ts";
import { parseSignedData } from "../documents/smime/signed_data.ts";
import type { RenderedDocument } from "../points/rendering.ts";
import { factsOf } from "./facts.ts";
import type { MessageFact, Selection } from "./selection.ts";

/** A document and the event that says it was issued, or was received. */
export interface FoundDocument {
  /** Value of X-Ricevuta or X-Trasporto; `delivery-status` for an ordinary one. */
  readonly kind: string;
  readonly messageId: string;
  readonly position: Position;
  readonly content: Rope;
  /** Blobs of the rope that the store does not hold. */
  readonly pending: readonly SmallBlob[];
}

/** What the value of X-Trasporto is for envelopes. */
export const ENVELOPE = "posta-certificata";

/**
 * The documents of which the selected events hold the content, and those that were rendered again,
 * in the order of the log. One that was both kept and rendered is there twice.
 *
 * @param rendered from the streams of the selected events.
 */
export function findDocuments(
  { facts }: Selection,
  rendered: readonly RenderedDocument[],
): readonly FoundDocument[] {
  const selected = new Set(facts.map(({ entry: { position } }) => position));
  const again = rendered.filter(({ position }) => selected.has(position))
    .map(({ kind, messageId, position, rope, inline }): FoundDocument => {
      return { kind, messageId, position, content: rope, pending: inline };
    });
  const original = JSON.stringify(originalOf(facts));
  const held = facts.map((fact) => documentOf(fact, facts)).filter((found) => found !== null)
    .filter(({ content }) => JSON.stringify(content) !== original);
  return [...again, ...held].sort((one, other) => one.position - other.position);
}

/**
 * The message as it was submitted; null for a recipient, who has it within the envelope, and where
 * it holds a virus: the special storage (RFC 6109 §2.2.4) has another door.
 */
export function originalOf(facts: readonly MessageFact[]): Rope | null {
  if (factsOf(facts, "outgoing.infected").length > 0) return null;
  return factsOf(facts, "outgoing.submitted")[0]?.event.content ?? null;
}

function documentOf(
  { event, entry: { position, stream } }: MessageFact,
  facts: readonly MessageFact[],
): FoundDocument | null {
  const pending: readonly SmallBlob[] = [];
  switch (event.type) {
    case "incoming.envelope-received": {
      // What was not delivered, for a virus or a full mailbox, is not delivered by evidence either.
      const delivered = factsOf(facts, "incoming.envelope-delivered");
      if (!delivered.some(({ entry }) => entry.stream === stream)) return null;
      const { content, certified: { pecId } } = event;
      return { kind: ENVELOPE, messageId: `<${pecId}>`, position, content, pending };
    }
    case "incoming.notice-received": {
      const { kind, messageId, content } = event;
      return { kind, messageId, position, content, pending };
    }
    case "mailbox.stored": {
      const { kind, messageId, content } = event;
      const issued = issueOf(messageId, facts) ?? position;
      return { kind, messageId, position: issued, content, pending };
    }
    default:
      return null;
  }
}

/** The event with which a document of this provider's own was issued. */
function issueOf(messageId: string, facts: readonly MessageFact[]): Position | undefined {
  return facts.find(({ event }) =>
    event.type.startsWith("outgoing.") && "messageId" in event && event.messageId === messageId
  )?.entry.position;
}

/** What is known of a document once its bytes have been read. */
export interface ReadDocument extends FoundDocument {
  readonly sha256: Sha256;
  /**
   * What its signature encloses, DER; none where it is not signed, or not as it should be: what is
   * wrong with it, whoever verifies the bundle will say.
   */
  readonly certificates: readonly Uint8Array[];
}

/** Reads documents through, and drops those that are there already. */
export async function readDocuments(
  found: readonly FoundDocument[],
  read: ReadRope,
): Promise<readonly ReadDocument[]> {
  const documents = new Map<Sha256, ReadDocument>();
  for (const each of found) {
    const document = await readDocument(each, read);
    if (!documents.has(document.sha256)) documents.set(document.sha256, document);
  }
  return [...documents.values()];
}

async function readDocument(document: FoundDocument, read: ReadRope): Promise<ReadDocument> {
  const { content, pending } = document;
  const hash = createHash("sha256");
  const scanner = new MimeScanner();
  for await (const chunk of read(content, pending)) {
    hash.update(chunk);
    scanner.push(chunk);
  }
  const source = { rope: content, root: scanner.end(), pending };
  const inspected = await inspectPec(
    source.root,
    (start, end) => readBytes(source, start, end, read),
  );
  const certificates = inspected.form === "signed" ? certificatesIn(inspected.signature) : [];
  return { ...document, sha256: hash.digest("hex"), certificates };
}

function certificatesIn(signature: Uint8Array): readonly Uint8Array[] {
  try {
    return parseSignedData(signature).certificates;
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}
