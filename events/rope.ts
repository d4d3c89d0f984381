/**
 * Content as a rope: a short list of slices of immutable blobs. The original of a message is
 * stored once; envelopes and complete delivery receipts are ropes around it.
 *
 * @module
 */

/** A SHA-256 digest as 64 lower-case hexadecimal digits: the name of a blob. */
export type Sha256 = string;

/** `length` bytes of the blob `blob`, starting at byte `offset`. */
export interface Slice {
  readonly blob: Sha256;
  readonly offset: number;
  readonly length: number;
}

/** The bytes of a message, in order. Never holds an empty slice. */
export type Rope = readonly Slice[];

/** A blob small enough to be stored in the same transaction as the events that refer to it. */
export interface SmallBlob {
  readonly sha256: Sha256;
  readonly bytes: Uint8Array;
}

/** Number of bytes that a rope stands for. */
export function ropeLength(rope: Rope): number {
  return rope.reduce((sum, slice) => sum + slice.length, 0);
}

/**
 * The part of a rope from byte `start` up to, not including, byte `end`.
 *
 * @example
 * ```ts
 * import { cutRope } from "./rope.ts";
 *
 * const rope = [{ blob: "a", offset: 0, length: 10 }, { blob: "b", offset: 5, length: 10 }];
 * const cut = cutRope(rope, 8, 12);
 * // [{ blob: "a", offset: 8, length: 2 }, { blob: "b", offset: 5, length: 2 }]
 * if (cut.length !== 2 || cut[1]?.offset !== 5) throw new Error("unexpected cut");
 * ```
 */
export function cutRope(rope: Rope, start: number, end: number): Rope {
  const total = ropeLength(rope);
  if (start < 0 || end < start || end > total) {
    throw new RangeError(`Cannot cut a rope of ${total} bytes from ${start} to ${end}`);
  }
  const cut: Slice[] = [];
  let position = 0;
  for (const slice of rope) {
    const from = Math.max(start, position);
    const to = Math.min(end, position + slice.length);
    if (from < to) {
      cut.push({
        blob: slice.blob,
        offset: slice.offset + from - position,
        length: to - from,
      });
    }
    position += slice.length;
  }
  return cut;
}

/** The blobs that a rope refers to, each once. */
export function blobsOf(rope: Rope): readonly Sha256[] {
  return [...new Set(rope.map((slice) => slice.blob))];
}
