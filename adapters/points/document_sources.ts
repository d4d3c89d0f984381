/**
 * What the documents of a provider are made with, whether they are sent or rendered again.
 *
 * @module
 */
import type { BlobStore } from "../../events/store.ts";
import type { OrdinaryMessage } from "../documents/pec/delivery_status.ts";
import type { Issuer, PecDocument } from "../documents/pec/facts.ts";
import type { ReadRope } from "../documents/pec/rope_bytes.ts";
import { sealDocument, type Signer } from "../documents/pec/seal.ts";
import type { Unsigned } from "../documents/pec/unsigned.ts";
import { smallBlob } from "../storage/small_blob.ts";
import type { Structures } from "./structures.ts";

/** In whose name a document speaks, and where the bytes are that it encloses. */
export interface DocumentSources {
  readonly issuer: Issuer;
  /** The SMTP name of the provider, as it stands in `outgoing.dispatched`. */
  readonly hostname: string;
  readonly blobs: Pick<BlobStore, "read">;
  readonly structures: Structures;
}

/** A document that lies in a mailbox; an ordinary one has no seal. */
export type KeptDocument =
  & Omit<PecDocument, "eightBit" | "seal">
  & Partial<Pick<PecDocument, "seal">>;

/** Reads the bytes of ropes. */
export function readerOf({ blobs }: DocumentSources): ReadRope {
  return (rope, pending) => blobs.read(rope, pending);
}

/** The document with its signature. */
export function seal(
  sources: DocumentSources,
  unsigned: Unsigned,
  signer: Signer,
): Promise<PecDocument> {
  return sealDocument(unsigned, signer, readerOf(sources));
}

/** An ordinary message as it lies in a mailbox. */
export function ordinaryDocument({ messageId, subject, bytes }: OrdinaryMessage): KeptDocument {
  const blob = smallBlob(bytes);
  return {
    kind: "delivery-status",
    messageId,
    subject,
    rope: [{ blob: blob.sha256, offset: 0, length: bytes.length }],
    inline: [blob],
    size: bytes.length,
  };
}
