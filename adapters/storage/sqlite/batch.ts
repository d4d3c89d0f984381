/**
 * Group commit: the changes that wait together become durable together, and each of them succeeds
 * or fails alone.
 *
 * @module
 */
import { blobsReferredTo, encodeEvent, erasureOf } from "../../../events/catalogue.ts";
import type { EncodedEvent } from "../../../events/codec.ts";
import type { Erasure } from "../../../events/definition.ts";
import type { Instant } from "../../../events/instant.ts";
import type { Projection } from "../../../events/projections/projection.ts";
import {
  type Append,
  MissingBlob,
  type Position,
  type Recorded,
  type StreamId,
  VersionConflict,
} from "../../../events/store.ts";
import type { StoredHead } from "../log.ts";
import type { BlobTable } from "./blob_table.ts";
import { apply } from "./projector.ts";
import type { Change, Failure, Outcome, Result } from "./protocol.ts";
import { headOf, insertRow } from "./rows.ts";
import { isDatabaseFailure, savepoint, type Statements, transaction } from "./statements.ts";

const selectVersion = `SELECT max(version) AS version FROM events WHERE stream = ?`;
const upsertWake = `INSERT INTO wakes (stream, wake) VALUES (?, ?)
  ON CONFLICT (stream) DO UPDATE SET wake = excluded.wake`;
const deleteWake = `DELETE FROM wakes WHERE stream = ?`;
const destroyKeys = `DELETE FROM event_keys
  WHERE position IN (SELECT position FROM events WHERE stream = ?)`;
const selectYounger = `SELECT 1 FROM events WHERE stream = ? AND at >= ? LIMIT 1`;
const latestHeadSql = `SELECT max(size) AS size FROM tree_heads`;
const insertHead = `INSERT INTO tree_heads (size, root, at, note) VALUES (?, ?, ?, ?)`;

/** Carries out changes, a batch in a transaction. */
export class Committer {
  readonly #statements: Statements;
  readonly #blobs: BlobTable;
  readonly #inline: readonly Projection[];
  readonly #random: (length: number) => Uint8Array;
  /** Position of the last event, as this transaction sees it. */
  #head: Position = 0;

  /** @param random draws the keys of events. */
  constructor(
    statements: Statements,
    blobs: BlobTable,
    inline: readonly Projection[],
    random: (length: number) => Uint8Array,
  ) {
    this.#statements = statements;
    this.#blobs = blobs;
    this.#inline = inline;
    this.#random = random;
  }

  /** The outcomes of the changes, in their order. All fail if the batch cannot be committed. */
  commit(changes: readonly Change[], at: Instant): readonly Outcome[] {
    try {
      return transaction(this.#statements, () => {
        // Other processes append as well: the head is known only under the lock.
        this.#head = headOf(this.#statements);
        return changes.map((change) => this.#attempt(change, at));
      });
    } catch (error) {
      const failure = failureOf(new Error(`Cannot commit: ${messageOf(error)}`));
      return changes.map(() => failure);
    }
  }

  #attempt(change: Change, at: Instant): Outcome {
    const head = this.#head;
    try {
      return { result: savepoint(this.#statements, () => this.#perform(change, at)) };
    } catch (error) {
      if (isDatabaseFailure(error)) throw error;
      this.#head = head;
      return failureOf(error);
    }
  }

  #perform(change: Change, at: Instant): Result {
    switch (change.kind) {
      case "append":
        return this.#append(change.append, at);
      case "wake":
        this.#setWake(change.stream, change.wake);
        return null;
      case "head":
        return this.#addHead(change.after, change.head);
      case "file":
        this.#blobs.putFile(change.sha256, change.size, change.temporary, at);
        return null;
      case "discard":
        return this.#blobs.discard(change.prefix, change.before);
      case "sweep":
        this.#blobs.sweep(change.prefix);
        return null;
    }
  }

  #append({ stream, expectedVersion, events, blobs, wake }: Append, at: Instant): Position {
    if (events.length === 0) throw new Error(`Cannot append to ${stream}: there are no events`);
    const { version } = this.#statements.of(selectVersion).get(stream) as {
      version: number | null;
    };
    if ((version ?? 0) !== expectedVersion) throw new VersionConflict(stream, expectedVersion);
    for (const blob of blobs ?? []) this.#blobs.put(blob, at);
    const first = this.#head + 1;
    events.forEach((event, index) => {
      this.#record({
        position: first + index,
        stream,
        version: expectedVersion + 1 + index,
        event,
      });
    });
    this.#setWake(stream, wake);
    return first;
  }

  #record(recorded: Recorded): void {
    const { position, stream, version, event } = recorded;
    for (const blob of blobsReferredTo(event)) {
      if (!this.#blobs.has(blob)) {
        throw new MissingBlob(`Cannot append to ${stream}: the blob ${blob} is not stored`);
      }
    }
    const { number, version: form, at, data } = encoded(recorded);
    const row = { position, stream, version, number, form, at, data: JSON.stringify(data) };
    insertRow(this.#statements, row, this.#random);
    const erasure = erasureOf(event);
    if (erasure !== null) this.#erase(erasure);
    for (const projection of this.#inline) apply(this.#statements, projection, recorded);
    this.#head = position;
  }

  /** Throws where a stream has moved on since somebody found that it was old enough. */
  #erase({ streams, before }: Erasure): void {
    for (const stream of streams) {
      if (this.#statements.of(selectYounger).get(stream, before) !== undefined) {
        throw new Error(
          `Cannot erase ${stream}: something has happened to it since. Start again, and it is ` +
            "left out",
        );
      }
      this.#statements.of(destroyKeys).run(stream);
    }
  }

  /** Compare-and-swap: two who sign at the same time cannot both have followed the same head. */
  #addHead(after: number, { size, root, at, note }: StoredHead): boolean {
    const latest = this.#statements.of(latestHeadSql).get() as { size: number | null };
    if ((latest.size ?? 0) !== after || size <= after) return false;
    this.#statements.of(insertHead).run(size, root, at, note);
    return true;
  }

  #setWake(stream: StreamId, wake: Instant | null): void {
    if (wake === null) this.#statements.of(deleteWake).run(stream);
    else this.#statements.of(upsertWake).run(stream, wake);
  }
}

function encoded({ stream, event }: Recorded): EncodedEvent {
  try {
    return encodeEvent(event);
  } catch (error) {
    throw new Error(`Cannot append ${event.type} to ${stream}: ${messageOf(error)}`);
  }
}

/** The failure that an error is told as. */
export function failureOf(error: unknown): Failure {
  const message = messageOf(error);
  if (error instanceof VersionConflict) return { failure: "conflict", message };
  if (error instanceof MissingBlob) return { failure: "missing-blob", message };
  return { failure: "other", message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
