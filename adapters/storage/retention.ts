/**
 * What the storage knows of the age of messages: what may be erased, and what would go with it.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { LegalDay } from "../../events/legal_day.ts";
import type { Position, StreamId } from "../../events/store.ts";

/** A message, with all streams about it; or a single stream that is about no certified message. */
export interface AgedMessage {
  /** The identificativo; empty for what is no PEC. */
  readonly pecId: string;
  readonly streams: readonly StreamId[];
  /** How many events these have that are not erased. */
  readonly events: number;
  /** The instant of the youngest of them. */
  readonly youngest: Instant;
  /** Whether something is still owed, or a deadline lies before one of the streams. */
  readonly owes: boolean;
}

/** Blobs, and their bytes together. */
export interface BlobCount {
  readonly blobs: number;
  readonly bytes: number;
}

/** Reads for whoever erases. All of them at once, on the calling thread; pages are short. */
export interface RetentionQueries {
  /**
   * Every message with an operation between two positions, both inclusive: once, in the order of
   * its first operation there. Read page by page; what is erased meanwhile is no hindrance.
   */
  messagesIn(first: Position, last: Position): Iterable<AgedMessage>;
  /**
   * Every scheduled message that was never submitted, and to which nothing has happened since, in
   * the order in which they were planned. Read page by page, like {@linkcode messagesIn}.
   */
  unsentBefore(instant: Instant): Iterable<AgedMessage>;
  /** The last position of an operation that is older than an instant; 0 where there is none. */
  lastBefore(instant: Instant): Position;
  /** The days of which there is a sealed file, oldest first. */
  sealedDays(): readonly LegalDay[];
  /** The blobs that these streams refer to, and no other. */
  blobsOf(streams: readonly StreamId[]): BlobCount;
  /** The blobs that the file of a day needs, and nothing else. */
  blobsOfDay(day: LegalDay): BlobCount;
}
