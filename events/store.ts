/**
 * The event store and the blob store as ports. Every implementation passes the contract tests in
 * `tests/contracts/`.
 *
 * @module
 */
import type { AnyEvent } from "./definition.ts";
import type { Instant } from "./instant.ts";
import type { Rope, Sha256, SmallBlob } from "./rope.ts";

/** Name of a stream: its kind, a hyphen, its key; `outgoing-01J…`, `mailbox-anna@alfa.example`. */
export type StreamId = string;

/** Place of an event in the whole log: 1, 2, 3 … without gaps, in the order of commits. */
export type Position = number;

/** An event as the store returns it. */
export interface Recorded<E extends AnyEvent = AnyEvent> {
  readonly position: Position;
  readonly stream: StreamId;
  /** Place of the event in its stream: 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly event: E;
}

/** Facts to be appended to one stream, all or none of them. */
export interface Append {
  readonly stream: StreamId;
  /** The version of the stream's last event as the caller knows it; 0 for a new stream. */
  readonly expectedVersion: number;
  readonly events: readonly AnyEvent[];
  /** Small blobs that become durable in the same transaction. */
  readonly blobs?: readonly SmallBlob[];
  /**
   * When the stream must be looked at again, though nothing new has happened to it: the past or
   * now for work that is owed, a later instant for a deadline, null when nothing is owed.
   */
  readonly wake: Instant | null;
}

/** The stream has moved on since the caller read it: load it and decide again. */
export class VersionConflict extends Error {
  override readonly name = "VersionConflict";
  readonly stream: StreamId;
  readonly expectedVersion: number;

  constructor(stream: StreamId, expectedVersion: number) {
    super(`Cannot append to ${stream}: it is no longer at version ${expectedVersion}`);
    this.stream = stream;
    this.expectedVersion = expectedVersion;
  }
}

/** An event refers to a blob that the store does not hold. */
export class MissingBlob extends Error {
  override readonly name = "MissingBlob";
}

/** A stream whose wake instant has come. */
export interface Due {
  readonly stream: StreamId;
  readonly wake: Instant;
}

/** The log of all facts. */
export interface EventStore {
  /**
   * Appends and resolves once the events, the blobs, the wake instant and every inline projection
   * are durable, with the position of the first event.
   *
   * @throws {VersionConflict} when the stream's version is not the expected one.
   * @throws {MissingBlob} when an event refers to a blob that is neither stored nor in `blobs`.
   */
  append(append: Append): Promise<Position>;
  /** Up to `limit` events of a stream after version `after`, in order. */
  readStream(stream: StreamId, after: number, limit: number): Promise<readonly Recorded[]>;
  /** Up to `limit` events of the whole log after position `after`, in order. */
  readAll(after: Position, limit: number): Promise<readonly Recorded[]>;
  /**
   * All events after position `after`, then every new one as it is committed, also by other
   * processes; ends when `signal` aborts.
   */
  follow(after: Position, signal: AbortSignal): AsyncIterable<Recorded>;
  /**
   * The stream of each event after position `after`, then of every new one as it is committed, also
   * by other processes; ends when `signal` aborts. The events themselves are not read.
   */
  followStreams(after: Position, signal: AbortSignal): AsyncIterable<StreamId>;
  /** Changes a stream's wake instant without a fact: a failed effect is tried again later. */
  setWake(stream: StreamId, wake: Instant | null): Promise<void>;
  /** Up to `limit` streams whose wake instant is not after `now`, the longest due first. */
  due(now: Instant, limit: number): Promise<readonly Due[]>;
  /** The earliest wake instant of all streams, or null. */
  nextWake(): Promise<Instant | null>;
  /** Position of the last event; 0 in an empty log. */
  head(): Promise<Position>;
}

/** Receives the bytes of one blob. */
export interface BlobWriter {
  /** Takes the next bytes. The chunk may be reused by the caller once the promise resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Ends the blob. A large one is durable in the store when this resolves; a small one comes back
   * in `small` and must be handed to the append that refers to it.
   */
  end(): Promise<{ readonly rope: Rope; readonly small: readonly SmallBlob[] }>;
  /** Gives up; nothing is kept. Harmless after `end`. */
  abort(): Promise<void>;
}

/** The bytes that events refer to. */
export interface BlobStore {
  /** Starts a blob of unknown size. */
  create(): BlobWriter;
  /**
   * The bytes of a rope in chunks of at most 64 KiB. `pending` holds small blobs that are not
   * stored yet.
   *
   * @throws {MissingBlob} when a blob is not there.
   */
  read(rope: Rope, pending?: readonly SmallBlob[]): AsyncIterable<Uint8Array>;
  /** Bytes of a blob, or null where the store does not hold it. */
  sizeOf(blob: Sha256): Promise<number | null>;
  /**
   * Removes the blobs that no event refers to and that were stored before `before`; resolves with
   * the count and the bytes.
   */
  collect(before: Instant): Promise<{ readonly blobs: number; readonly bytes: number }>;
}
