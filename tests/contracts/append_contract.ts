/**
 * Contract: appending and reading.
 *
 * @module
 */
import { expect } from "expect";
import { MissingBlob, VersionConflict } from "../../events/store.ts";
import type { Register } from "./event_store.ts";
import { answered, eventsOf, outgoing, stored, submitted, write } from "./samples.ts";

const missing = { blob: "0".repeat(64), offset: 0, length: 1 };

/** Registers the tests of appending and reading. */
export function appendContract(register: Register): void {
  register("an empty log is at 0", async ({ open }) => {
    const { store } = await open();
    expect(await store.head()).toBe(0);
    expect(await store.readAll(0, 10)).toEqual([]);
    expect(await store.readStream(outgoing("1"), 0, 1000)).toEqual([]);
    expect(await store.nextWake()).toBe(null);
  });

  register("an append resolves with the position of its first event", async ({ open }) => {
    const { store } = await open();
    const stream = outgoing("1");
    const events = [submitted("1"), answered("<a>")];
    expect(await store.append({ stream, expectedVersion: 0, events, wake: null })).toBe(1);
    const more = { stream, expectedVersion: 2, events: [answered("<b>")], wake: null };
    expect(await store.append(more)).toBe(3);
    expect(await store.readStream(stream, 0, 1000)).toEqual([
      { position: 1, stream, version: 1, event: events[0] },
      { position: 2, stream, version: 2, event: events[1] },
      { position: 3, stream, version: 3, event: answered("<b>") },
    ]);
    expect(await store.readStream(stream, 2, 100)).toEqual([
      { position: 3, stream, version: 3, event: answered("<b>") },
    ]);
    expect(await store.head()).toBe(3);
  });

  register("a stream is read in pages, and others have their turn in between", async ({ open }) => {
    const { store } = await open();
    const stream = outgoing("1");
    const events = ["<a>", "<b>", "<c>"].map(answered);
    await store.append({ stream, expectedVersion: 0, events, wake: null });
    const turns: string[] = [];
    const other = new Promise<void>((resolve) =>
      setImmediate(() => {
        turns.push("other");
        resolve();
      })
    );
    const versions = async (after: number) =>
      (await store.readStream(stream, after, 2)).map(({ version }) => version);
    expect(await versions(0)).toEqual([1, 2]);
    expect(await versions(2)).toEqual([3]);
    turns.push("read");
    await other;
    expect(turns).toEqual(["other", "read"]);
    expect(await versions(3)).toEqual([]);
  });

  register("of two racing appends one succeeds", async ({ open }) => {
    const { store } = await open();
    const race = await Promise.allSettled(["<a>", "<b>"].map((messageId) =>
      store.append({
        stream: outgoing("1"),
        expectedVersion: 0,
        events: [answered(messageId)],
        wake: null,
      })
    ));
    expect(race.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    const reason = (race[1] as PromiseRejectedResult).reason;
    expect(reason).toBeInstanceOf(VersionConflict);
    expect(reason).toMatchObject({ stream: outgoing("1"), expectedVersion: 0 });
    expect(eventsOf(await store.readStream(outgoing("1"), 0, 1000))).toEqual([answered("<a>")]);
  });

  register("a version ahead of the stream is a conflict too", async ({ open }) => {
    const { store } = await open();
    const ahead = { stream: outgoing("1"), expectedVersion: 1, events: [answered("<a>")] };
    await expect(store.append({ ...ahead, wake: null })).rejects.toBeInstanceOf(VersionConflict);
    expect(await store.head()).toBe(0);
  });

  register("failing appends leave their neighbours and no gaps", async ({ open }) => {
    const { store } = await open();
    const attempt = (key: string, expectedVersion: number, events = [submitted(key)]) =>
      store.append({ stream: outgoing(key), expectedVersion, events, wake: 5 });
    const invalid = { ...submitted("5"), recipients: [] };
    const outcomes = await Promise.allSettled([
      attempt("1", 0),
      attempt("2", 7),
      attempt("3", 0, [submitted("3"), submitted("3", [missing])]),
      attempt("4", 0, [submitted("4"), answered("<4>")]),
      attempt("5", 0, [answered("<5>"), invalid]),
      attempt("6", 0, []),
      attempt("7", 0),
    ]);
    expect(outcomes.map(({ status }) => status[0])).toEqual(["f", "r", "r", "f", "r", "r", "f"]);
    const log = await store.readAll(0, 100);
    expect(log.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    expect(log.map(({ stream }) => stream)).toEqual(["1", "4", "4", "7"].map(outgoing));
    expect((await store.due(5, 10)).map(({ stream }) => stream))
      .toEqual(["1", "4", "7"].map(outgoing));
  });

  register("an event that is no data is refused, and the store goes on", async ({ open }) => {
    const { store } = await open();
    const append = { stream: outgoing("1"), expectedVersion: 0, wake: null };
    const events = [{ ...submitted("1"), subject: () => "" }];
    await expect(store.append({ ...append, events })).rejects.toThrow();
    expect(await store.append({ ...append, events: [submitted("1")] })).toBe(1);
  });

  register("an event may not refer to a blob that is not stored", async ({ open }) => {
    const { store, blobs } = await open();
    const { rope, small } = await write(blobs, new TextEncoder().encode("ciao"));
    const append = (content: typeof rope) =>
      store.append({
        stream: "mailbox-anna@alfa.example",
        expectedVersion: 0,
        events: [stored(1, content)],
        wake: null,
      });
    await expect(append(rope)).rejects.toBeInstanceOf(MissingBlob);
    await expect(append([missing])).rejects.toBeInstanceOf(MissingBlob);
    await store.append({
      stream: outgoing("1"),
      expectedVersion: 0,
      events: [submitted("1", rope)],
      blobs: small,
      wake: null,
    });
    expect(await append(rope)).toBe(2);
  });

  register("the log is read in pages", async ({ open }) => {
    const { store } = await open();
    const events = Array.from({ length: 10 }, (_, index) => answered(`<${index}>`));
    await store.append({ stream: outgoing("1"), expectedVersion: 0, events, wake: null });
    const pages = [];
    for (let after = 0;;) {
      const page = await store.readAll(after, 4);
      if (page.length === 0) break;
      pages.push(page.map(({ position }) => position));
      after = page.at(-1)!.position;
    }
    expect(pages).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]);
  });

  register("appends to 200 streams at once are all there", async ({ open }) => {
    const { store } = await open();
    const keys = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(keys.map(async (key) => {
      const stream = outgoing(key);
      await store.append({ stream, expectedVersion: 0, events: [submitted(key)], wake: null });
      const events = [answered("<a>"), answered("<b>")];
      await store.append({ stream, expectedVersion: 1, events, wake: null });
    }));
    const log = await store.readAll(0, 1_000);
    expect(log.map(({ position }) => position))
      .toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    for (const key of keys) {
      const stream = await store.readStream(outgoing(key), 0, 1000);
      expect(stream.map(({ version }) => version)).toEqual([1, 2, 3]);
      expect(stream[2]!.position).toBe(stream[1]!.position + 1);
    }
  });

  register("two processes append to one log", async ({ open }) => {
    const opened = [await open(), await open()];
    await Promise.all(
      opened.flatMap(({ store }, process) =>
        Array.from({ length: 40 }, (_, index) => {
          const key = `${process}.${index}`;
          const events = [submitted(key)];
          return store.append({ stream: outgoing(key), expectedVersion: 0, events, wake: null });
        })
      ),
    );
    const shared = { stream: outgoing("shared"), expectedVersion: 0, wake: null };
    const race = await Promise.allSettled(
      opened.map(({ store }) => store.append({ ...shared, events: [submitted("shared")] })),
    );
    expect(race.filter(({ status }) => status === "fulfilled").length).toBe(1);
    for (const { store } of opened) {
      const log = await store.readAll(0, 1_000);
      expect(log.map(({ position }) => position))
        .toEqual(Array.from({ length: 81 }, (_, index) => index + 1));
    }
  });

  register("what was appended is there after reopening", async ({ open }) => {
    const first = await open();
    const { rope, small } = await write(first.blobs, new TextEncoder().encode("ciao"));
    const append = { stream: outgoing("1"), expectedVersion: 0, events: [submitted("1", rope)] };
    await first.store.append({ ...append, blobs: small, wake: 7 });
    const before = await first.store.readAll(0, 10);
    await first.close();
    const { store, blobs } = await open();
    expect(await store.readAll(0, 10)).toEqual(before);
    expect(await store.nextWake()).toBe(7);
    expect(await blobs.sizeOf(rope[0]!.blob)).not.toBeNull();
  });

  register("a closed store takes nothing and finishes what it has taken", async ({ open }) => {
    const first = await open();
    const append = (key: string) =>
      first.store.append({
        stream: outgoing(key),
        expectedVersion: 0,
        events: [submitted(key)],
        wake: null,
      });
    const last = append("1");
    const closed = first.close();
    await expect(append("2")).rejects.toThrow("closed");
    expect(await last).toBe(1);
    await closed;
    expect(await (await open()).store.head()).toBe(1);
  });
}
