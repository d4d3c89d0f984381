/**
 * The log's entries as static files (https://c2sp.org/tlog-tiles, "Log entries"): 256 to a bundle,
 * each behind its length in two octets.
 *
 * @module
 */
import { TILE_WIDTH, tilePath } from "./tile_path.ts";
import { changedBundles, type FileReader, type LogFile, TileFault } from "./tiles.ts";

/** Octets of the longest entry. */
export const MAX_ENTRY_LENGTH = 0xffff;

/**
 * The bundles to be written when a log of `from` entries takes in more of them.
 *
 * @throws {TileFault} when the bundle that the new ones continue is not there
 */
export function growBundles(
  from: number,
  entries: readonly Uint8Array[],
  read: FileReader,
): readonly LogFile[] {
  const kept = from - from % TILE_WIDTH;
  const all = [...from > kept ? readBundle(kept / TILE_WIDTH, from, read) : [], ...entries];
  return [...changedBundles(from, from + entries.length)].map((bundle) => {
    const start = bundle.index * TILE_WIDTH - kept;
    return { path: tilePath(bundle), bytes: encodeBundle(all.slice(start, start + bundle.width)) };
  });
}

/**
 * The entries of a bundle of a log of `size` entries. A partial one may have given way to the full
 * one.
 *
 * @throws {TileFault} when it is missing, or malformed
 */
export function readBundle(index: number, size: number, read: FileReader): readonly Uint8Array[] {
  const width = Math.min(size - index * TILE_WIDTH, TILE_WIDTH);
  const path = tilePath({ level: "entries", index, width });
  const bytes = read(path);
  if (bytes) return checked(bytes, width, path);
  const full = tilePath({ level: "entries", index, width: TILE_WIDTH });
  const fullBytes = full === path ? null : read(full);
  if (!fullBytes) throw new TileFault(path, "there is no such file");
  return checked(fullBytes, TILE_WIDTH, full).slice(0, width);
}

/**
 * A bundle of these entries.
 *
 * @throws {RangeError} when one is too long
 */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_LENGTH) {
      throw new RangeError(`Cannot bundle an entry of ${entry.length} octets: it is too long`);
    }
    view.setUint16(at, entry.length);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/** The entries of a bundle, in views on it; undefined when it is not made of whole entries. */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 2 > bytes.length) return undefined;
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

function checked(bytes: Uint8Array, width: number, path: string): readonly Uint8Array[] {
  const entries = decodeBundle(bytes);
  if (!entries) throw new TileFault(path, "it ends within an entry");
  if (entries.length === width) return entries;
  throw new TileFault(path, `it has ${entries.length} entries, not ${width}`);
}
