/**
 * Heads of a log at work: each covers everything, none contradicts another, whoever signs.
 *
 * @module
 */
import { expect } from "expect";
import { newLogKey, openLogKey } from "../../adapters/keys/log_key.ts";
import { openCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { verifyConsistency } from "../../adapters/merkle/proofs.ts";
import { PAGE } from "../../adapters/notary/growth.ts";
import { type LogFolder, openLogFolder } from "../../adapters/notary/log_folder.ts";
import { proofsAt } from "../../adapters/notary/proofs.ts";
import { random } from "../../adapters/opening/random.ts";
import type { StoredHead } from "../../adapters/storage/log.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Clock, Instant } from "../../events/instant.ts";
import { MemoryLog } from "../merkle/memory_tree.ts";
import { append, type Desk, fileOf, filesIn, ORIGIN, signer, withDesk } from "./desk.ts";

/** The tree of a store's entries, by other means. */
function treeOf({ log }: Storage, size: number): MemoryLog {
  const tree = new MemoryLog();
  tree.grow(log.commitments(0, size));
  return tree;
}

/** Every head: signed, of the entries as they are, consistent with the one before it. */
async function checkHeads({ storage: { log }, ports }: Desk): Promise<readonly StoredHead[]> {
  const heads = log.heads(0, 10_000);
  const tree = new MemoryLog();
  for (const [at, { size, root, note }] of heads.entries()) {
    const grown = tree.grow(log.commitments(tree.size, size - tree.size));
    expect(grown).toEqual({ size, root });
    const opened = await openCheckpoint(note, { origin: ORIGIN, keys: [signer.key] });
    expect(opened).toMatchObject({ head: { size, root }, extensions: [] });
    const before = heads[at - 1];
    if (!before) continue;
    const proof = proofsAt(ports.folder.read, heads[at]!).consistency(before.size);
    expect(verifyConsistency(before, heads[at]!, proof)).toBe(true);
  }
  return heads;
}

Deno.test("an empty log has no head, and no files", () =>
  withDesk(async ({ folder, notary }) => {
    expect(await notary().advance()).toBe(null);
    expect([...filesIn(folder).keys()]).toEqual([]);
  }));

Deno.test("a head covers every event, is stored and published; without news there is no other", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    await append(storage, 5);
    const head = await notary().advance();
    expect(head).toMatchObject({ size: 5, at: ports.clock.now() });
    expect(storage.log.latestHead()).toEqual(head);
    expect(filesIn(folder).get("checkpoint")).toEqual(head!.note);
    const before = filesIn(folder);
    ports.clock.advance(5000);
    expect(await notary().advance()).toEqual(head);
    expect(filesIn(folder)).toEqual(before);
    await append(storage, 1);
    expect(await notary().advance()).toMatchObject({ size: 6, at: ports.clock.now() });
    expect((await checkHeads(desk)).map(({ size }) => size)).toEqual([5, 6]);
  }));

Deno.test("in steps of any size the files become those of the whole tree", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary } = desk;
    for (const step of [1, 2, 250, 3, 1, 255, 1, 511, 2, 300]) {
      await append(storage, step);
      await notary().advance();
    }
    const heads = await checkHeads(desk);
    const wanted = treeOf(storage, heads.at(-1)!.size);
    const found = filesIn(folder);
    for (const [path, bytes] of wanted.files) {
      expect([path, found.get(path)]).toEqual([path, bytes]);
    }
    // What is there besides are partial files that no full one has replaced yet.
    for (const path of found.keys()) {
      if (path === "checkpoint" || wanted.files.has(path)) continue;
      expect(path).toMatch(/\.p\/\d+$/);
      expect(found.has(path.replace(/\.p\/.*$/, ""))).toBe(false);
    }
  }));

for (const rest of [1000, 156]) {
  const size = 100 + 2 * PAGE + rest;
  Deno.test(`${size} events, most at once, take several pages and no file more than they must`, () =>
    withDesk(async (desk) => {
      const { folder, storage, notary } = desk;
      await append(storage, 100);
      await notary().advance();
      await append(storage, size - 100);
      expect(await notary().advance()).toMatchObject({ size });
      await checkHeads(desk);
      expect([...filesIn(folder).keys()].sort())
        .toEqual(["checkpoint", ...treeOf(storage, size).files.keys()].sort());
    }));
}

Deno.test("two notaries at once on one folder never sign two heads of a size, nor contradict", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary, ports } = desk;
    const other = await openStorage(folder, ports.clock);
    try {
      const notaries = [notary(), notary({ storage: other, folder: openLogFolder(folder) })];
      for (let round = 0; round < 25; round++) {
        await append(round % 2 === 0 ? storage : other, round * 13 % 40 + 1);
        const working = [...notaries, notary()].map((each) => each.advance());
        await append(other, 2);
        const heads = await Promise.all(working);
        for (const head of heads) expect(storage.log.heads(head!.size - 1, 1)).toEqual([head]);
      }
      await notaries[0]!.advance();
    } finally {
      await other.close();
    }
    const heads = await checkHeads(desk);
    expect(heads.length).toBeGreaterThan(24);
    expect(filesIn(folder).get("checkpoint")).toEqual(heads.at(-1)!.note);
    expect([...filesIn(folder).keys()].filter((path) => path.startsWith("incoming/"))).toEqual([]);
  }));

Deno.test("whoever comes second takes the head of the one who was quicker", () =>
  withDesk(async (desk) => {
    const { folder, storage, notary } = desk;
    await append(storage, 7);
    const quicker = notary();
    const slow: Pick<Storage, "log" | "addHead"> = {
      log: storage.log,
      async addHead(after, head) {
        await quicker.advance();
        return await storage.addHead(after, head);
      },
    };
    await append(storage, 3);
    const head = await notary({ storage: slow }).advance();
    expect(head).toEqual(storage.log.latestHead());
    expect((await checkHeads(desk)).map(({ size }) => size)).toEqual([10]);
    expect(filesIn(folder).get("checkpoint")).toEqual(head!.note);
  }));

Deno.test("a file that cannot be written since another notary was quicker is no fault", () =>
  withDesk(async (desk) => {
    const { storage, notary, ports } = desk;
    await append(storage, 7);
    const quicker = notary();
    const folder: LogFolder = {
      ...ports.folder,
      async write(files) {
        if (storage.log.latestHead()) return await ports.folder.write(files);
        await quicker.advance();
        throw new Error("Cannot write: the folder is gone");
      },
    };
    expect(await notary({ folder }).advance()).toMatchObject({ size: 7 });
    await checkHeads(desk);
  }));

Deno.test("calls at the same time wait for one another", () =>
  withDesk(async ({ storage, notary }) => {
    await append(storage, 4);
    const one = notary();
    const first = one.advance();
    await append(storage, 4);
    // Whoever asked after the second append gets a head that covers it.
    expect(await one.advance()).toMatchObject({ size: 8 });
    await first;
  }));

Deno.test("at work, a notary looks every two seconds; after a fault, in a minute", () =>
  withDesk(async ({ storage, notary, ports, alarms }) => {
    const stop = new AbortController();
    const rest = new Rest(ports.clock);
    let works = true;
    const folder: LogFolder = {
      ...ports.folder,
      write: (files) => works ? ports.folder.write(files) : Promise.reject(new Error("full")),
    };
    const running = notary({ clock: rest, folder }).run(stop.signal);
    for (const size of [3, 6, 9]) {
      expect(await rest.next()).toBe(2000);
      await append(storage, 3);
      ports.clock.advance(1999);
      expect(storage.log.latestHead()?.size ?? 0).toBe(size - 3);
      works = size < 9;
      ports.clock.advance(1);
    }
    expect(await rest.next()).toBe(60_000);
    expect(alarms).toEqual(["log.fault: Error: full"]);
    expect(storage.log.latestHead()).toMatchObject({ size: 6 });
    works = true;
    ports.clock.advance(60_000);
    expect(await rest.next()).toBe(2000);
    expect(storage.log.latestHead()).toMatchObject({ size: 9 });
    stop.abort();
    await running;
    expect(alarms.length).toBe(1);
  }));

/** A clock that tells when, and for how long, somebody rests. */
class Rest implements Clock {
  readonly #clock: Clock;
  #rests = Promise.withResolvers<number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): Instant {
    return this.#clock.now();
  }

  until(instant: Instant, signal?: AbortSignal): Promise<void> {
    const rest = this.#clock.until(instant, signal);
    this.#rests.resolve(instant - this.now());
    return rest;
  }

  /** Resolves with the milliseconds of the next rest. */
  async next(): Promise<number> {
    const milliseconds = await this.#rests.promise;
    this.#rests = Promise.withResolvers();
    return milliseconds;
  }
}

Deno.test("a log that was given another name goes on from the heads of its former one", () =>
  withDesk(async ({ folder, storage, notary, ports }) => {
    const pem = newLogKey(random);
    const [former, later] = await Promise.all(
      ["alfa.example/log", "alfa.example/log2"].map((origin) => openLogKey(pem, origin)),
    );
    await append(storage, 10);
    const before = (await notary({ signer: former! }).advance())!;
    await append(storage, 300);
    const after = (await notary({ signer: later! }).advance())!;
    expect(after.size).toBe(310);
    const opened = openCheckpoint(after.note, { origin: later!.key.name, keys: [later!.key] });
    expect((await opened).head.root).toEqual(after.root);
    const proof = proofsAt(ports.folder.read, after).consistency(10);
    expect(verifyConsistency(before, after, proof)).toBe(true);
    expect(filesIn(folder).get("checkpoint")).toEqual(after.note);
  }));

Deno.test("a checkpoint that was not published is published, though nothing is new", () =>
  withDesk(async ({ folder, storage, notary }) => {
    await append(storage, 4);
    const head = await notary().advance();
    await Deno.remove(fileOf(folder, "checkpoint"));
    expect(await notary().advance()).toEqual(head);
    expect(filesIn(folder).get("checkpoint")).toEqual(head!.note);
  }));
