/**
 * The log as whoever proves it reads it: events as they are stored, their entries of the tree, and
 * the heads that were signed.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { Position, StreamId } from "../../events/store.ts";

/** An event as it is stored. */
export interface LogEntry {
  readonly position: Position;
  readonly stream: StreamId;
  readonly version: number;
  readonly number: number;
  readonly form: number;
  readonly at: Instant;
  /** The JSON text that the commitment is over; null once the event has been erased. */
  readonly data: string | null;
  /** The key of the commitment, 32 octets; null once the event has been erased. */
  readonly key: Uint8Array | null;
  /** Entry `position - 1` of the tree, 32 octets. */
  readonly commitment: Uint8Array;
}

/** A signed tree head. */
export interface StoredHead {
  /** How many events it covers. */
  readonly size: number;
  readonly root: Uint8Array<ArrayBuffer>;
  readonly at: Instant;
  /** The checkpoint (https://c2sp.org/tlog-checkpoint) as it was published. */
  readonly note: Uint8Array<ArrayBuffer>;
}

/** How long a stream is. */
export interface StreamLength {
  readonly stream: StreamId;
  /** The version of its last event. */
  readonly version: number;
}

/** Reads of the log; all of them at once, on the calling thread. */
export interface LogQueries {
  /** Up to `limit` entries after a position. Throws where one cannot be decrypted. */
  entries(after: Position, limit: number): readonly LogEntry[];
  /** Up to `limit` entries of a stream after a version. Throws as `entries` does. */
  entriesOf(stream: StreamId, afterVersion: number, limit: number): readonly LogEntry[];
  /** Up to `limit` commitments after a position, in the order of the log. */
  commitments(after: Position, limit: number): readonly Uint8Array[];
  /** The head that covers most; null where none was signed. */
  latestHead(): StoredHead | null;
  /** The smallest head that covers so many events; null where none does. */
  headAtLeast(size: number): StoredHead | null;
  /** Up to `limit` heads that cover more than `afterSize` events, the smallest first. */
  heads(afterSize: number, limit: number): readonly StoredHead[];
  /** Every stream of a kind as long as it was at a position, by name. */
  lengths(kind: string, upTo: Position): Iterable<StreamLength>;
  /**
   * The last position before the first event after `after` that is not older than `instant`; the
   * last of the log where there is none. The clock may have been set: what follows is of no account.
   */
  boundary(after: Position, instant: Instant): Position;
}
