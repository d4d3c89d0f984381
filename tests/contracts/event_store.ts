/**
 * What every event store and blob store must do. A store takes part by saying how it is opened.
 *
 * @module
 */
import type { Clock, Instant } from "../../events/instant.ts";
import type { BlobStore, EventStore } from "../../events/store.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { appendContract } from "./append_contract.ts";
import { blobContract } from "./blob_contract.ts";
import { followContract } from "./follow_contract.ts";

/** A store in use. */
export interface OpenedStore {
  readonly store: EventStore;
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

/** Where a store keeps its data. */
export interface Place {
  /** Opens the store; several times at once for several processes. */
  open(clock: Clock): Promise<OpenedStore>;
  /** Removes the data. */
  remove(): Promise<void>;
}

/** A store that is put to the test. */
export interface Trial {
  readonly clock: WatchedClock;
  /** Opens the store once more. */
  open(): Promise<OpenedStore>;
}

/** A simulated clock that tells when somebody waits for it. */
export class WatchedClock extends SimulatedClock {
  #watchers: (() => void)[] = [];
  #waits = 0;

  /** Resolves once somebody waits; at once where somebody has begun to since the last call. */
  async waitedFor(): Promise<void> {
    if (this.#waits === 0) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    this.#waits = 0;
  }

  override until(instant: Instant, signal?: AbortSignal): Promise<void> {
    this.#waits++;
    for (const watcher of this.#watchers.splice(0)) watcher();
    return super.until(instant, signal);
  }
}

/**
 * Registers the contract's tests for a store.
 *
 * @param place makes a new, empty place
 * @param add registers one test; it is the store's own file that calls `Deno.test`, because
 *   reports name a test after the file that registered it
 */
export function eventStoreContract(
  name: string,
  place: () => Promise<Place>,
  add: (title: string, test: () => Promise<void>) => void,
): void {
  const register = (title: string, test: (trial: Trial) => Promise<void>) =>
    add(`${name}: ${title}`, async () => {
      const here = await place();
      const clock = new WatchedClock();
      const opened: OpenedStore[] = [];
      try {
        await test({
          clock,
          async open() {
            const store = await here.open(clock);
            opened.push(store);
            return store;
          },
        });
      } finally {
        for (const store of opened) await store.close();
        await here.remove();
      }
    });
  appendContract(register);
  followContract(register);
  blobContract(register);
}

/** Registers one test. */
export type Register = (title: string, test: (trial: Trial) => Promise<void>) => void;
