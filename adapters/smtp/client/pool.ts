/**
 * Sessions that are kept for the next message: bounded per hop and in all, with a bounded queue
 * of those who wait for one.
 *
 * @module
 */
import type { Clock, Instant } from "../../../events/instant.ts";
import type { Session } from "./session.ts";

/** Bounds of a pool. */
export interface PoolLimits {
  /** Sessions with one hop at a time. */
  readonly perHop: number;
  /** Sessions at a time. */
  readonly total: number;
  /** Messages that wait for a session. */
  readonly queue: number;
  /** Messages sent in one session. */
  readonly messages: number;
  /** Milliseconds after which a session without work is ended. */
  readonly idle: number;
}

/** Too many messages wait for a session already. */
export class PoolFull extends Error {
  override readonly name = "PoolFull";
}

/** The sessions with one hop. */
interface Lane {
  readonly key: string;
  /** Sessions that exist or are being opened. */
  sessions: number;
  /** Without work, the longest so first. */
  readonly idle: { readonly session: Session; readonly since: Instant }[];
  /** Wait for a session that is handed on, or for the right to open one (undefined). */
  readonly waiting: ((session: Session | undefined) => void)[];
}

/** A pool of sessions. */
export class Pool {
  readonly #lanes = new Map<string, Lane>();
  readonly #clock: Clock;
  readonly #limits: PoolLimits;
  readonly #closing = new AbortController();
  readonly #drained = Promise.withResolvers<void>();
  /** Sessions that are being ended. */
  readonly #ending = new Set<Promise<void>>();
  #sessions = 0;
  #waiting = 0;
  #sweeping = false;

  constructor(clock: Clock, limits: PoolLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Runs `work` with a session that nobody else uses meanwhile.
   *
   * @param key Sessions with the same key are interchangeable.
   * @param open Opens a session where none can be reused.
   * @throws {PoolFull} when the queue is full; whatever `open` or `work` throws.
   */
  async use<T>(
    key: string,
    open: () => Promise<Session>,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const lane = this.#lanes.get(key) ?? { key, sessions: 0, idle: [], waiting: [] };
    let session = await this.#enter(lane);
    try {
      // RFC 5321 §4.1.1.5: RSET also shows whether the hop has hung up in the meantime.
      if (session && !(await session.reset())) {
        this.#retire(session);
        session = undefined;
      }
      session ??= await open();
      return await work(session);
    } finally {
      this.#leave(lane, session);
    }
  }

  /**
   * Ends the sessions without work, and every other one when its work and that of those who wait
   * is done. Resolves when all connections are closed.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const lane of this.#lanes.values()) {
      for (const { session } of lane.idle.splice(0)) this.#end(lane, session);
    }
    if (this.#sessions > 0) await this.#drained.promise;
    await Promise.all(this.#ending);
  }

  /** Resolves with a session to be reused, or with undefined and the right to open one. */
  #enter(lane: Lane): Session | undefined | Promise<Session | undefined> {
    const idle = lane.idle.pop();
    if (idle) return idle.session;
    if (lane.sessions < this.#limits.perHop) {
      if (this.#sessions >= this.#limits.total) this.#evict();
      if (this.#sessions < this.#limits.total) return void this.#count(lane, 1);
    }
    if (this.#waiting >= this.#limits.queue) {
      throw new PoolFull(`Cannot queue another message: ${this.#waiting} wait already`);
    }
    this.#waiting++;
    this.#lanes.set(lane.key, lane);
    return new Promise((resolve) => lane.waiting.push(resolve));
  }

  #leave(lane: Lane, session: Session | undefined): void {
    const reusable = session?.alive && session.transactions < this.#limits.messages &&
      !this.#closing.signal.aborted;
    if (!session || !reusable) return this.#end(lane, session);
    const next = lane.waiting.shift();
    if (next) {
      this.#waiting--;
      return next(session);
    }
    lane.idle.push({ session, since: this.#clock.now() });
    if (this.#waiting > 0) this.#evict();
    this.#sweep();
  }

  /** Ends a session, so that whoever waits for room can open one. */
  #end(lane: Lane, session: Session | undefined): void {
    if (session) this.#retire(session);
    this.#count(lane, -1);
    for (const other of this.#lanes.values()) {
      if (this.#waiting === 0 || this.#sessions >= this.#limits.total) break;
      if (other.sessions >= this.#limits.perHop) continue;
      const next = other.waiting.shift();
      if (!next) continue;
      this.#waiting--;
      this.#lanes.delete(other.key); // To the end of the line: no hop starves another one.
      this.#count(other, 1);
      next(undefined);
    }
  }

  #retire(session: Session): void {
    const ending = session.quit().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** Ends the session of any hop that has been without work longest in its lane. */
  #evict(): void {
    for (const lane of this.#lanes.values()) {
      const idle = lane.idle.shift();
      if (idle) return this.#end(lane, idle.session);
    }
  }

  #count(lane: Lane, change: 1 | -1): void {
    lane.sessions += change;
    this.#sessions += change;
    const unused = lane.sessions === 0 && lane.waiting.length === 0;
    if (unused) this.#lanes.delete(lane.key);
    else this.#lanes.set(lane.key, lane);
    if (this.#sessions === 0 && this.#closing.signal.aborted) this.#drained.resolve();
  }

  /** Ends sessions as their time comes, as long as there are any without work. */
  async #sweep(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      for (let next = this.#endIdle(); next < Infinity; next = this.#endIdle()) {
        await this.#clock.until(next, this.#closing.signal);
      }
    } catch {
      // The pool is being closed.
    } finally {
      this.#sweeping = false;
    }
  }

  /** Ends the sessions whose time has come; the instant at which the next one's will. */
  #endIdle(): Instant {
    let next = Infinity;
    for (const lane of this.#lanes.values()) {
      for (let oldest = lane.idle[0]; oldest; oldest = lane.idle[0]) {
        const until = oldest.since + this.#limits.idle;
        next = Math.min(next, until);
        if (until > this.#clock.now()) break;
        lane.idle.shift();
        this.#end(lane, oldest.session);
      }
    }
    return next;
  }
}
