/**
 * Contract: following the log, and wake instants.
 *
 * @module
 */
import { expect } from "expect";
import { SECOND } from "../../events/instant.ts";
import type { EventStore } from "../../events/store.ts";
import type { Register } from "./event_store.ts";
import { answered, outgoing, submitted } from "./samples.ts";

function append(store: EventStore, key: string, wake: number | null = null): Promise<number> {
  const events = [submitted(key), answered(`<${key}>`)];
  return store.append({ stream: outgoing(key), expectedVersion: 0, events, wake });
}

/** Registers the tests of following and waking. */
export function followContract(register: Register): void {
  register("a follower sees every event once, in order, the old and the new", async ({ open }) => {
    const { store } = await open();
    await append(store, "1");
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const { position } of store.follow(1, stop.signal)) {
        seen.push(position);
        if (position === 40) stop.abort();
      }
    })();
    for (let key = 2; key <= 10; key++) await append(store, String(key));
    await Promise.all(Array.from({ length: 10 }, (_, index) => append(store, `many-${index}`)));
    await following;
    expect(seen).toEqual(Array.from({ length: 39 }, (_, index) => index + 2));
  });

  register("a follower sees what another process appends", async ({ open, clock }) => {
    const { store } = await open();
    const other = await open();
    const stop = new AbortController();
    const events = store.follow(0, stop.signal)[Symbol.asyncIterator]();
    const first = events.next();
    await clock.waitedFor();
    await append(other.store, "1");
    clock.advance(SECOND);
    expect((await first).value).toMatchObject({ position: 1, stream: outgoing("1") });
    expect((await events.next()).value).toMatchObject({ position: 2 });
    const end = events.next();
    stop.abort();
    expect((await end).done).toBe(true);
  });

  register("who follows streams hears of each event's stream, other processes' too", async (
    { open, clock },
  ) => {
    const { store } = await open();
    const other = await open();
    await append(store, "before");
    const head = await append(store, "old");
    const stop = new AbortController();
    const streams = store.followStreams(head, stop.signal)[Symbol.asyncIterator]();
    // The second event of the append that `head` is the first of.
    expect((await streams.next()).value).toBe(outgoing("old"));
    const next = streams.next();
    await clock.waitedFor();
    await append(other.store, "new");
    clock.advance(SECOND);
    expect((await next).value).toBe(outgoing("new"));
    expect((await streams.next()).value).toBe(outgoing("new"));
    const end = streams.next();
    stop.abort();
    expect((await end).done).toBe(true);
  });

  register("a follower ends when the store is closed", async ({ open, clock }) => {
    const { store, close } = await open();
    const events = store.follow(0, new AbortController().signal)[Symbol.asyncIterator]();
    const next = events.next();
    await clock.waitedFor();
    await close();
    expect((await next).done).toBe(true);
  });

  register("streams are due in the order of their wake instants", async ({ open }) => {
    const { store } = await open();
    await append(store, "1", 300);
    await append(store, "2", 100);
    await append(store, "3", null);
    await append(store, "4", 200);
    expect(await store.nextWake()).toBe(100);
    expect(await store.due(99, 10)).toEqual([]);
    expect(await store.due(200, 10)).toEqual([
      { stream: outgoing("2"), wake: 100 },
      { stream: outgoing("4"), wake: 200 },
    ]);
    expect(await store.due(1_000, 1)).toEqual([{ stream: outgoing("2"), wake: 100 }]);
  });

  register("the latest wake instant of a stream is the valid one", async ({ open }) => {
    const { store } = await open();
    await append(store, "1", 100);
    await store.setWake(outgoing("1"), 400);
    expect(await store.due(1_000, 10)).toEqual([{ stream: outgoing("1"), wake: 400 }]);
    const more = { stream: outgoing("1"), expectedVersion: 2, events: [answered("<b>")] };
    await store.append({ ...more, wake: 500 });
    expect(await store.nextWake()).toBe(500);
    await store.setWake(outgoing("1"), null);
    expect(await store.nextWake()).toBe(null);
    expect(await store.due(1_000, 10)).toEqual([]);
  });
}
