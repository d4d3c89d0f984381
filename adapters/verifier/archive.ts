/**
 * ZIP archives read strictly (APPNOTE 6.3.10): every program that unpacks one finds the same files
 * in it. Directory and local headers must say the same and leave no gap, and each name stands for
 * one file. What is unpacked is measured against what was announced while it is unpacked.
 *
 * @module
 */
import { concat } from "../documents/mime/octets.ts";

/** Files in an archive. */
const MOST_FILES = 10_000;
/** Octets of one unpacked file: a message may have 100 MB, its receipt as well. */
const LARGEST_FILE = 256 * 1024 * 1024;
/** Octets of all of them together. */
const LARGEST_WHOLE = 4 * 1024 * 1024 * 1024;
/** Packed octets that are unpacked at once: deflate makes at most 1032 of one. */
const PIECE = 16 * 1024;

const END = 0x06054b50;
const END_LENGTH = 22;
const DIRECTORY = 0x02014b50;
const DIRECTORY_LENGTH = 46;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const DESCRIPTOR = 0x08074b50;
const DESCRIPTOR_LENGTH = 12;

const STORED = 0;
const DEFLATED = 8;
/** Sizes and checksum stand behind the data (§4.4.4, bit 3). */
const STREAMED = 0x0008;
/** How well it was packed, and that names are in UTF-8: neither changes what is read. */
const HARMLESS = 0x0806;

/** No way out of the folder, and no name that some system takes for another one. */
const PATH = /^[\w-](?:[\w.-]*[\w-])?(?:\/[\w-](?:[\w.-]*[\w-])?)*$/;
const LONGEST_PATH = 200;

/** Extra fields (§4.5) with dates and owners. One of the others gives the file another name. */
const HARMLESS_FIELDS = new Set([0x000a, 0x5455, 0x5855, 0x7855, 0x7875]);
/** Kinds of files as Unix knows them: none said, a folder, a file; no link to another place. */
const KINDS = new Set([0, 4, 8]);

/** An archive that is malformed, beyond a limit, or ambiguous. */
export class ArchiveFault extends Error {
  override readonly name = "ArchiveFault";

  constructor(reason: string) {
    super(`Cannot read the archive: ${reason}`);
  }
}

/** Where a file lies in the archive. */
interface Entry {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** An archive whose directory has been read. */
export class Archive {
  readonly #bytes: Uint8Array;
  /** Each file's entry and where its data begins. */
  readonly #entries = new Map<string, { readonly entry: Entry; readonly start: number }>();

  /**
   * Reads the directory, and compares it with the headers of the files.
   *
   * @throws {ArchiveFault}
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const directory = directoryOf(view);
    const entries = readDirectory(bytes, view, directory).toSorted((a, b) => a.offset - b.offset);
    if (entries.reduce((sum, { size }) => sum + size, 0) > LARGEST_WHOLE) {
      throw new ArchiveFault(`its files have more than ${LARGEST_WHOLE} octets`);
    }
    const seen = new Set<string>();
    let at = 0;
    for (const entry of entries) {
      if (entry.offset !== at) throw new ArchiveFault(`${at} is not where a file begins`);
      const { start, end } = readLocal(bytes, view, entry, directory.start);
      // On some systems, names that differ in case alone are one.
      const key = entry.path.toLowerCase();
      if (seen.has(key)) throw new ArchiveFault(`${entry.path} stands in it twice`);
      seen.add(key);
      if (!entry.path.endsWith("/")) this.#entries.set(entry.path, { entry, start });
      at = end;
    }
    if (at !== directory.start) throw new ArchiveFault("something stands before its directory");
    for (const key of seen) {
      const folder = key.replace(/\/$/, "");
      if (
        parentsOf(key).some((parent) => seen.has(parent)) || (folder !== key && seen.has(folder))
      ) {
        throw new ArchiveFault(`${key} lies in a file`);
      }
    }
  }

  /** Every file's path, as the directory has them. */
  get paths(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Octets of a file when unpacked; null where there is no such file. */
  sizeOf(path: string): number | null {
    return this.#entries.get(path)?.entry.size ?? null;
  }

  /**
   * Unpacks a file bit by bit.
   *
   * @throws {ArchiveFault} when there is no such file, or it is not what the directory says
   */
  async *chunks(path: string): AsyncGenerator<Uint8Array> {
    const found = this.#entries.get(path);
    if (!found) throw new ArchiveFault(`${path} is not in it`);
    const { entry: { method, packed, size }, start } = found;
    const data = this.#bytes.subarray(start, start + packed);
    if (method === STORED) {
      yield data;
      return;
    }
    let length = 0;
    for await (const chunk of inflated(data, path)) {
      length += chunk.length;
      if (length > size) throw new ArchiveFault(`${path} is larger than it says`);
      yield chunk;
    }
    if (length !== size) throw new ArchiveFault(`${path} is smaller than it says`);
  }

  /**
   * Unpacks a file.
   *
   * @param most octets that it may have
   * @throws {ArchiveFault} as {@link chunks}, and when it has more
   */
  async read(path: string, most: number = LARGEST_FILE): Promise<Uint8Array> {
    if ((this.sizeOf(path) ?? 0) > most) throw new ArchiveFault(`${path} has over ${most} octets`);
    const chunks = await Array.fromAsync(this.chunks(path));
    return chunks.length === 1 ? chunks[0]! : concat(chunks);
  }
}

/** Whether the octets begin as an archive does, or are an empty one. */
export function looksLikeArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));
}

async function* inflated(data: Uint8Array, path: string): AsyncGenerator<Uint8Array> {
  let at = 0;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at === data.length) return controller.close();
      controller.enqueue(Uint8Array.from(data.subarray(at, at + PIECE)));
      at = Math.min(at + PIECE, data.length);
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ArchiveFault(`${path} cannot be unpacked`);
  } finally {
    // Also where whoever reads has had enough.
    await reader.cancel().catch(() => {});
  }
}

/** Where the directory stands, and how many entries it has (§4.3.16). */
interface DirectoryPlace {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

function directoryOf(view: DataView): DirectoryPlace {
  // Without a comment: nobody needs one, and with it there may be two ends.
  const end = view.byteLength - END_LENGTH;
  if (end < 0 || view.getUint32(end, true) !== END) throw new ArchiveFault("it has no proper end");
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  const oneDisk = view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === count;
  if (!oneDisk || view.getUint16(end + 20, true) !== 0) {
    throw new ArchiveFault("it is one of several");
  }
  if (start + view.getUint32(end + 12, true) !== end) {
    throw new ArchiveFault("its directory is not where it says");
  }
  if (count > MOST_FILES) throw new ArchiveFault(`it has more than ${MOST_FILES} files`);
  return { start, end, count };
}

function readDirectory(bytes: Uint8Array, view: DataView, place: DirectoryPlace): readonly Entry[] {
  const entries: Entry[] = [];
  let at = place.start;
  for (let number = 0; number < place.count; number++) {
    if (at + DIRECTORY_LENGTH > place.end || view.getUint32(at, true) !== DIRECTORY) {
      throw new ArchiveFault("its directory is cut short");
    }
    const nameEnd = at + DIRECTORY_LENGTH + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > place.end) throw new ArchiveFault("its directory is cut short");
    requireHarmless(view, nameEnd, view.getUint16(at + 30, true));
    if (!KINDS.has(view.getUint16(at + 40, true) >>> 12)) {
      throw new ArchiveFault("one of its files is a link, or none at all");
    }
    const entry: Entry = {
      path: pathOf(bytes.subarray(at + DIRECTORY_LENGTH, nameEnd)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    requireUsual(entry);
    entries.push(entry);
    at = next;
  }
  if (at !== place.end) throw new ArchiveFault("its directory is longer than it says");
  return entries;
}

function requireHarmless(view: DataView, start: number, length: number): void {
  const end = start + length;
  for (let at = start; at < end;) {
    const next = at + 4 <= end ? at + 4 + view.getUint16(at + 2, true) : Infinity;
    if (next > end || !HARMLESS_FIELDS.has(view.getUint16(at, true))) {
      throw new ArchiveFault("one of its files has an extra field of an unknown kind");
    }
    at = next;
  }
}

/** The folders that a path leads through. */
function parentsOf(path: string): readonly string[] {
  const names = path.replace(/\/$/, "").split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}

function pathOf(name: Uint8Array): string {
  if (name.length > LONGEST_PATH) throw new ArchiveFault("one of its names is too long");
  const path = String.fromCharCode(...name);
  if (PATH.test(path.replace(/\/$/, ""))) return path;
  throw new ArchiveFault(`${JSON.stringify(path)} is no name that a file may have`);
}

function requireUsual({ path, flags, method, packed, size }: Entry): void {
  if ((flags & ~(STREAMED | HARMLESS)) !== 0) throw new ArchiveFault(`${path} is encrypted`);
  if (method !== STORED && method !== DEFLATED) {
    throw new ArchiveFault(`${path} is packed in an unknown way (${method})`);
  }
  if (method === STORED && packed !== size) throw new ArchiveFault(`${path} has two sizes`);
  if (path.endsWith("/") && size !== 0) {
    throw new ArchiveFault(`${path} is a folder with content`);
  }
  if (size > LARGEST_FILE) throw new ArchiveFault(`${path} has over ${LARGEST_FILE} octets`);
}

/** Where a file's data begins, and where the next file does. */
function readLocal(
  bytes: Uint8Array,
  view: DataView,
  { path, flags, method, crc, packed, size, offset }: Entry,
  limit: number,
): { readonly start: number; readonly end: number } {
  const differs = new ArchiveFault(`${path} has a header that differs from the directory`);
  if (offset + LOCAL_LENGTH > limit || view.getUint32(offset, true) !== LOCAL) throw differs;
  const nameEnd = offset + LOCAL_LENGTH + view.getUint16(offset + 26, true);
  const start = nameEnd + view.getUint16(offset + 28, true);
  const dataEnd = start + packed;
  if (start <= limit) requireHarmless(view, nameEnd, start - nameEnd);
  const same = nameEnd <= limit && dataEnd <= limit &&
    pathOf(bytes.subarray(offset + LOCAL_LENGTH, nameEnd)) === path &&
    view.getUint16(offset + 6, true) === flags && view.getUint16(offset + 8, true) === method;
  if (!same) throw differs;
  const sums = (at: number) =>
    view.getUint32(at, true) === crc && view.getUint32(at + 4, true) === packed &&
    view.getUint32(at + 8, true) === size;
  if ((flags & STREAMED) === 0) {
    if (!sums(offset + 14)) throw differs;
    return { start, end: dataEnd };
  }
  const signed = dataEnd + 4 <= limit && view.getUint32(dataEnd, true) === DESCRIPTOR;
  const at = signed ? dataEnd + 4 : dataEnd;
  if (at + DESCRIPTOR_LENGTH > limit || !sums(at)) throw differs;
  return { start, end: at + DESCRIPTOR_LENGTH };
}
