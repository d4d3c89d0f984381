/**
 * The transactions of a load: which are under way, and how long they took.
 *
 * @module
 */
import { latencyOf } from "./statistics.ts";
import type { LoadResult } from "./plan.ts";

interface Transaction {
  readonly start: number;
  /** Delivery receipts that are still to come. */
  missing: number;
}

/** Counts submissions and completions; times in milliseconds of one clock. */
export class Transactions {
  readonly #open = new Map<string, Transaction>();
  /** Receipts that were seen before the reply to the submission was read. */
  readonly #early = new Map<string, number>();
  readonly #submissions: number[] = [];
  readonly #completions: number[] = [];
  readonly #refused: Record<string, number> = {};
  readonly #free: (() => void)[] = [];
  readonly #limit: number;
  #taken = 0;
  #submitted = 0;
  #completed = 0;
  #completedInWindow = 0;
  #window: { start: number; end: number } = { start: Infinity, end: Infinity };

  constructor(limit: number | null) {
    this.#limit = limit ?? Infinity;
  }

  /** How many lack a delivery receipt. */
  get underWay(): number {
    return this.#open.size;
  }

  /** The measured time begins. */
  startMeasuring(now: number): void {
    this.#window = { start: now, end: Infinity };
  }

  /** The measured time ends. */
  stopMeasuring(now: number): void {
    this.#window = { ...this.#window, end: now };
  }

  /** Resolves when one more transaction may start. */
  async enter(): Promise<void> {
    if (this.#taken >= this.#limit) await new Promise<void>((resolve) => this.#free.push(resolve));
    else this.#taken++;
  }

  /** The server has answered 250. */
  submitted(pecId: string, recipients: number, start: number, now: number): void {
    this.#submitted++;
    if (this.#measures(now)) this.#submissions.push(now - start);
    const early = this.#early.get(pecId) ?? 0;
    this.#early.delete(pecId);
    this.#open.set(pecId, { start, missing: recipients });
    for (let count = 0; count < early; count++) this.receipt(pecId, now);
  }

  /** The server has refused. */
  refused(reply: string, now: number): void {
    this.#leave();
    if (this.#measures(now)) this.#refused[reply] = (this.#refused[reply] ?? 0) + 1;
  }

  /** A delivery receipt was seen. */
  receipt(pecId: string, now: number): void {
    const transaction = this.#open.get(pecId);
    if (!transaction) {
      this.#early.set(pecId, (this.#early.get(pecId) ?? 0) + 1);
      return;
    }
    if (--transaction.missing > 0) return;
    this.#open.delete(pecId);
    this.#completed++;
    if (this.#measures(now)) this.#completedInWindow++;
    if (this.#measures(transaction.start)) this.#completions.push(now - transaction.start);
    this.#leave();
  }

  /** What came of the load. */
  result(): Omit<LoadResult, "processorTime"> {
    return {
      seconds: (this.#window.end - this.#window.start) / 1000,
      submitted: this.#submissions.length,
      completed: this.#completedInWindow,
      refused: this.#refused,
      submission: latencyOf(this.#submissions),
      transaction: latencyOf(this.#completions),
      totalSubmitted: this.#submitted,
      totalCompleted: this.#completed,
    };
  }

  #measures(instant: number): boolean {
    return instant >= this.#window.start && instant < this.#window.end;
  }

  /** A place is handed on, so that it is never taken twice. */
  #leave(): void {
    const next = this.#free.shift();
    if (next) next();
    else this.#taken--;
  }
}
