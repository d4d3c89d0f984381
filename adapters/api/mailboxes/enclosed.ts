/**
 * A message in a mailbox with its envelope opened (RFC 6109 §2.2).
 *
 * @module
 */
import type { Rope } from "../../../events/rope.ts";
import { type MessageContent, readRange } from "../../documents/imap/content.ts";
import { decodedBytes } from "../../documents/imap/part_text.ts";
import { isMessage, readStructure } from "../../documents/imap/structure.ts";
import { fields } from "../../documents/mime/headers.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import type { Daticert } from "../../documents/pec/daticert_reader.ts";
import { inspectPec, postacertIn } from "../../documents/pec/inspect.ts";
import { openContent } from "../../mailboxes/message_content.ts";
import type { BlobReader } from "../../storage/storage.ts";
import { ForwardReader } from "./forward_reader.ts";

/** A message: its structure, and its bytes on demand, one range at a time. */
export type ReadableMessage = Pick<MessageContent, "root" | "read">;

/** A message as it lies in a mailbox, and what it encloses. */
export interface OpenedMessage extends AsyncDisposable {
  readonly outer: MessageContent;
  /** What daticert.xml says; null where it is no correct document of PEC. */
  readonly daticert: Daticert | null;
  /**
   * The part postacert.eml of an envelope, whose decoded bytes are the exact original
   * (RFC 6109 §4.3); null in everything else.
   */
  readonly original: MimePart | null;
  /** The message to be read: the one in the envelope, and of everything else itself. */
  readonly inner: ReadableMessage;
}

/**
 * Opens a message.
 *
 * @throws {MissingBlob} when it is gone; also later, when it is read.
 */
export async function openMessage(rope: Rope, blobs: BlobReader): Promise<OpenedMessage> {
  const outer = await openContent(rope, blobs);
  const inspected = await inspectPec(outer.root, (start, end) => readRange(outer, { start, end }));
  const document = inspected.form === "signed" ? inspected.document : null;
  const daticert = document === null || document.kind === "incorrect" ? null : document.daticert;
  const original = originalIn(outer.root);
  if (original === null) {
    return { outer, daticert, original, inner: outer, [Symbol.asyncDispose]: nothing };
  }
  const [scanned] = original.children;
  if (scanned) {
    const inner = { root: scanned, read: outer.read };
    return { outer, daticert, original, inner, [Symbol.asyncDispose]: nothing };
  }
  const decoded = new ForwardReader(() => decodedBytes(outer, original));
  const read = (start: number, end: number) => decoded.read(start, end);
  const inner = { root: await readStructure(Infinity, read), read };
  return { outer, daticert, original, inner, [Symbol.asyncDispose]: () => decoded.close() };
}

/** Receipts enclose the original too, but there it is an attachment: they speak for themselves. */
function originalIn(root: MimePart): MimePart | null {
  if (fields(root, "X-Trasporto").length === 0) return null;
  const original = postacertIn(root);
  return original !== undefined && isMessage(original) ? original : null;
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
