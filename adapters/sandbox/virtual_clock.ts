/**
 * The clock of the sandbox: the system's, and ahead of it by as much as partners have moved it.
 *
 * @module
 */
import { dirname } from "node:path";
import { type Clock, HOUR, type Instant } from "../../events/instant.ts";
import { syncFolder } from "../storage/files.ts";

/** How far ahead it may be in all, in milliseconds: its certificates must be valid there. */
export const FARTHEST: number = 400 * 24 * HOUR;

/** A clock that can be moved forward. How far it is ahead outlasts the process. */
export class VirtualClock implements Clock {
  readonly #clock: Clock;
  readonly #file: string;
  #offset: number;
  /** Aborted at the next move: whoever waits looks again. */
  #moved = new AbortController();

  private constructor(clock: Clock, file: string, offset: number) {
    this.#clock = clock;
    this.#file = file;
    this.#offset = offset;
  }

  /**
   * Opens the clock.
   *
   * @param clock the system's.
   * @param file where it is written how far ahead it is.
   * @throws {Error} when something else stands in the file.
   */
  static async open(clock: Clock, file: string): Promise<VirtualClock> {
    return new VirtualClock(clock, file, await readOffset(file));
  }

  /** Milliseconds by which it is ahead of the system's clock. */
  get offset(): number {
    return this.#offset;
  }

  now(): Instant {
    return this.#clock.now() + this.#offset;
  }

  async until(instant: Instant, signal?: AbortSignal): Promise<void> {
    while (instant > this.now()) {
      signal?.throwIfAborted();
      const moved = this.#moved.signal;
      const either = signal ? AbortSignal.any([signal, moved]) : moved;
      await this.#clock.until(instant - this.#offset, either).catch((reason) => {
        if (!moved.aborted) throw reason;
      });
    }
    signal?.throwIfAborted();
  }

  /**
   * Requires that it can be moved to an instant.
   *
   * @throws {RangeError} beyond {@linkcode FARTHEST}.
   */
  requireReach(instant: Instant): void {
    if (instant - this.#clock.now() <= FARTHEST) return;
    throw new RangeError("Cannot move the clock of the sandbox further ahead than 400 days in all");
  }

  /**
   * Moves it on to an instant, unless that has passed.
   *
   * @throws {RangeError} beyond {@linkcode FARTHEST}.
   */
  async move(instant: Instant): Promise<void> {
    const offset = instant - this.#clock.now();
    if (offset <= this.#offset) return;
    this.requireReach(instant);
    // Durable first: what has happened must never lie ahead of a clock that was opened again.
    await writeOffset(this.#file, offset);
    this.#offset = offset;
    const moved = this.#moved;
    this.#moved = new AbortController();
    moved.abort();
  }
}

async function readOffset(file: string): Promise<number> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
  const offset = Number(text);
  if (/^\d{1,12}\n$/.test(text) && offset <= FARTHEST) return offset;
  throw new Error(
    `Cannot use ${file}: it does not hold milliseconds up to ${FARTHEST}. Remove the folder of the ` +
      "sandbox to have a new one",
  );
}

async function writeOffset(file: string, offset: number): Promise<void> {
  using written = await Deno.open(`${file}.new`, { write: true, create: true, truncate: true });
  await written.write(new TextEncoder().encode(`${offset}\n`));
  await written.sync();
  await Deno.rename(`${file}.new`, file);
  syncFolder(dirname(file));
}
