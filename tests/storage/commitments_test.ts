/**
 * Events lie encrypted, each under its own key; the log tells their commitments and keeps heads.
 *
 * @module
 */
import { expect } from "expect";
import { createHash, createHmac } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { openStorage, openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import type { LogEntry } from "../../adapters/storage/log.ts";
import { appends, log } from "../projections/history.ts";
import { outgoing, submitted } from "../contracts/samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { withFolder, withStorage } from "./temporary.ts";

const clock = new SimulatedClock();

/** Reads the database behind the storage's back. */
function rows(folder: string, sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(databaseFile(folder));
  return database.prepare(sql).all().map((row) => ({ ...row }));
}

function change(folder: string, sql: string): void {
  using database = new DatabaseSync(databaseFile(folder));
  database.exec(sql);
}

/** A commitment made from first principles. */
function commitmentOf(entry: LogEntry): string {
  const { position, stream, version, number, form, at, data, key } = entry;
  const header = JSON.stringify([position, stream, version, number, form, at]);
  return createHmac("sha256", key!).update(`${header}\n${data}`).digest("hex");
}

async function fill(folder: string): Promise<void> {
  await withStorage(folder, async ({ events }) => {
    for (const append of appends()) await events.append(append);
  });
}

Deno.test("each entry's commitment is over the event as it is stored, under a key of its own", () =>
  withFolder(async (folder) => {
    await fill(folder);
    await withStorage(folder, async ({ log: queries, events }) => {
      const entries = queries.entries(0, 1000);
      expect(entries.map(({ position }) => position)).toEqual(log().map((_, index) => index + 1));
      for (const entry of entries) expect(entry.commitment.toHex()).toBe(commitmentOf(entry));
      expect(new Set(entries.map(({ key }) => key!.toHex())).size).toBe(entries.length);
      expect(queries.commitments(3, 2)).toEqual(entries.slice(3, 5).map((one) => one.commitment));
      expect(queries.entriesOf("incoming-0b", 1, 2)).toEqual(
        entries.filter(({ stream }) => stream === "incoming-0b").slice(1, 3),
      );
      expect(await events.readAll(0, 1000)).toEqual(log());
    });
  }));

Deno.test("no text of an event lies in the log's table", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const stored = rows(folder, "SELECT data, commitment FROM events");
    for (const { data, commitment } of stored) {
      // Words of some length: two or three octets in a row may come out of any cipher by chance.
      expect(new TextDecoder("latin1").decode(data as Uint8Array)).not.toMatch(/alfa@|sha256|":"/);
      expect((commitment as Uint8Array).length).toBe(32);
    }
    const keys = rows(folder, "SELECT commitment_key, data_key FROM event_keys")
      .flatMap((row) => Object.values(row) as Uint8Array[]);
    expect(new Set(keys.map((key) => key.toHex())).size).toBe(2 * stored.length);
  }));

Deno.test("an event with a changed bit is not read, and is named", () =>
  withFolder(async (folder) => {
    await fill(folder);
    change(folder, "UPDATE events SET data = zeroblob(length(data)) WHERE position = 5");
    await withStorage(folder, async ({ events, log }) => {
      expect(() => log.entries(4, 1)).toThrow("Cannot read event 5: its data or its key");
      await expect(events.readAll(4, 1)).rejects.toThrow("Cannot read event 5");
      expect((await events.readAll(5, 1)).length).toBe(1);
    });
  }));

Deno.test("an event whose key is gone has a place, an instant and a commitment, no more", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const [before] = await withStorage(
      folder,
      ({ log }) => Promise.resolve(log.entries(1, 1)),
    );
    change(folder, "DELETE FROM event_keys WHERE position = 2");
    await withStorage(folder, async ({ events, log }) => {
      expect(log.entries(1, 1)).toEqual([{ ...before!, data: null, key: null }]);
      const [recorded] = await events.readAll(1, 1);
      expect(recorded).toEqual({
        position: 2,
        stream: before!.stream,
        version: 2,
        event: { type: "event.erased", at: before!.at },
      });
    });
  }));

Deno.test("heads follow one another: the one that was read must still be the latest", () =>
  withFolder((folder) =>
    withStorage(folder, async (storage) => {
      const head = (size: number, note: string) => ({
        size,
        root: new Uint8Array(createHash("sha256").update(note).digest()),
        at: size * 10,
        note: new TextEncoder().encode(note),
      });
      expect(storage.log.latestHead()).toBe(null);
      expect(await storage.addHead(0, head(3, "three"))).toBe(true);
      const two = [storage.addHead(3, head(7, "seven")), storage.addHead(3, head(8, "eight"))];
      expect(await Promise.all(two)).toEqual([true, false]);
      expect(await storage.addHead(0, head(9, "nine"))).toBe(false);
      expect(await storage.addHead(7, head(7, "seven again"))).toBe(false);
      expect(await storage.addHead(7, head(5, "five"))).toBe(false);
      const notes = (heads: readonly { note: Uint8Array }[]) =>
        heads.map(({ note }) => new TextDecoder().decode(note));
      expect(notes([storage.log.latestHead()!])).toEqual(["seven"]);
      expect(notes([storage.log.headAtLeast(2)!])).toEqual(["three"]);
      expect(notes([storage.log.headAtLeast(4)!])).toEqual(["seven"]);
      expect(storage.log.headAtLeast(8)).toBe(null);
      expect(notes(storage.log.heads(0, 10))).toEqual(["three", "seven"]);
      expect(notes(storage.log.heads(3, 10))).toEqual(["seven"]);
    })
  ));

Deno.test("streams are as long as they were at a position; a boundary is where time goes on", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, log }) => {
      const append = async (key: string, version: number, ...instants: number[]) =>
        await events.append({
          stream: outgoing(key),
          expectedVersion: version,
          events: instants.map((at) => ({ ...submitted(key), at })),
          wake: null,
        });
      await append("b", 0, 100, 110);
      await append("a", 0, 120);
      // The clock was set back, and is right again.
      await append("b", 2, 90, 205);
      await append("c", 0, 150);
      const lengths = (upTo: number) =>
        [...log.lengths("outgoing", upTo)].map(({ stream, version }) => [stream, version]);
      expect(lengths(6)).toEqual([[outgoing("a"), 1], [outgoing("b"), 4], [outgoing("c"), 1]]);
      expect(lengths(4)).toEqual([[outgoing("a"), 1], [outgoing("b"), 3]]);
      expect(lengths(2)).toEqual([[outgoing("b"), 2]]);
      expect([...log.lengths("out", 6)]).toEqual([]);
      expect(log.boundary(0, 115)).toBe(2);
      expect(log.boundary(0, 200)).toBe(4);
      expect(log.boundary(5, 200)).toBe(6);
      expect(log.boundary(0, 50)).toBe(0);
    })
  ));

/** The same events in the tables of the first schema. */
function downgrade(folder: string): void {
  using database = new DatabaseSync(databaseFile(folder));
  database.exec(`
    DROP TABLE tree_heads;
    DROP TABLE event_keys;
    DROP TABLE events;
    CREATE TABLE events (
      position INTEGER PRIMARY KEY,
      stream TEXT NOT NULL,
      version INTEGER NOT NULL,
      number INTEGER NOT NULL,
      form INTEGER NOT NULL,
      at INTEGER NOT NULL,
      data TEXT NOT NULL,
      UNIQUE (stream, version)
    ) STRICT;
    PRAGMA user_version = 1`);
}

Deno.test("a log of the first schema gets its keys and commitments, and is the same log", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const entries = await withStorage(
      folder,
      ({ log }) => Promise.resolve(log.entries(0, 1000)),
    );
    downgrade(folder);
    {
      using database = new DatabaseSync(databaseFile(folder));
      const insert = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)");
      for (const { position, stream, version, number, form, at, data } of entries) {
        insert.run(position, stream, version, number, form, at, data);
      }
    }
    await expect(openStorageReadOnly(folder, clock)).rejects.toThrow("Start the provider once");
    const storage = await openStorage(folder, clock);
    const migrated = storage.log.entries(0, 1000);
    const plain = ({ key: _key, commitment: _commitment, ...rest }: LogEntry) => rest;
    expect(migrated.map(plain)).toEqual(entries.map(plain));
    for (const entry of migrated) expect(entry.commitment.toHex()).toBe(commitmentOf(entry));
    expect(await storage.events.readAll(0, 1000)).toEqual(log());
    await storage.close();
    expect(rows(folder, "PRAGMA user_version")).toEqual([{ user_version: 2 }]);
    expect(rows(folder, "SELECT name FROM sqlite_schema WHERE name LIKE 'plain%'")).toEqual([]);
  }));
