/**
 * Receives the bytes of one blob: small ones in memory, large ones in a temporary file.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Rope, Sha256, SmallBlob } from "../../events/rope.ts";
import type { BlobWriter } from "../../events/store.ts";
import { incomingFolder } from "./files.ts";
import { createTemporary, type Temporary } from "./temporaries.ts";

/** Blobs of up to this many bytes are stored in the database, larger ones in files. */
const SMALL_BLOB: number = 64 * 1024;

/** A large blob that is complete in its temporary file, synced to disk. */
export interface ReceivedFile {
  readonly sha256: Sha256;
  readonly size: number;
  /** Path of the file. */
  readonly temporary: string;
}

/** Writes one blob into a data folder. */
export class FolderBlobWriter implements BlobWriter {
  readonly #folder: string;
  readonly #takeOver: (received: ReceivedFile) => Promise<void>;
  readonly #hash = createHash("sha256");
  #pieces: Uint8Array[] = [];
  #buffered = 0;
  #size = 0;
  #temporary: Temporary | null = null;
  #open = true;

  /** `takeOver` moves a received file to its place and resolves once that is durable. */
  constructor(folder: string, takeOver: (received: ReceivedFile) => Promise<void>) {
    this.#folder = folder;
    this.#takeOver = takeOver;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (!this.#open) throw new Error("Cannot write to the blob: it has ended");
    this.#buffered += chunk.length;
    if (this.#buffered <= SMALL_BLOB) {
      // A copy (slice() of a Buffer would be none): the caller may use the chunk again.
      this.#pieces.push(new Uint8Array(chunk));
      return;
    }
    this.#pieces.push(chunk);
    try {
      await this.#flush();
    } catch (error) {
      // A full disk must get its room back even if nobody calls abort.
      await this.abort();
      throw error;
    }
  }

  async end(): Promise<{ readonly rope: Rope; readonly small: readonly SmallBlob[] }> {
    if (!this.#open) throw new Error("Cannot end the blob: it has ended");
    if (!this.#temporary) return this.#endSmall();
    try {
      return { rope: await this.#endLarge(this.#temporary), small: [] };
    } finally {
      await this.abort();
    }
  }

  async abort(): Promise<void> {
    this.#open = false;
    this.#pieces = [];
    const temporary = this.#temporary;
    if (!temporary) return;
    this.#temporary = null;
    // Once taken over, the file is no longer here.
    await Deno.remove(temporary.path).catch(ignoreNotFound);
    temporary.file.close();
  }

  #endSmall(): { readonly rope: Rope; readonly small: readonly SmallBlob[] } {
    this.#open = false;
    if (this.#buffered === 0) return { rope: [], small: [] };
    const bytes = new Uint8Array(this.#buffered);
    let offset = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, offset);
      offset += piece.length;
    }
    this.#pieces = [];
    const sha256 = this.#hash.update(bytes).digest("hex");
    return {
      rope: [{ blob: sha256, offset: 0, length: bytes.length }],
      small: [{ sha256, bytes }],
    };
  }

  async #endLarge({ path, file }: Temporary): Promise<Rope> {
    await this.#flush();
    this.#open = false;
    await file.syncData();
    const sha256 = this.#hash.digest("hex");
    await this.#takeOver({ sha256, size: this.#size, temporary: path });
    return [{ blob: sha256, offset: 0, length: this.#size }];
  }

  async #flush(): Promise<void> {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#buffered = 0;
    this.#temporary ??= await createTemporary(incomingFolder(this.#folder));
    this.#hash.update(bytes);
    this.#size += bytes.length;
    for (let written = 0; written < bytes.length;) {
      written += await this.#temporary.file.write(bytes.subarray(written));
    }
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
