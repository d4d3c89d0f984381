/**
 * Finds the streams whose wake instant has come. The store alone knows the instants; in memory
 * there is only the next time to ask it.
 *
 * @module
 */
import { type Clock, type Instant, MINUTE, SECOND } from "../events/instant.ts";
import type { Due, EventStore, StreamId } from "../events/store.ts";

/** Streams looked at together. */
const BATCH = 500;
/** How long a fault keeps the loop from asking the store, or a stream, again. */
const PAUSE_AFTER_FAULT = 5 * SECOND;

/** The wake loop. */
export class Wakes {
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #log: (event: string, fields: Record<string, unknown>) => void;
  readonly #wake: (stream: StreamId) => Promise<void>;
  readonly #trusted: () => boolean;
  readonly #owes: (due: Due, now: Instant) => boolean;
  readonly #stop = new AbortController();
  #next: Instant = 0;
  #alarm = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  /**
   * @param wake looks at one stream and moves its wake instant.
   * @param trusted Whether the clock tells the right time. While it does not nothing is woken: a
   *   deadline that passes too early is certified and cannot be taken back.
   * @param owes whether a stream of that wake instant may owe something already.
   */
  constructor(
    store: EventStore,
    clock: Clock,
    log: (event: string, fields: Record<string, unknown>) => void,
    wake: (stream: StreamId) => Promise<void>,
    trusted: () => boolean,
    owes: (due: Due, now: Instant) => boolean,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#wake = wake;
    this.#trusted = trusted;
    this.#owes = owes;
  }

  /** Wakes every stream that owes something now, whatever its instant, then those that fall due. */
  async start(): Promise<void> {
    if (this.#trusted()) await this.#wakeAll();
    this.#loop = this.#run();
  }

  /** Resolves once no stream is being woken any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#alarm.abort();
    await this.#loop;
  }

  /** Makes sure that the store is asked at `instant` at the latest. */
  expect(instant: Instant): void {
    if (instant >= this.#next) return;
    this.#next = instant;
    this.#alarm.abort();
  }

  /** After a restart no lease of an earlier run counts: nobody performs its effects. */
  async #wakeAll(): Promise<void> {
    const now = this.#clock.now();
    const all = (await this.#store.due(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
      .filter((due) => this.#owes(due, now));
    for (let start = 0; start < all.length; start += BATCH) {
      await Promise.all(all.slice(start, start + BATCH).map(({ stream }) => this.#wakeOne(stream)));
    }
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#round();
      } catch (error) {
        this.#log("wakes.failed", { reason: String(error) });
        this.#next = this.#clock.now() + PAUSE_AFTER_FAULT;
      }
      this.#alarm = new AbortController();
      if (this.#stop.signal.aborted) return;
      await this.#clock.until(this.#next, this.#alarm.signal).catch(() => {});
    }
  }

  async #round(): Promise<void> {
    if (!this.#trusted()) {
      this.#next = this.#clock.now() + PAUSE_AFTER_FAULT;
      return;
    }
    await this.#wakeDue();
    // Set before the store is asked: an instant that is expected meanwhile must not get lost.
    this.#next = this.#clock.now() + MINUTE;
    this.#next = Math.min(await this.#store.nextWake() ?? Infinity, this.#next);
  }

  async #wakeDue(): Promise<void> {
    const due = await this.#store.due(this.#clock.now(), BATCH);
    await Promise.all(due.map(({ stream }) => this.#wakeOne(stream)));
  }

  /** A stream that cannot be woken must neither hold the others up nor be asked without a pause. */
  async #wakeOne(stream: StreamId): Promise<void> {
    try {
      await this.#wake(stream);
    } catch (error) {
      this.#log("wake.failed", { stream, reason: String(error) });
      await this.#store.setWake(stream, this.#clock.now() + PAUSE_AFTER_FAULT)
        .catch((fault) => this.#log("wake.failed", { stream, reason: String(fault) }));
    }
  }
}
