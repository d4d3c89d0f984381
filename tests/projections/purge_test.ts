/**
 * The bytes of deleted messages leave the disk when nothing needs them any more.
 *
 * @module
 */
import { expect } from "expect";
import { mailbox } from "../../actors/mailbox.ts";
import { Runtime } from "../../actors/runtime.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { HOUR } from "../../events/instant.ts";
import type { SmallBlob } from "../../events/rope.ts";
import { noise, submitted, write } from "../contracts/samples.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { entry } from "../actors/mailbox_samples.ts";

const ANNA = "anna@alfa.example";
const KEPT = 24 * HOUR;

/** A storage with messages that are called after their content. */
class Bench {
  readonly clock: SimulatedClock;
  readonly storage: Storage;
  readonly runtime: Runtime;
  readonly #blobs = new Map<string, string>();

  constructor(clock: SimulatedClock, storage: Storage) {
    this.clock = clock;
    this.storage = storage;
    this.runtime = new Runtime({ store: storage.events, clock, log: () => {} });
    this.runtime.register({ actor: mailbox });
  }

  /** Stores messages, each of a large blob of its own and a small one that all share. */
  async store(key: string, ...names: readonly string[]): Promise<void> {
    const shared = await write(this.storage.blobs, noise(10, 999));
    this.#blobs.set("shared", shared.rope[0]!.blob);
    for (const name of names) {
      const { rope } = await write(this.storage.blobs, noise(70_000, name.charCodeAt(0)));
      this.#blobs.set(name, rope[0]!.blob);
      const content = [...rope, ...shared.rope];
      const messages = [{ ...entry(`${name} ${this.clock.now()}`), content, size: 70_010 }];
      await this.#send(key, { type: "store", messages, quota: null }, shared.small);
    }
  }

  async remove(...uids: readonly number[]): Promise<void> {
    await this.#send(ANNA, { type: "remove", uids, keepUntil: this.clock.now() + KEPT });
  }

  async #send(
    key: string,
    command: Parameters<typeof mailbox.decide>[1],
    blobs: readonly SmallBlob[] = [],
  ): Promise<void> {
    const { refusal } = await this.runtime.send(mailbox, key, command, blobs);
    expect(refusal).toBe(null);
  }

  /** Lets time pass and the mailbox purge; then which blobs a collection has left. */
  async left(time: number): Promise<readonly string[]> {
    this.clock.advance(time);
    await this.#send(ANNA, { type: "elapse" });
    this.clock.advance(1);
    await this.storage.blobs.collect(this.clock.now());
    const names = [...this.#blobs.keys()].sort();
    const sizes = await Promise.all(
      names.map((name) => this.storage.blobs.sizeOf(this.#blobs.get(name)!)),
    );
    return names.filter((_, index) => sizes[index] !== null);
  }
}

function purging(test: (bench: Bench) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const clock = new SimulatedClock();
      const storage = await openStorage(folder, clock);
      const bench = new Bench(clock, storage);
      try {
        await test(bench);
      } finally {
        await bench.runtime.stop();
        await storage.close();
      }
    });
}

Deno.test(
  "a purged message's blob is collected, what others share stays",
  purging(async (bench) => {
    await bench.store(ANNA, "a", "b");
    await bench.remove(1);
    expect(await bench.left(KEPT - 1)).toEqual(["a", "b", "shared"]);
    expect(await bench.left(1)).toEqual(["b", "shared"]);
    await bench.remove(2);
    expect(await bench.left(KEPT + HOUR)).toEqual([]);
    // The same bytes come again.
    await bench.store(ANNA, "a");
    expect(await bench.left(KEPT)).toEqual(["a", "shared"]);
  }),
);

Deno.test(
  "copies, equal messages and those that can still be brought back keep their blob",
  purging(async (bench) => {
    await bench.store(ANNA, "a", "b", "c");
    const copy = { type: "copy", from: 1, to: 4, uids: [1], quota: 1e9 } as const;
    await bench.runtime.send(mailbox, ANNA, copy);
    bench.clock.advance(1);
    await bench.store(ANNA, "b");
    await bench.remove(1, 2);
    bench.clock.advance(HOUR);
    await bench.remove(3);
    expect(await bench.left(KEPT - HOUR)).toEqual(["a", "b", "c", "shared"]);
    expect(await bench.left(HOUR)).toEqual(["a", "b", "shared"]);
  }),
);

Deno.test(
  "what another mailbox or a message in transit needs stays",
  purging(async (bench) => {
    await bench.store(ANNA, "a", "b", "c");
    await bench.store("bruno@alfa.example", "a");
    const content = bench.storage.mailboxes.content(ANNA, 2)!;
    const events = [submitted("1", content)];
    const stream = "outgoing-1@alfa.example";
    await bench.storage.events.append({ stream, expectedVersion: 0, events, wake: null });
    await bench.remove(1, 2, 3);
    expect(await bench.left(KEPT)).toEqual(["a", "b", "shared"]);
    expect(bench.storage.mailboxes.vanished(ANNA, 1, 0)).toEqual([1, 2, 3]);
  }),
);
