/**
 * What a crash leaves is gone on with; what is not as it was signed stops everything.
 *
 * @module
 */
import { expect } from "expect";
import { LogFault } from "../../adapters/notary/fault.ts";
import { openLogFolder } from "../../adapters/notary/log_folder.ts";
import type { NotaryPorts } from "../../adapters/notary/notary.ts";
import { repair } from "../../adapters/notary/repair.ts";
import { PAGE } from "../../adapters/notary/growth.ts";
import { flipped, MemoryLog } from "../merkle/memory_tree.ts";
import {
  append,
  change,
  type Desk,
  failingAfter,
  fileOf,
  filesIn,
  newSigner,
  withDesk,
} from "./desk.ts";

/** The files of the tree with so many of a store's entries. */
function treeFiles({ storage: { log } }: Desk, size: number): ReadonlyMap<string, Uint8Array> {
  const tree = new MemoryLog();
  tree.grow(log.commitments(0, size));
  return tree.files;
}

/** Requires that the files of the latest head are there, and that it is the one published. */
function requireComplete(desk: Desk, size: number): void {
  const files = filesIn(desk.folder);
  const wanted = treeFiles(desk, size);
  for (const [path, bytes] of wanted) expect([path, files.get(path)]).toEqual([path, bytes]);
  const head = desk.storage.log.latestHead();
  expect(head?.size).toBe(size);
  expect(files.get("checkpoint")).toEqual(head!.note);
}

/** Stops a notary at every step of the way in turn, and has another one go on. */
async function crashEverywhere(before: number, after: number): Promise<number> {
  let steps = 0;
  for (let complete = false; !complete; steps++) {
    await withDesk(async (desk) => {
      const { storage, notary, ports } = desk;
      await append(storage, before);
      await notary().advance();
      await append(storage, after);
      const folder = failingAfter(ports.folder, steps);
      complete = await notary({ folder }).advance().then(() => true, () => false);
      // The next one comes after a restart, and after more events.
      await append(storage, 3);
      const head = await notary({ folder: openLogFolder(desk.folder) }).advance();
      requireComplete(desk, before + after + 3);
      const heads = storage.log.heads(0, 100);
      expect(heads.map(({ size }) => size)).toContain(head!.size);
    });
  }
  return steps;
}

for (const [before, after] of [[3, 4], [200, 100], [255, 1], [500, 20]] as const) {
  Deno.test(`from ${before} to ${before + after} events, a crash after any file is gone on from`, async () => {
    expect(await crashEverywhere(before, after)).toBeGreaterThan(3);
  });
}

Deno.test("a crash in the second page leaves whole files that the next notary writes again", () =>
  withDesk(async (desk) => {
    const { storage, notary, ports } = desk;
    await append(storage, 2 * PAGE);
    const folder = failingAfter(ports.folder, 40);
    await expect(notary({ folder }).advance()).rejects.toThrow("the disk is full");
    expect(storage.log.latestHead()).toBe(null);
    const left = filesIn(desk.folder);
    expect(left.size).toBe(40);
    for (const [path, bytes] of left) expect(treeFiles(desk, 2 * PAGE).get(path)).toEqual(bytes);
    await notary().advance();
    requireComplete(desk, 2 * PAGE);
  }));

Deno.test("a crash before and after a head is stored leaves one head of its size", () =>
  withDesk(async (desk) => {
    const { storage, notary } = desk;
    await append(storage, 9);
    const crash = (stores: boolean): NotaryPorts["storage"] => ({
      log: storage.log,
      async addHead(after, head) {
        if (stores) await storage.addHead(after, head);
        throw new Error("Cannot go on: crash");
      },
    });
    await expect(notary({ storage: crash(false) }).advance()).rejects.toThrow("crash");
    expect(storage.log.latestHead()).toBe(null);
    // Stored and not published, as far as this notary came.
    await notary({ storage: crash(true) }).advance();
    const stored = storage.log.latestHead();
    desk.ports.clock.advance(1000);
    expect(await notary().advance()).toEqual(stored);
    requireComplete(desk, 9);
    expect(storage.log.heads(0, 9).length).toBe(1);
  }));

Deno.test("the head that is signed again after a crash is the same, octet for octet", () =>
  withDesk(async ({ storage, notary }) => {
    await append(storage, 300);
    const notes: Uint8Array[] = [];
    const forgetting: NotaryPorts["storage"] = {
      log: storage.log,
      addHead: (_after, { note }) => {
        notes.push(note);
        return Promise.reject(new Error("crash"));
      },
    };
    for (let time = 0; time < 2; time++) {
      await notary({ storage: forgetting }).advance().catch(() => {});
    }
    expect((await notary().advance())!.note).toEqual(notes[0]);
    expect(notes[1]).toEqual(notes[0]);
  }));

Deno.test("what a crash has left on its way is cleared away; what somebody writes is not", () =>
  withDesk(async ({ folder }) => {
    const [left, open] = ["left", "open"].map((name) => fileOf(folder, `incoming/${name}`));
    await Deno.writeTextFile(left!, "half a ti");
    using file = await Deno.open(open!, { create: true, write: true });
    await file.lock(true);
    openLogFolder(folder);
    expect([...filesIn(folder).keys()]).toEqual(["incoming/open"]);
  }));

/** Requires that a notary refuses, signs nothing, and says why. */
async function refused({ storage, notary, alarms }: Desk, why: string | RegExp): Promise<void> {
  await append(storage, 1);
  const before = storage.log.latestHead();
  const error = await notary().advance().catch((error) => error);
  expect(error).toBeInstanceOf(LogFault);
  expect(error.message).toMatch(why);
  expect(await notary().attempt()).toBe(false);
  expect(alarms.at(-1)).toMatch(why);
  expect(alarms.at(-1)).toMatch("log.fault: LogFault: Cannot extend the log:");
  expect(storage.log.latestHead()).toEqual(before);
}

const quiet = () => {};

/** Each with a head of 700 events: the files that a new head stands on. */
for (const path of ["tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/002.p/188"]) {
  for (
    const [what, spoil] of [
      [
        "a changed bit in",
        (file: string) => Deno.writeFile(file, flipped(Deno.readFileSync(file), 77)),
      ],
      ["a short", (file: string) => Deno.truncate(file, 33)],
      ["a missing", (file: string) => Deno.remove(file)],
    ] as const
  ) {
    Deno.test(`${what} ${path} stops the notary until it is made again`, () =>
      withDesk(async (desk) => {
        const { folder, storage, notary, ports } = desk;
        await append(storage, 700);
        await notary().advance();
        await spoil(fileOf(folder, path));
        await refused(desk, "`ceralacca log repair`");
        expect(await repair(ports, quiet)).toEqual({ files: [path] });
        expect(await repair(ports, quiet)).toEqual({ files: [] });
        await notary().advance();
        requireComplete(desk, 701);
      }));
  }
}

Deno.test("any file of the past can be made again, and all of them", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, PAGE + 700);
    await notary().advance();
    const whole = filesIn(folder);
    for (const path of ["tile/0/000", "tile/0/005", "tile/entries/001", "checkpoint"]) {
      await Deno.writeFile(fileOf(folder, path), flipped(whole.get(path)!, 300));
      expect(await repair(ports, quiet)).toEqual({ files: [path] });
      expect(filesIn(folder)).toEqual(whole);
    }
    await Deno.remove(fileOf(folder, "tile"), { recursive: true });
    const reached: number[] = [];
    const { files } = await repair(ports, (entries) => reached.push(entries));
    expect(files.length).toBe(whole.size - 1);
    expect(filesIn(folder)).toEqual(whole);
    expect(reached).toEqual([PAGE, PAGE + 700]);
  }));

Deno.test("repair makes what the latest head has, not what came since", () =>
  withDesk(async ({ folder, storage, notary, ports }) => {
    await append(storage, 300);
    await notary().advance();
    const whole = filesIn(folder);
    await append(storage, 500);
    await Deno.remove(fileOf(folder, "tile"), { recursive: true });
    await repair(ports, quiet);
    expect(filesIn(folder)).toEqual(whole);
  }));

Deno.test("a commitment of the last tile that was changed stops the notary, and is not repaired", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 700);
    await notary().advance();
    const whole = filesIn(folder);
    change(folder, "UPDATE events SET commitment = zeroblob(32) WHERE position = 690");
    await refused(desk, "event 690 of the store is not what was signed. Restore");
    await expect(repair(ports, quiet)).rejects.toThrow("it is the store that was changed");
    expect(filesIn(folder)).toEqual(whole);
  }));

Deno.test("events that were lost, or changed long ago, are never made into files", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 700);
    await notary().advance();
    await Deno.remove(fileOf(folder, "tile"), { recursive: true });
    const left = filesIn(folder);
    const spoils = [
      "UPDATE events SET commitment = randomblob(32) WHERE position = 3",
      "DELETE FROM events WHERE position = 700",
    ];
    for (const sql of spoils) {
      change(folder, sql);
      await expect(repair(ports, quiet)).rejects.toThrow(
        "Cannot repair the log: the events of the store do not give the root of the head of 700",
      );
      expect(filesIn(folder)).toEqual(left);
    }
  }));

Deno.test("a stored head that the key did not sign stops the notary", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 10);
    await notary().advance();
    const other = await newSigner();
    await append(storage, 1);
    await expect(notary({ signer: other }).advance()).rejects.toThrow("signed with another key");
    await expect(repair({ ...ports, signer: other }, quiet)).rejects
      .toThrow("is not one that this key signed");
    change(folder, "UPDATE tree_heads SET root = zeroblob(32)");
    await Deno.remove(fileOf(folder, "checkpoint"));
    await refused(desk, "the store's head of 10 events is not one that this key signed");
  }));

Deno.test("a damaged checkpoint stops the notary until it is published again", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 10);
    await notary().advance();
    const checkpoint = fileOf(folder, "checkpoint");
    await Deno.writeFile(checkpoint, flipped(Deno.readFileSync(checkpoint), 150));
    await refused(desk, "the published checkpoint is damaged");
    expect(await repair(ports, quiet)).toEqual({ files: ["checkpoint"] });
    await notary().advance();
    requireComplete(desk, 11);
  }));

Deno.test("a store that was put back to an earlier day signs nothing a second time", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 10);
    await notary().advance();
    await append(storage, 10);
    await notary().advance();
    const published = filesIn(folder);
    change(
      folder,
      "DELETE FROM events WHERE position > 10; DELETE FROM event_keys WHERE position > 10;" +
        "DELETE FROM tree_heads WHERE size > 10",
    );
    await refused(desk, "the published head covers 20 events, the latest one of the store 10");
    await expect(repair(ports, quiet)).rejects.toThrow("events are lost");
    change(folder, "DELETE FROM tree_heads");
    await refused(desk, "covers 20 events, the latest one of the store 0");
    expect(filesIn(folder)).toEqual(published);
  }));

Deno.test("a published head of the same size and of another past stops the notary", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 10);
    const { note } = (await notary().advance())!;
    change(folder, "DELETE FROM tree_heads; UPDATE events SET commitment = zeroblob(32)");
    await Deno.remove(fileOf(folder, "checkpoint"));
    await notary().advance();
    await Deno.writeFile(fileOf(folder, "checkpoint"), note);
    await refused(desk, "the published head of 10 events is not the store's");
    // Nor when the other past has grown since.
    await append(storage, 5);
    await Deno.remove(fileOf(folder, "checkpoint"));
    await notary().advance();
    await Deno.writeFile(fileOf(folder, "checkpoint"), note);
    await refused(desk, "the published head of 10 events is not the store's");
    await expect(repair(ports, quiet)).rejects.toThrow("is not the store's");
  }));
