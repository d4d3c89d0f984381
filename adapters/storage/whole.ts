/**
 * What is read as a whole: a small blob, a stream from its first event on.
 *
 * @module
 */
import { type Rope, ropeLength, type Sha256 } from "../../events/rope.ts";
import { MissingBlob, type Recorded, type StreamId } from "../../events/store.ts";
import type { LogEntry, LogQueries } from "./log.ts";
import type { BlobReader, EventReader } from "./storage.ts";

/** Events that are read at once. */
const PAGE = 500;

/**
 * The bytes of a blob.
 *
 * @throws {MissingBlob} when it is not stored.
 */
export async function readBlob(blobs: BlobReader, blob: Sha256): Promise<Uint8Array<ArrayBuffer>> {
  const length = await blobs.sizeOf(blob);
  if (length === null) throw new MissingBlob(`Cannot read the blob ${blob}: it is not stored`);
  return await readWhole(blobs, [{ blob, offset: 0, length }]);
}

/**
 * The bytes of a rope, held once: it may be large.
 *
 * @throws {MissingBlob} when a blob of it is not stored.
 */
export async function readWhole(blobs: BlobReader, rope: Rope): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(ropeLength(rope));
  let at = 0;
  for await (const chunk of blobs.read(rope)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The events of a stream, in order. */
export async function* eventsOfStream(
  events: EventReader,
  stream: StreamId,
): AsyncGenerator<Recorded, void, void> {
  for (let version = 0;;) {
    const page = await events.readStream(stream, version, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    version = page.at(-1)!.version;
  }
}

/** The entries of a stream behind one version, up to another and with it. */
export function* entriesOfStream(
  log: Pick<LogQueries, "entriesOf">,
  stream: StreamId,
  after: number,
  upTo: number,
): Generator<LogEntry, void, void> {
  for (let version = after; version < upTo;) {
    const page = log.entriesOf(stream, version, Math.min(PAGE, upTo - version));
    yield* page;
    if (page.length === 0) return;
    version = page.at(-1)!.version;
  }
}
