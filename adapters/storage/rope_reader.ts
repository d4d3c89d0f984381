/**
 * Reads the bytes that a rope stands for.
 *
 * @module
 */
import type { Rope, Sha256, Slice } from "../../events/rope.ts";
import { MissingBlob } from "../../events/store.ts";
import { blobFile } from "./files.ts";

/** The longest chunk that is handed out, in bytes. */
const CHUNK = 64 * 1024;

/** A blob as the store knows it. */
export interface FoundBlob {
  readonly size: number;
  /** Null where the bytes are in a file. */
  readonly bytes: Uint8Array | null;
}

/**
 * The bytes of a rope in chunks of at most 64 KiB. The chunks must not be changed.
 *
 * @throws {MissingBlob} when `find` or the folder does not know a blob.
 * @throws {Error} when a slice reaches beyond its blob.
 */
export async function* readRope(
  rope: Rope,
  find: (blob: Sha256) => FoundBlob | null,
  folder: string,
): AsyncGenerator<Uint8Array, void, void> {
  using files = new BlobFiles(folder);
  for (const slice of rope) {
    const found = find(slice.blob);
    if (!found) throw new MissingBlob(`Cannot read the blob ${slice.blob}: it is not stored`);
    if (slice.offset + slice.length > found.size) {
      throw new Error(
        `Cannot read ${slice.length} bytes at ${slice.offset} of the blob ${slice.blob}: ` +
          `it has ${found.size}`,
      );
    }
    if (found.bytes) {
      yield* chunksOf(found.bytes.subarray(slice.offset, slice.offset + slice.length));
    } else {
      yield* readSlice(await files.open(slice.blob), slice);
    }
  }
}

/** An envelope takes several slices of one original: its file stays open from one to the next. */
class BlobFiles implements Disposable {
  readonly #folder: string;
  #blob: Sha256 | null = null;
  #file: Deno.FsFile | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(blob: Sha256): Promise<Deno.FsFile> {
    if (this.#file && this.#blob === blob) return this.#file;
    this[Symbol.dispose]();
    this.#file = await openBlob(this.#folder, blob);
    this.#blob = blob;
    return this.#file;
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = null;
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let start = 0; start < bytes.length; start += CHUNK) {
    yield bytes.subarray(start, start + CHUNK);
  }
}

async function openBlob(folder: string, blob: Sha256): Promise<Deno.FsFile> {
  try {
    return await Deno.open(blobFile(folder, blob));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new MissingBlob(`Cannot read the blob ${blob}: its file is gone`);
  }
}

async function* readSlice(
  file: Deno.FsFile,
  { blob, offset, length }: Slice,
): AsyncGenerator<Uint8Array, void, void> {
  await file.seek(offset, Deno.SeekMode.Start);
  for (let rest = length; rest > 0;) {
    const chunk = new Uint8Array(Math.min(rest, CHUNK));
    const count = await file.read(chunk);
    if (count === null) {
      throw new Error(`Cannot read the blob ${blob}: its file ends ${rest} bytes too early`);
    }
    rest -= count;
    yield chunk.subarray(0, count);
  }
}
