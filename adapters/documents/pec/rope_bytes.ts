/**
 * Reading what a document's segments stand for.
 *
 * @module
 */
import { isAscii } from "node:buffer";
import { cutRope, type Rope, type Slice, type SmallBlob } from "../../../events/rope.ts";
import { concat } from "../mime/octets.ts";
import type { Source } from "./facts.ts";

/** New bytes of a document, or a slice of a blob that is stored already. */
export type Segment = Uint8Array | Slice;

/** Reads the bytes of a rope: the method of the blob store. */
export type ReadRope = (rope: Rope, pending?: readonly SmallBlob[]) => AsyncIterable<Uint8Array>;

/** The bytes of segments, streamed. */
export async function* readSegments(
  segments: readonly Segment[],
  pending: readonly SmallBlob[],
  read: ReadRope,
): AsyncGenerator<Uint8Array> {
  let run: Slice[] = [];
  for (const segment of segments) {
    if (!(segment instanceof Uint8Array)) {
      run.push(segment);
      continue;
    }
    if (run.length > 0) yield* read(run, pending);
    run = [];
    yield segment;
  }
  if (run.length > 0) yield* read(run, pending);
}

/** Whether segments hold a byte above 127. Reads no further than the first. */
export async function hasEightBit(
  segments: readonly Segment[],
  pending: readonly SmallBlob[],
  read: ReadRope,
): Promise<boolean> {
  for await (const chunk of readSegments(segments, pending, read)) {
    if (!isAscii(chunk)) return true;
  }
  return false;
}

/** The bytes of a source from `start` up to, not including, `end`, in memory. */
export async function readBytes(
  source: Source,
  start: number,
  end: number,
  read: ReadRope,
): Promise<Uint8Array> {
  return concat(await Array.fromAsync(read(cutRope(source.rope, start, end), source.pending)));
}
