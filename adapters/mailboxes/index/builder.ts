/**
 * Lets the index follow the log, without standing in the way of mail.
 *
 * @module
 */
import { othersTurn } from "../../clock.ts";
import { type Clock, SECOND } from "../../../events/instant.ts";
import type { MailboxEvent } from "../../../events/mailbox.ts";
import { keyOf } from "../../../events/projections/projection.ts";
import type { Position, Recorded } from "../../../events/store.ts";
import type { ReadOnlyStorage } from "../../storage/storage.ts";
import type { Intake } from "./intake.ts";
import type { IndexLog } from "./protocol.ts";
import { isDamage } from "./schema.ts";
import type { IndexTables, NewMessage } from "./tables.ts";

/** How long new events gather before they are taken in together, in milliseconds. */
const GATHERING = 250;

/** Events that are read at once. */
const PAGE = 200;

/** For how long messages are read before what they are is written, in milliseconds. */
const SLICE = 25;

/** How long to wait after a failure, a full disk for instance. */
const AFTER_FAILURE = 10 * SECOND;

/** How many events behind the head the index is when the log of operation hears of it. */
const FAR_BEHIND = 10_000;

/** How often it hears of the progress then. */
const BETWEEN_REPORTS = 30 * SECOND;

/** Someone who waits until the index has reached a position. */
interface Waiting {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Follows the log from the checkpoint on. */
export class IndexBuilder {
  readonly #tables: IndexTables;
  readonly #intake: Intake;
  readonly #storage: ReadOnlyStorage;
  readonly #clock: Clock;
  readonly #log: IndexLog;
  readonly #closing = new AbortController();
  /** Ends the pause of this moment. */
  #pausing = new AbortController();
  /** As long as someone waits there are no pauses. */
  #waiting: Waiting[] = [];
  /** Events that have been read and not taken in. */
  #page: readonly Recorded[] = [];
  #position: Position;
  #nextReport: number | null = null;

  /** @param clock a steady one: it measures work and pauses */
  constructor(intake: Intake, storage: ReadOnlyStorage, clock: Clock, log: IndexLog) {
    this.#tables = intake.tables;
    this.#intake = intake;
    this.#storage = storage;
    this.#clock = clock;
    this.#log = log;
    this.#position = this.#tables.checkpoint().position;
  }

  /**
   * Takes in the log, then what is new in it, until it is closed.
   *
   * @throws {Error} when the index is damaged
   */
  async run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const start = this.#clock.now();
      try {
        const behind = await this.#step();
        const spent = this.#clock.now() - start;
        // Half of a core at the most: the other half is for the mail.
        await this.#pause(behind ? spent : Math.max(spent, GATHERING));
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        if (isDamage(error)) throw error;
        this.#log("index.failed", { reason: String(error) });
        for (const { reject } of this.#waiting.splice(0)) reject(error);
        this.#page = [];
        this.#position = this.#tables.checkpoint().position;
        await this.#pause(AFTER_FAILURE);
      }
    }
  }

  /** Resolves when everything that the log holds now has been taken in; rejects when that fails. */
  async catchUp(): Promise<void> {
    const position = await this.#storage.events.head();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ position, resolve, reject });
    this.#pausing.abort();
    await promise;
  }

  /** Stops after the work of this moment. Whoever still waits is let go. */
  close(): void {
    this.#closing.abort();
    this.#pausing.abort();
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** Does a little. Returns whether there is more to do at once. */
  async #step(): Promise<boolean> {
    if (this.#page.length === 0) {
      this.#page = await this.#storage.events.readAll(this.#position, PAGE);
      await this.#report();
    }
    if (this.#page.length > 0) {
      await this.#takeInSlice();
      return this.#page.length > 0;
    }
    if (this.#intake.sweep()) return true;
    this.#letGo();
    return false;
  }

  async #takeInSlice(): Promise<void> {
    const end = this.#clock.now() + SLICE;
    const messages: NewMessage[] = [];
    const purged = new Set<string>();
    let taken = 0;
    for (const recorded of this.#page) {
      taken++;
      const event = recorded.event as MailboxEvent;
      const mailbox = keyOf(recorded.stream);
      if (event.type === "mailbox.purged") purged.add(mailbox);
      if (event.type !== "mailbox.stored" || this.#tables.has(mailbox, event.uid)) continue;
      const message = await this.#intake.read(mailbox, event.uid, event.content);
      if (message) messages.push(message);
      if (this.#clock.now() >= end) break;
    }
    const last = this.#page[taken - 1]!;
    this.#tables.takeIn(messages, { last, purged });
    this.#page = this.#page.slice(taken);
    this.#position = last.position;
  }

  async #pause(milliseconds: number): Promise<void> {
    // Others that share this thread have their turn in any case.
    await othersTurn();
    if (this.#waiting.length > 0 || this.#closing.signal.aborted) return;
    this.#pausing = new AbortController();
    try {
      await this.#clock.until(this.#clock.now() + milliseconds, this.#pausing.signal);
    } catch {
      // Someone waits, or the end has come.
    }
  }

  #letGo(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ position }) => position > this.#position);
    for (const { position, resolve } of waiting) if (position <= this.#position) resolve();
  }

  /** Tells how far a long way has been gone. */
  async #report(): Promise<void> {
    const now = this.#clock.now();
    if (this.#nextReport !== null && now < this.#nextReport && this.#page.length > 0) return;
    const head = await this.#storage.events.head();
    const fields = { position: this.#position, head };
    if (head - this.#position >= FAR_BEHIND) {
      this.#log("index.building", fields);
      this.#nextReport = now + BETWEEN_REPORTS;
    } else if (this.#nextReport !== null && this.#page.length === 0) {
      this.#log("index.built", fields);
      this.#nextReport = null;
    }
  }
}
