/**
 * Lets the following projections follow, without standing in the way of appends.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { othersTurn } from "../../clock.ts";
import type { Clock } from "../../../events/instant.ts";
import type { Projection } from "../../../events/projections/projection.ts";
import { follow } from "./projector.ts";
import { openForWriting } from "./schema.ts";
import { Statements } from "./statements.ts";

/**
 * How long new events gather before they are taken in together, in milliseconds: one by one they
 * would cost the appends half of their speed.
 */
const GATHERING = 200;

/** Takes new events in, a few hundred at a time. */
export class Follower {
  /** A second connection: what follows from the log need not wait for the disk. */
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #projections: readonly Projection[];
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #following = false;

  constructor(folder: string, projections: readonly Projection[], clock: Clock) {
    this.#database = openForWriting(folder, "NORMAL");
    this.#statements = new Statements(this.#database);
    this.#projections = projections;
    this.#clock = clock;
  }

  /** There may be new events. */
  notice(): void {
    if (this.#following) return;
    this.#following = true;
    void this.#follow();
  }

  /** Takes in everything that the log holds. */
  catchUp(): void {
    while (this.#advance());
  }

  /** Stops; what has not been taken in is taken in after the next start. */
  close(): void {
    this.#closing.abort();
    this.#database.close();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    try {
      await this.#clock.until(this.#clock.now() + GATHERING, signal);
      while (!signal.aborted && this.#advance()) await othersTurn();
    } catch {
      // Closed, or tried again after the next append; `catchUp` tells the error to whoever asks.
    } finally {
      this.#following = false;
    }
  }

  #advance(): boolean {
    return follow(this.#statements, this.#projections);
  }
}
