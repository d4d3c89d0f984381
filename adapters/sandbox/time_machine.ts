/**
 * Moves the time of the sandbox on so that everything happens in its order, at its instant.
 *
 * @module
 */
import { Overloaded } from "../../actors/runtime.ts";
import { type Clock, type Instant, SECOND } from "../../events/instant.ts";
import { othersTurn } from "../clock.ts";
import type { OpenProvider } from "../opening/provider.ts";
import type { Parcels } from "./parcels.ts";
import type { VirtualClock } from "./virtual_clock.ts";

/** How long the providers may be at work at one instant, in milliseconds of the process. */
const PATIENCE = 60 * SECOND;

/** What has to come along. */
export interface TimeMachineParts {
  readonly clock: VirtualClock;
  /** Of the process. */
  readonly real: Clock;
  readonly providers: readonly OpenProvider[];
  readonly parcels: Parcels;
  /** Resolves when partners can be told of all that has happened. */
  readonly told: () => Promise<void>;
}

/** A clock that can be advanced. */
export class TimeMachine implements Clock {
  readonly #parts: TimeMachineParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: TimeMachineParts) {
    this.#parts = parts;
  }

  /** Milliseconds by which the sandbox is ahead of everybody else. */
  get offset(): number {
    return this.#parts.clock.offset;
  }

  now(): Instant {
    return this.#parts.clock.now();
  }

  until(instant: Instant, signal?: AbortSignal): Promise<void> {
    return this.#parts.clock.until(instant, signal);
  }

  /**
   * Lets time pass, from one instant at which something is due to the next; resolves when all that
   * was due has happened. One call after the other.
   *
   * @throws {RangeError} beyond what the clock can be moved.
   * @throws {Overloaded} while others keep the providers at work.
   */
  advance(milliseconds: number): Promise<void> {
    const turn = this.#turn.catch(() => {}).then(() => this.#advance(milliseconds));
    this.#turn = turn;
    return turn;
  }

  async #advance(milliseconds: number): Promise<void> {
    const { clock, providers, told } = this.#parts;
    const target = clock.now() + milliseconds;
    clock.requireReach(target);
    await this.#rest();
    for (let next = await this.#next(); next < target; next = await this.#next()) {
      await clock.move(next);
      await this.#rest();
    }
    await clock.move(target);
    await this.#rest();
    await Promise.all(providers.map(({ storage }) => storage.projected()));
    await told();
  }

  /** The next instant at which something is due. */
  async #next(): Promise<Instant> {
    const { providers, parcels } = this.#parts;
    const wakes = await Promise.all(providers.map(({ storage }) => storage.events.nextWake()));
    return Math.min(...[...wakes, parcels.next()].map((instant) => instant ?? Infinity));
  }

  /** Resolves when nothing is being done, and nothing is due. */
  async #rest(): Promise<void> {
    const { providers, real } = this.#parts;
    const deadline = real.now() + PATIENCE;
    // Twice: what one provider has done, the other may have to answer.
    for (let quiet = 0; quiet < 2;) {
      for (const { provider } of providers) await provider.runtime.settled();
      quiet = await this.#next() > this.now() ? quiet + 1 : 0;
      if (real.now() > deadline) throw new Overloaded("Cannot advance: the sandbox is at work");
      await othersTurn();
    }
  }
}
