/**
 * How many lines parts have, counted in one pass over what has to be read.
 *
 * @module
 */
import type { ByteRange, MessageContent } from "./content.ts";

const LF = 0x0a;

/** Octets between two ranges that are rather read than skipped. */
const SMALL_GAP = 64 * 1024;

/**
 * Counts the line ends within ranges, which may nest and overlap. A last line without an end is
 * none, as with other servers.
 *
 * @returns tells the lines of each of the ranges
 */
export async function countLines(
  content: Pick<MessageContent, "read">,
  ranges: readonly ByteRange[],
): Promise<(range: ByteRange) => number> {
  const marks = [...new Set(ranges.flatMap(({ start, end }) => [start, end]))]
    .sort((one, other) => one - other);
  const before = new Map<number, number>();
  let lines = 0;
  for (const { start, end } of joined(ranges)) {
    let mark = firstFrom(marks, start);
    let offset = start;
    for await (const chunk of content.read(start, end)) {
      let at = 0;
      for (; mark < marks.length && marks[mark]! <= offset + chunk.length; mark++) {
        const stop = marks[mark]! - offset;
        lines += lineEnds(chunk, at, stop);
        before.set(marks[mark]!, lines);
        at = stop;
      }
      lines += lineEnds(chunk, at, chunk.length);
      offset += chunk.length;
    }
  }
  return ({ start, end }) => (before.get(end) ?? 0) - (before.get(start) ?? 0);
}

function lineEnds(chunk: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (chunk[at] === LF) lines++;
  return lines;
}

/** The ranges in their order, those that lie close together joined. */
function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const sorted = ranges.filter(({ start, end }) => start < end)
    .sort((one, other) => one.start - other.start);
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end + SMALL_GAP) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** Index of the first mark that is not below `offset`. */
function firstFrom(marks: readonly number[], offset: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
