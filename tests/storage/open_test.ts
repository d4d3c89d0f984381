/**
 * Opening a data folder, and what is tidied up then.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { openStorage, openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { MissingBlob } from "../../events/store.ts";
import { gather, noise, outgoing, submitted, write } from "../contracts/samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { namesIn, withFolder, withStorage } from "./temporary.ts";

const clock = new SimulatedClock();

function change(folder: string, sql: string): void {
  using database = new DatabaseSync(databaseFile(folder));
  database.exec(sql);
}

Deno.test("a schema of a newer release is refused", () =>
  withFolder(async (folder) => {
    await withStorage(folder, () => Promise.resolve());
    change(folder, "PRAGMA user_version = 3");
    const message = "Cannot open the storage: its schema is version 3, this release knows 2";
    await expect(openStorage(folder, clock)).rejects.toThrow(message);
    await expect(openStorageReadOnly(folder, clock)).rejects.toThrow(message);
  }));

Deno.test("a folder that cannot be used is refused", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(databaseFile(folder));
    await expect(openStorage(folder, clock)).rejects.toThrow("unable to open database file");
    await expect(openStorageReadOnly(`${folder}/missing`, clock)).rejects.toThrow();
  }));

Deno.test("a storage is read beside the process that writes", () =>
  withFolder(async (folder) => {
    await withStorage(folder, async (storage) => {
      const reader = await openStorageReadOnly(folder, clock);
      const bytes = noise(100, 1);
      const { rope, small } = await write(storage.blobs, bytes);
      const events = [submitted("1", rope)];
      const append = { stream: outgoing("1"), expectedVersion: 0, events, blobs: small, wake: 3 };
      await storage.events.append(append);
      await storage.projected();
      expect(await reader.events.head()).toBe(1);
      expect(await reader.events.nextWake()).toBe(3);
      expect(await reader.queries.listMessages(10)).toEqual(await storage.queries.listMessages(10));
      expect(await reader.blobs.sizeOf(rope[0]!.blob)).toBe(100);
      expect(await gather(reader.blobs.read(rope))).toEqual(bytes);
      await reader.close();
    });
    const reader = await openStorageReadOnly(folder, clock);
    expect(await reader.events.head()).toBe(1);
    await reader.close();
  }));

Deno.test("a clean close leaves one database file", () =>
  withFolder(async (folder) => {
    await withStorage(folder, async ({ events }) => {
      await events.append({
        stream: outgoing("1"),
        expectedVersion: 0,
        events: [submitted("1")],
        wake: null,
      });
    });
    expect(namesIn(folder)).toEqual(["blobs", "events.db"]);
  }));

Deno.test("left over temporary files are removed, those of a living process are not", () =>
  withFolder(async (folder) => {
    await withStorage(folder, async ({ blobs }) => {
      const writer = blobs.create();
      await writer.write(noise(100_000, 1));
      const [living] = namesIn(`${folder}/blobs/incoming`);
      await Deno.writeFile(`${folder}/blobs/incoming/left-over`, noise(10, 1));
      await withStorage(folder, () => Promise.resolve());
      expect(namesIn(`${folder}/blobs/incoming`)).toEqual([living]);
      const { rope } = await writer.end();
      expect(await gather(blobs.read(rope))).toEqual(noise(100_000, 1));
      expect(namesIn(`${folder}/blobs/incoming`)).toEqual([]);
    });
  }));

Deno.test("a file of a blob that a crash kept from being registered is collected", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ blobs }) => {
      const { rope } = await write(blobs, noise(100_000, 1));
      const prefix = rope[0]!.blob.slice(0, 2);
      const orphan = prefix + "0".repeat(62);
      await Deno.writeFile(`${folder}/blobs/${prefix}/${orphan}`, noise(10, 1));
      await blobs.collect(0);
      expect(namesIn(`${folder}/blobs/${prefix}`)).toEqual([rope[0]!.blob]);
    })
  ));

Deno.test("a large blob whose file is gone is missing, one whose file is cut is an error", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ blobs }) => {
      const { rope } = await write(blobs, noise(100_000, 1));
      const name = rope[0]!.blob;
      const file = `${folder}/blobs/${name.slice(0, 2)}/${name}`;
      await Deno.truncate(file, 90_000);
      await expect(gather(blobs.read(rope))).rejects.toThrow("its file ends 10000 bytes too early");
      await Deno.remove(file);
      await expect(gather(blobs.read(rope))).rejects.toBeInstanceOf(MissingBlob);
    })
  ));
