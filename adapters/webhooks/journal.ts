/**
 * How far deliveries have come: `operational.db` remembers it, a second or so late. After a crash
 * some deliveries are made twice, and none is left out.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { Operational } from "../storage/operational.ts";
import type { Outcome } from "./post.ts";

/** Statements for `openOperational`. */
export const WEBHOOK_TABLES: readonly string[] = [
  // cursor: every entry up to it is delivered, given up, or among the retries.
  `CREATE TABLE IF NOT EXISTS webhook_progress (
    webhook TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL,
    failing_since INTEGER,
    replay_cursor INTEGER,
    replay_until INTEGER
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS webhook_retries (
    webhook TEXT NOT NULL,
    entry INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (webhook, entry)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS webhook_deliveries (
    number INTEGER PRIMARY KEY,
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER,
    error TEXT,
    duration INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX IF NOT EXISTS webhook_deliveries_of_webhook ON webhook_deliveries (webhook)`,
];

/** How far an endpoint has come. */
export interface Progress {
  /** An entry of the feed: it and those before it are settled. */
  readonly cursor: number;
  /** Since when nothing but failures have come; null where the last delivery was taken. */
  readonly failingSince: Instant | null;
  readonly replay: Replay | null;
}

/** Entries that are delivered once more. */
export interface Replay {
  readonly cursor: number;
  /** The last of them. */
  readonly until: number;
}

/** A delivery that will be tried again. */
export interface Retry {
  /** Of the feed. */
  readonly entry: number;
  readonly attempts: number;
  readonly next: Instant;
}

/** An attempt, as its owner can look it up. */
export interface Delivery extends Pick<Outcome, "status" | "error" | "duration"> {
  readonly number: number;
  /** The id of the event. */
  readonly event: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly at: Instant;
}

/** Attempts that are remembered of each endpoint. */
const MOST_DELIVERIES = 1000;
/** Changes that are held in memory at the most. */
const MOST_PENDING = 1000;

/** The memory of all endpoints of a world. */
export class Journal {
  readonly #operational: Operational;
  #pending: (readonly [sql: string, ...parameters: (string | number | null)[]])[] = [];
  readonly #progress = new Map<string, Progress>();
  readonly #attempted = new Set<string>();

  constructor(operational: Operational) {
    this.#operational = operational;
  }

  /** How far an endpoint has come; null where nothing is known of it. */
  progressOf(webhook: string): Progress | null {
    this.flush();
    const row = this.#statement("SELECT * FROM webhook_progress WHERE webhook = ?").get(webhook);
    if (!row) return null;
    const replay = row["replay_cursor"] === null
      ? null
      : { cursor: Number(row["replay_cursor"]), until: Number(row["replay_until"]) };
    const failingSince = row["failing_since"] as number | null;
    return { cursor: Number(row["cursor"]), failingSince, replay };
  }

  /** What is to be tried again, the soonest first. */
  retriesOf(webhook: string): readonly Retry[] {
    this.flush();
    return this.#statement(
      "SELECT entry, attempts, next FROM webhook_retries WHERE webhook = ? ORDER BY next",
    ).all(webhook).map((row) => ({ ...row }) as unknown as Retry);
  }

  /** Up to `limit` attempts before a number, the latest first. */
  deliveriesOf(webhook: string, before: number, limit: number): readonly Delivery[] {
    this.flush();
    return this.#statement(
      `SELECT number, event, attempt, at, status, error, duration FROM webhook_deliveries
      WHERE webhook = ? AND number < ? ORDER BY number DESC LIMIT ?`,
    ).all(webhook, before, limit).map((row) => ({ ...row }) as unknown as Delivery);
  }

  /** The webhooks of which anything is remembered. */
  known(): readonly string[] {
    this.flush();
    // A test may have been under way when its webhook was deleted.
    return this.#statement(
      "SELECT webhook FROM webhook_progress UNION SELECT webhook FROM webhook_deliveries",
    ).all()
      .map((row) => String(row["webhook"]));
  }

  setProgress(webhook: string, progress: Progress): void {
    this.#progress.set(webhook, progress);
  }

  setRetry(webhook: string, { entry, attempts, next }: Retry): void {
    const sql = `INSERT INTO webhook_retries (webhook, entry, attempts, next) VALUES (?, ?, ?, ?)
      ON CONFLICT (webhook, entry) DO UPDATE SET attempts = excluded.attempts, next = excluded.next`;
    this.#later(sql, webhook, entry, attempts, next);
  }

  removeRetry(webhook: string, entry: number): void {
    this.#later("DELETE FROM webhook_retries WHERE webhook = ? AND entry = ?", webhook, entry);
  }

  addDelivery(webhook: string, delivery: Omit<Delivery, "number">): void {
    const { event, attempt, at, status, error, duration } = delivery;
    const sql = `INSERT INTO webhook_deliveries
      (webhook, event, attempt, at, status, error, duration) VALUES (?, ?, ?, ?, ?, ?, ?)`;
    this.#attempted.add(webhook);
    this.#later(sql, webhook, event, attempt, at, status, error, duration);
  }

  /** Forgets all about a webhook. */
  forget(webhook: string): void {
    this.flush();
    this.#operational.transaction(() => {
      for (const table of ["webhook_progress", "webhook_retries", "webhook_deliveries"]) {
        this.#statement(`DELETE FROM ${table} WHERE webhook = ?`).run(webhook);
      }
    });
  }

  /** Writes down what has changed, all of it or nothing. */
  flush(): void {
    if (this.#pending.length === 0 && this.#progress.size === 0) return;
    this.#operational.transaction(() => {
      for (const [sql, ...parameters] of this.#pending) this.#statement(sql).run(...parameters);
      for (const webhook of this.#attempted) this.#trim(webhook);
      for (const [webhook, progress] of this.#progress) this.#write(webhook, progress);
    });
    this.#pending = [];
    this.#attempted.clear();
    this.#progress.clear();
  }

  #later(sql: string, ...parameters: (string | number | null)[]): void {
    this.#pending.push([sql, ...parameters]);
    if (this.#pending.length >= MOST_PENDING) this.flush();
  }

  #write(webhook: string, { cursor, failingSince, replay }: Progress): void {
    this.#statement(
      `INSERT OR REPLACE INTO webhook_progress
      (webhook, cursor, failing_since, replay_cursor, replay_until) VALUES (?, ?, ?, ?, ?)`,
    ).run(webhook, cursor, failingSince, replay?.cursor ?? null, replay?.until ?? null);
  }

  #trim(webhook: string): void {
    this.#statement(
      `DELETE FROM webhook_deliveries WHERE webhook = ?1 AND number <= (SELECT number
      FROM webhook_deliveries WHERE webhook = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)`,
    ).run(webhook, MOST_DELIVERIES);
  }

  #statement(sql: string) {
    return this.#operational.statements.of(sql);
  }
}
