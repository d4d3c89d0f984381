/**
 * The MIME structures of messages that are being worked on, so that a message is scanned once.
 *
 * @module
 */
import type { Rope, SmallBlob } from "../../events/rope.ts";
import type { BlobStore } from "../../events/store.ts";
import type { MimePart } from "../documents/mime/part.ts";
import { MimeScanner } from "../documents/mime/scanner.ts";

/** Structures of small and of large messages are about equally large; a few kilobytes each. */
const KEPT = 500;

/** A bounded memory of structures; what it has forgotten is scanned again. */
export class Structures {
  readonly #blobs: Pick<BlobStore, "read">;
  readonly #known = new Map<string, MimePart>();

  /** @param blobs where the messages' bytes are. */
  constructor(blobs: Pick<BlobStore, "read">) {
    this.#blobs = blobs;
  }

  /** Remembers a structure that was scanned while the message streamed in. */
  remember(rope: Rope, root: MimePart): void {
    this.#known.set(keyOf(rope), root);
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value!);
  }

  /** The structure of a message. `pending` holds blobs that are not stored yet. */
  async of(rope: Rope, pending?: readonly SmallBlob[]): Promise<MimePart> {
    const known = this.#known.get(keyOf(rope));
    if (known) return known;
    const scanner = new MimeScanner();
    for await (const chunk of this.#blobs.read(rope, pending)) scanner.push(chunk);
    const root = scanner.end();
    this.remember(rope, root);
    return root;
  }
}

function keyOf(rope: Rope): string {
  return rope.map(({ blob, offset, length }) => `${blob}:${offset}:${length}`).join(" ");
}
