/**
 * The blobs over SQLite and files.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Rope, Sha256, SmallBlob } from "../../../events/rope.ts";
import type { BlobStore, BlobWriter } from "../../../events/store.ts";
import { FolderBlobWriter } from "../blob_writer.ts";
import { type FoundBlob, readRope } from "../rope_reader.ts";
import type { BlobReader } from "../storage.ts";
import type { Removed } from "./protocol.ts";
import type { Statements } from "./statements.ts";
import type { Writer } from "./writer.ts";

/** Bytes of small blobs that are kept in memory after they have been read. */
const CACHE_BYTES = 8 * 1024 * 1024;

/** Reads blobs. */
export class SqliteBlobReader implements BlobReader {
  readonly #statements: Statements;
  /** The data folder. */
  protected readonly folder: string;
  /** Small blobs, the one read longest ago first. */
  readonly #cache = new Map<Sha256, Uint8Array>();
  #cached = 0;

  constructor(statements: Statements, folder: string) {
    this.#statements = statements;
    this.folder = folder;
  }

  read(rope: Rope, pending: readonly SmallBlob[] = []): AsyncGenerator<Uint8Array, void, void> {
    const find = (blob: Sha256): FoundBlob | null => {
      const bytes = pending.find(({ sha256 }) => sha256 === blob)?.bytes;
      return bytes ? { size: bytes.length, bytes } : this.#find(blob);
    };
    return readRope(rope, find, this.folder);
  }

  sizeOf(blob: Sha256): Promise<number | null> {
    const row = this.#statements.of("SELECT size FROM blobs WHERE sha256 = ?").get(blob) as
      | { readonly size: number }
      | undefined;
    return Promise.resolve(row?.size ?? null);
  }

  /** Forgets what has been read, since it may no longer be stored. */
  protected clearCache(): void {
    this.#cache.clear();
    this.#cached = 0;
  }

  #find(blob: Sha256): FoundBlob | null {
    const cached = this.#cache.get(blob);
    if (cached) {
      this.#cache.delete(blob);
      this.#cache.set(blob, cached);
      return { size: cached.length, bytes: cached };
    }
    const row = this.#statements.of("SELECT size, bytes FROM blobs WHERE sha256 = ?").get(blob) as
      | FoundBlob
      | undefined;
    if (row?.bytes) this.#remember(blob, row.bytes);
    return row ?? null;
  }

  #remember(blob: Sha256, bytes: Uint8Array): void {
    this.#cache.set(blob, bytes);
    this.#cached += bytes.length;
    for (const [oldest, { length }] of this.#cache) {
      if (this.#cached <= CACHE_BYTES) return;
      this.#cache.delete(oldest);
      this.#cached -= length;
    }
  }
}

/** Reads and writes blobs. */
export class SqliteBlobStore extends SqliteBlobReader implements BlobStore {
  readonly #writer: Writer;

  constructor(statements: Statements, folder: string, writer: Writer) {
    super(statements, folder);
    this.#writer = writer;
  }

  create(): BlobWriter {
    return new FolderBlobWriter(this.folder, async (received) => {
      await this.#writer.request({ kind: "file", ...received });
    });
  }

  async collect(before: Instant): Promise<Removed> {
    let blobs = 0;
    let bytes = 0;
    // In 256 parts, so that no transaction holds up appends for long.
    for (let part = 0; part < 256; part++) {
      const prefix = part.toString(16).padStart(2, "0");
      const removed = await this.#writer.request({ kind: "discard", prefix, before }) as Removed;
      blobs += removed.blobs;
      bytes += removed.bytes;
      await this.#writer.request({ kind: "sweep", prefix });
    }
    this.clearCache();
    return { blobs, bytes };
  }
}
