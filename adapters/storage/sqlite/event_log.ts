// The port is asynchronous, SQLite's reads are not: `async` makes rejections of their errors.
// deno-lint-ignore-file require-await
/**
 * The log over SQLite: reads on the calling thread, from a snapshot that no writer disturbs;
 * writes through the writer's thread.
 *
 * @module
 */
import { type Clock, type Instant, SECOND } from "../../../events/instant.ts";
import type {
  Append,
  Due,
  EventStore,
  Position,
  Recorded,
  StreamId,
} from "../../../events/store.ts";
import { othersTurn } from "../../clock.ts";
import type { EventReader } from "../storage.ts";
import { eventColumns, type EventRow, eventTables, headOf, readPage, recordedOf } from "./rows.ts";
import type { Statements } from "./statements.ts";
import type { Writer } from "./writer.ts";

const streamSql = `SELECT ${eventColumns} FROM ${eventTables}
  WHERE stream = ? AND version > ? ORDER BY version LIMIT ?`;

const placesSql = `SELECT position, stream FROM events WHERE position > ?
  ORDER BY position LIMIT ?`;

/** Where an event stands. */
type Place = Pick<Recorded, "position" | "stream">;

/** Events that a follower reads at once. */
const PAGE = 200;

/** Reads the log. */
export class EventLog implements EventReader {
  readonly #statements: Statements;
  readonly #clock: Clock;
  /** Lets the followers that have seen everything look again. */
  readonly #followers = new Set<() => void>();
  #closed = false;

  constructor(statements: Statements, clock: Clock) {
    this.#statements = statements;
    this.#clock = clock;
  }

  async readStream(
    stream: StreamId,
    after: number,
    limit: number,
  ): Promise<readonly Recorded[]> {
    // Whoever reads on gives way to the other work of this thread first.
    if (after > 0) await othersTurn();
    return (this.#statements.of(streamSql).all(stream, after, limit) as EventRow[])
      .map(recordedOf);
  }

  async readAll(after: Position, limit: number): Promise<readonly Recorded[]> {
    return readPage(this.#statements, after, limit);
  }

  follow(after: Position, signal: AbortSignal): AsyncGenerator<Recorded, void, void> {
    return this.#follow(after, signal, (position) => readPage(this.#statements, position, PAGE));
  }

  async *followStreams(
    after: Position,
    signal: AbortSignal,
  ): AsyncGenerator<StreamId, void, void> {
    const page = (position: Position) =>
      this.#statements.of(placesSql).all(position, PAGE) as unknown as Place[];
    for await (const { stream } of this.#follow(after, signal, page)) yield stream;
  }

  async *#follow<Row extends Place>(
    after: Position,
    signal: AbortSignal,
    page: (position: Position) => readonly Row[],
  ): AsyncGenerator<Row, void, void> {
    let position = after;
    while (!signal.aborted && !this.#closed) {
      const rows = page(position);
      if (rows.length === 0) await this.#news(signal);
      for (const row of rows) {
        yield row;
        if (signal.aborted) return;
        position = row.position;
      }
    }
  }

  async due(now: Instant, limit: number): Promise<readonly Due[]> {
    return this.#statements
      .of("SELECT stream, wake FROM wakes WHERE wake <= ? ORDER BY wake, stream LIMIT ?")
      .all(now, limit)
      .map((row) => ({ ...row } as unknown as Due));
  }

  async nextWake(): Promise<Instant | null> {
    const row = this.#statements.of("SELECT min(wake) AS wake FROM wakes").get();
    return row?.["wake"] as Instant | null;
  }

  async head(): Promise<Position> {
    return headOf(this.#statements);
  }

  /** There are new events. */
  announce(): void {
    for (const wake of this.#followers) wake();
  }

  /** Ends all followers. */
  close(): void {
    this.#closed = true;
    this.announce();
  }

  /** Resolves after the next announcement; after a second, since other processes make none. */
  async #news(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const wake = () => stop.abort();
    this.#followers.add(wake);
    signal.addEventListener("abort", wake);
    try {
      await this.#clock.until(this.#clock.now() + SECOND, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      this.#followers.delete(wake);
      signal.removeEventListener("abort", wake);
    }
  }
}

/** Reads and writes the log. */
export class SqliteEventStore extends EventLog implements EventStore {
  readonly #writer: Writer;

  constructor(statements: Statements, clock: Clock, writer: Writer) {
    super(statements, clock);
    this.#writer = writer;
    writer.oncommit = () => this.announce();
  }

  async append(append: Append): Promise<Position> {
    return await this.#writer.request({ kind: "append", append }) as Position;
  }

  async setWake(stream: StreamId, wake: Instant | null): Promise<void> {
    await this.#writer.request({ kind: "wake", stream, wake });
  }
}
