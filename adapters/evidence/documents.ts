/**
 * The documents of a message that a party gets, each once and byte for byte.
 *
 * @module
 */
import type { Rope } from "../../events/rope.ts";
import type { BlobStore, Position } from "../../events/store.ts";
import { readBytes } from "../documents/pec/rope_bytes.ts";
import { inspectPec } from "../documents/pec/inspect.ts";
import { MimeScanner } from "../documents/mime/scanner.ts";
import { DerError } from "../documents/smime/der.ts";
import { parseSignedData } from "../documents/smime/signed_data.ts";
import type { MessageFact, Selection } from "./selection.ts";
import { factsOf } from "./facts.ts";

/** A document and the event that says it was issued, or was received. */
export interface FoundDocument {
  /** Value of X-Ricevuta or X-Trasporto; `delivery-status` for an ordinary one. */
  readonly kind: string;
  readonly messageId: string;
  readonly position: Position;
  readonly content: Rope;
}

/** What there is of a message in the store. */
export interface FoundDocuments {
  /** As submitted; null for a recipient, who has it within the envelope. */
  readonly original: Rope | null;
  /** As it came; null for a sender, for whom it is rendered. */
  readonly envelope: FoundDocument | null;
  /** Receipts and notices in the order of the log. */
  readonly documents: readonly FoundDocument[];
}

/** Finds the documents of which the selected events hold the content. */
export function findDocuments({ facts }: Selection): FoundDocuments {
  const [submitted] = factsOf(facts, "outgoing.submitted");
  const original = submitted?.event.content ?? null;
  const seen = new Set(original === null ? [] : [JSON.stringify(original)]);
  const documents: FoundDocument[] = [];
  for (const fact of facts) {
    const document = documentOf(fact, facts);
    const content = JSON.stringify(document?.content);
    if (document === null || seen.has(content)) continue;
    // An envelope and a receipt lie in the mailbox as they came: they are the same rope.
    seen.add(content);
    documents.push(document);
  }
  const envelope = documents.find(({ kind }) => kind === ENVELOPE) ?? null;
  return { original, envelope, documents: documents.filter((one) => one !== envelope) };
}

const ENVELOPE = "posta-certificata";

function documentOf(
  { event, entry: { position } }: MessageFact,
  facts: readonly MessageFact[],
): FoundDocument | null {
  switch (event.type) {
    case "incoming.envelope-received": {
      const { content, certified: { pecId } } = event;
      return { kind: ENVELOPE, messageId: `<${pecId}>`, position, content };
    }
    case "incoming.notice-received": {
      const { kind, messageId, content } = event;
      return { kind, messageId, position, content };
    }
    case "mailbox.stored": {
      const { kind, messageId, content } = event;
      return { kind, messageId, position: issueOf(messageId, facts) ?? position, content };
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

/**
 * The certificates that a document's signature encloses, DER; none where it is not signed, or not
 * as it should be: what is wrong with it, whoever verifies the bundle will say.
 */
export async function enclosedCertificates(
  content: Rope,
  read: BlobStore["read"],
): Promise<readonly Uint8Array[]> {
  const scanner = new MimeScanner();
  for await (const chunk of read(content)) scanner.push(chunk);
  const source = { rope: content, root: scanner.end() };
  const found = await inspectPec(
    source.root,
    (start, end) => readBytes(source, start, end, read),
  );
  if (found.form === "ordinary") return [];
  try {
    return parseSignedData(found.signature).certificates;
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}
