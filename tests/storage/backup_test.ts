/**
 * A backup holds what its source held at one instant; each run brings it up to date.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../adapters/clock.ts";
import { backUp } from "../../adapters/storage/sqlite/backup/backup.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { blobFile } from "../../adapters/storage/files.ts";
import { outgoing, submitted } from "../contracts/samples.ts";
import { appends } from "../projections/history.ts";
import {
  backUpInto,
  clock,
  contentOf,
  expectBeginning,
  filesOf,
  restoreInto,
  rowsOf,
  signHead,
  submit,
  submitMany,
  watch,
} from "./backup_bench.ts";
import { namesIn, withFolder, withStorage } from "./temporary.ts";

const appender = new URL("./appender.ts", import.meta.url).pathname;

/** Runs `test` with a folder in which there are a data folder with a history, and room. */
async function withData(test: (data: string, folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const data = `${folder}/data`;
    await withStorage(data, async ({ events }) => {
      for (const append of appends()) await events.append(append);
    });
    await submitMany(data, "first", 20);
    await signHead(data);
    await test(data, folder);
  });
}

/** Runs `work` while another process appends to a data folder without a pause, then kills it. */
async function whileWriting(data: string, work: () => Promise<void>): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", appender, data, "busy", "90000"],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.getReader();
  await lines.read();
  try {
    await work();
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await lines.cancel();
  }
}

/** The octets of all files of a folder, so that something can be looked for in them. */
function octetsOf(folder: string): string {
  const files = [...Deno.readDirSync(folder)].map(({ name, isDirectory }) =>
    isDirectory ? octetsOf(`${folder}/${name}`) : Deno.readFileSync(`${folder}/${name}`).toHex()
  );
  return files.join(" ");
}

Deno.test("what is backed up, added to, backed up again and restored is the same", () =>
  withData(async (data, folder) => {
    const backup = `${folder}/backup`;
    const first = backUpInto(data, backup);
    const all = rowsOf(data, "SELECT max(position) AS last FROM events")[0]!["last"];
    expect(first.description).toMatchObject({
      format: "ceralacca/backup/1",
      schema: 2,
      provider: "alfa.example",
      made: new Date(clock.now()).toISOString(),
      events: all,
      head: { size: all },
    });
    await submitMany(data, "second", 700);
    await signHead(data);
    const second = backUpInto(data, backup);
    expect(second.description.events).toBe(Number(all) + 700);
    expect(JSON.parse(await Deno.readTextFile(`${backup}/backup.json`))).toEqual(
      second.description,
    );
    expect(namesIn(backup)).toEqual(["backup.json", "backup.lock", "blobs", "events.db", "log"]);
    const extent = await restoreInto(backup, `${folder}/restored`);
    expect(extent.last).toBe(second.description.events);
    expect(await contentOf(`${folder}/restored`)).toEqual(await contentOf(data));
    expect(namesIn(folder)).toEqual(["backup", "data", "restored"]);
  }));

Deno.test("a backup takes only what is new", () =>
  withData(async (data, folder) => {
    const backup = `${folder}/backup`;
    const copied = { blobs: 0, events: 0 };
    const run = () => {
      Object.assign(copied, { blobs: 0, events: 0 });
      backUp({
        source: data,
        folder: backup,
        provider: "alfa.example",
        now: () => clock.now(),
        watch: { ...watch, blob: () => copied.blobs++, event: () => copied.events++ },
        readBack: () => {},
      });
      return { ...copied };
    };
    expect(run().events).toBeGreaterThan(20);
    expect(run()).toEqual({ blobs: 0, events: 0 });
    await submitMany(data, "second", 10);
    expect(run()).toEqual({ blobs: 10, events: 10 });
  }));

Deno.test("each backup that is made while another process writes can be restored", () =>
  withData(async (data, folder) => {
    const restored: string[] = [];
    await whileWriting(data, async () => {
      for (let round = 0; round < 4; round++) {
        const { description } = backUpInto(data, `${folder}/backup`);
        const target = `${folder}/restored-${round}`;
        expect((await restoreInto(`${folder}/backup`, target)).last).toBe(description.events);
        restored.push(target);
        const next = systemClock.now() + 150;
        await systemClock.until(next);
      }
    });
    const counts = [];
    for (const target of restored) counts.push(await expectBeginning(target, data));
    expect(new Set(counts).size).toBe(4);
  }));

Deno.test("what was erased and what was collected is nowhere in the backup's files", () =>
  withData(async (data, folder) => {
    const backup = `${folder}/backup`;
    const large = await withStorage(data, (storage) => submit(storage, "erased", 90_000));
    const [key] = rowsOf(
      data,
      `SELECT k.* FROM event_keys k JOIN events e USING (position)
      WHERE stream = '${outgoing("erased")}'`,
    ) as [{ position: number; commitment_key: string; data_key: string }];
    backUpInto(data, backup);
    expect(octetsOf(backup)).toContain(key.data_key);
    expect(octetsOf(backup)).toContain(key.commitment_key);
    expect(filesOf(backup)).toHaveProperty([`blobs/${large.slice(0, 2)}/${large}`]);
    {
      using database = new DatabaseSync(databaseFile(data));
      database.exec(`PRAGMA secure_delete = ON;
        DELETE FROM event_keys WHERE position = ${key.position};
        DELETE FROM blobs WHERE sha256 = '${large}'`);
    }
    await Deno.remove(blobFile(data, large));
    expect(backUpInto(data, backup).copied.destroyed).toBe(1);
    expect(octetsOf(backup)).not.toContain(key.data_key);
    expect(octetsOf(backup)).not.toContain(key.commitment_key);
    expect(filesOf(backup)).not.toHaveProperty([`blobs/${large.slice(0, 2)}/${large}`]);
    await restoreInto(backup, `${folder}/restored`);
    await withStorage(`${folder}/restored`, async ({ events }) => {
      const [recorded] = await events.readStream(outgoing("erased"), 0, 1);
      expect(recorded?.event.type).toBe("event.erased");
    });
  }));

Deno.test("what is collected while it is copied is not wanted any more", () =>
  withData(async (data, folder) => {
    await submitMany(data, "many", 150);
    let copied = 0;
    const { description } = backUp({
      source: data,
      folder: `${folder}/backup`,
      provider: "alfa.example",
      now: () => clock.now(),
      watch: {
        ...watch,
        blob() {
          if (copied++ > 0) return;
          // One that comes late in their order, so that its turn has not come yet.
          using database = new DatabaseSync(databaseFile(data));
          database.exec("DELETE FROM blobs WHERE sha256 = (SELECT max(sha256) FROM blobs)");
        },
      },
      readBack: (faults) => expect([...faults]).toEqual([]),
    });
    const blobs = "SELECT sha256 FROM blobs ORDER BY sha256";
    expect(copied).toBe(rowsOf(data, blobs).length);
    expect(rowsOf(`${folder}/backup`, blobs)).toEqual(rowsOf(data, blobs));
    expect(rowsOf(data, "SELECT max(position) AS events FROM events"))
      .toEqual([{ events: description.events }]);
  }));

Deno.test("the folder of another log, or of anything else, is refused and left as it is", () =>
  withData(async (data, folder) => {
    const backup = `${folder}/backup`;
    backUpInto(data, backup);
    const held = () =>
      ["events", "event_keys", "blobs", "tree_heads"]
        .map((table) => rowsOf(backup, `SELECT * FROM ${table}`));
    const before = held();
    const refused = "It is the backup of another provider, or of a log that was changed since";
    const beta = `${folder}/beta`;
    await submitMany(beta, "beta", 200);
    expect(() => backUpInto(beta, backup)).toThrow(refused);
    await signHead(beta);
    expect(() => backUpInto(beta, backup)).toThrow(`its head of size`);
    const short = `${folder}/short`;
    await submitMany(short, "short", 1);
    expect(() => backUpInto(short, backup)).toThrow("the provider has fewer");
    await Deno.remove(`${data}/events.db`);
    await withStorage(data, async ({ events }) => {
      for (const append of appends()) await events.append(append);
    });
    await submitMany(data, "first", 30);
    expect(() => backUpInto(data, backup)).toThrow(refused);
    expect(held()).toEqual(before);
    expect(() => backUpInto(data, beta)).toThrow("it holds something else than a backup");
  }));

Deno.test("a rewritten event after the latest head is noticed as well", () =>
  withData(async (data, folder) => {
    await submitMany(data, "late", 3);
    backUpInto(data, `${folder}/backup`);
    {
      using database = new DatabaseSync(databaseFile(data));
      database.exec(`UPDATE events SET commitment = randomblob(32)
        WHERE position = (SELECT max(position) - 1 FROM events)`);
    }
    expect(() => backUpInto(data, `${folder}/backup`)).toThrow(/its event \d+ is another one/);
  }));

Deno.test("two backups into one folder do not meet", () =>
  withData((data, folder) => {
    const backup = `${folder}/backup`;
    backUpInto(data, backup);
    using lock = Deno.openSync(`${backup}/backup.lock`, { write: true });
    lock.lockSync(true);
    expect(() => backUpInto(data, backup)).toThrow("another process is using it");
    return Promise.resolve();
  }));

Deno.test("what is damaged at the source is named, and the rest is there", () =>
  withData(async (data, folder) => {
    const large = await withStorage(data, (storage) => submit(storage, "damaged", 90_000));
    const small = await withStorage(data, (storage) => submit(storage, "changed", 90));
    await Deno.writeFile(blobFile(data, large), new Uint8Array(90_000));
    {
      using database = new DatabaseSync(databaseFile(data));
      database.exec(`UPDATE blobs SET bytes = zeroblob(90) WHERE sha256 = '${small}'`);
    }
    const damaged: string[] = [];
    const run = () =>
      backUp({
        source: data,
        folder: `${folder}/backup`,
        provider: "alfa.example",
        now: () => clock.now(),
        watch: { ...watch, damaged: (what) => damaged.push(what) },
        readBack: (faults) => expect([...faults]).toEqual([]),
      });
    run();
    expect(damaged.toSorted()).toEqual([`blob ${large}`, `blob ${small}`].toSorted());
    run();
    expect(damaged.length).toBe(4);
    const [{ blobs }] = rowsOf(data, "SELECT count(*) AS blobs FROM blobs") as [{ blobs: number }];
    expect(rowsOf(`${folder}/backup`, "SELECT count(*) AS blobs FROM blobs"))
      .toEqual([{ blobs: blobs - 2 }]);
  }));

Deno.test("what cannot be read back as it was written is named", () =>
  withData(async (data, folder) => {
    const large = await withStorage(data, (storage) => submit(storage, "large", 90_000));
    await withStorage(data, async ({ events }) => {
      await events.append({
        stream: outgoing("last"),
        expectedVersion: 0,
        events: [submitted("last")],
        wake: null,
      });
    });
    {
      using database = new DatabaseSync(databaseFile(data));
      database.exec(`UPDATE events SET data = zeroblob(length(data))
        WHERE stream = '${outgoing("last")}'`);
    }
    const found: string[] = [];
    backUp({
      source: data,
      folder: `${folder}/backup`,
      provider: "alfa.example",
      now: () => clock.now(),
      watch,
      readBack: (faults) => {
        Deno.writeFileSync(blobFile(`${folder}/backup`, large), new Uint8Array(90_000));
        found.push(...faults);
      },
    });
    const [{ last }] = rowsOf(data, "SELECT max(position) AS last FROM events") as [
      { last: number },
    ];
    expect(found).toEqual([`blob ${large}`, `event ${last}`]);
  }));
