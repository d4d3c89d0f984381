/**
 * A ZIP file as it is written: entry after entry, each in chunks, so that no message need be held
 * in memory. The same entries give the same bytes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Zip, ZipDeflate } from "fflate";
import type { Instant } from "../../events/instant.ts";
import type { Sha256 } from "../../events/rope.ts";
import { romeTime } from "../documents/pec/rome_time.ts";

/** A file within the ZIP file. */
export interface ListedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
}

/** What a file is made of. */
export type FileContent = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Without the extension ZIP64, which not every program reads, sizes have 32 bits. */
const MOST_BYTES = 0xffff_ffff;
/** For the same reason. */
const MOST_FILES = 0xffff;

/**
 * A new ZIP file. It is written beside its place and moved there when it is whole; dispose of it
 * in any case.
 */
export class ZipFile implements AsyncDisposable {
  readonly #target: string;
  readonly #file: Deno.FsFile;
  readonly #made: Date;
  readonly #zip: Zip;
  readonly #hash = createHash("sha256");
  readonly #files: ListedFile[] = [];
  /** Written by the packer, not to the disk yet. */
  #pending: Uint8Array[] = [];
  #size = 0;
  #open = true;

  private constructor(target: string, file: Deno.FsFile, made: Instant) {
    this.#target = target;
    this.#file = file;
    this.#made = wallClock(made);
    this.#zip = new Zip((fault, chunk) => {
      if (fault) throw fault;
      this.#pending.push(chunk);
    });
  }

  /**
   * Begins a file that only its owner may read.
   *
   * @param made what the entries are dated with, in legal time.
   * @throws {Deno.errors.AlreadyExists} where there is a file, or one is being written.
   */
  static async create(target: string, made: Instant): Promise<ZipFile> {
    await requireFree(target);
    const file = await Deno.open(partOf(target), { write: true, createNew: true, mode: 0o600 });
    return new ZipFile(target, file, made);
  }

  /** What has been added, in this order. */
  get files(): readonly ListedFile[] {
    return this.#files;
  }

  /**
   * Adds a file.
   *
   * @throws {Error} where the ZIP file would become too large.
   */
  async add(path: string, content: FileContent): Promise<ListedFile> {
    if (this.#files.length === MOST_FILES) this.#tooLarge();
    const entry = new ZipDeflate(path, { level: 6 });
    entry.mtime = this.#made;
    this.#zip.add(entry);
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) this.#tooLarge();
      // The packer keeps what it is handed, and the chunks of a rope may not be kept.
      entry.push(chunk.slice(), false);
      await this.#write();
    }
    entry.push(new Uint8Array(), true);
    await this.#write();
    const listed = { path, size, sha256: hash.digest("hex") };
    this.#files.push(listed);
    return listed;
  }

  /** Ends the file, which is whole but not in its place yet; resolves with its SHA-256. */
  async finish(): Promise<Sha256> {
    this.#zip.end();
    await this.#write();
    await this.#file.sync();
    return this.#hash.digest("hex");
  }

  /**
   * Moves the finished file to its place.
   *
   * @throws {Deno.errors.AlreadyExists} where there is a file by now.
   */
  async place(): Promise<void> {
    await requireFree(this.#target);
    await Deno.rename(partOf(this.#target), this.#target);
    this.#close();
  }

  /** Removes what has not been put in its place. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#close();
    await Deno.remove(partOf(this.#target));
  }

  #close(): void {
    this.#open = false;
    this.#file.close();
  }

  async #write(): Promise<void> {
    const chunks = this.#pending;
    this.#pending = [];
    for (const chunk of chunks) {
      this.#size += chunk.length;
      if (this.#size > MOST_BYTES) this.#tooLarge();
      this.#hash.update(chunk);
      for (let at = 0; at < chunk.length;) at += await this.#file.write(chunk.subarray(at));
    }
  }

  #tooLarge(): never {
    throw new Error(
      `Cannot write ${this.#target}: a ZIP file has at most 4 GiB and ${MOST_FILES} files. ` +
        "Choose a shorter period",
    );
  }
}

/** What a crash leaves is in nobody's way. */
function partOf(target: string): string {
  return `${target}.${Deno.pid}.part`;
}

async function requireFree(target: string): Promise<void> {
  try {
    await Deno.lstat(target);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new Deno.errors.AlreadyExists(`Cannot write ${target}: it is there already`);
}

/** ZIP dates have no time zone: the packer writes the fields that a local date has. */
function wallClock(instant: Instant): Date {
  const { giorno, ora } = romeTime(instant);
  const [day = 1, month = 1, year = 1980] = giorno.split("/").map(Number);
  const [hour = 0, minute = 0, second = 0] = ora.split(":").map(Number);
  return new Date(year, month - 1, day, hour, minute, second);
}
