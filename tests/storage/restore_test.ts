/**
 * What a restore makes of a backup, and how the log may go on from there.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { latestRestore, requireOrigin } from "../../adapters/storage/restored.ts";
import { restore } from "../../adapters/storage/sqlite/backup/restore.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import {
  backUpInto,
  clock,
  contentOf,
  restoreInto,
  rowsOf,
  signHead,
  submitMany,
  watch,
  WHOLE,
} from "./backup_bench.ts";
import { namesIn, withFolder, withStorage } from "./temporary.ts";

/** Runs `test` with a folder that holds a provider's data and its backup. */
async function withBackup(
  test: (folder: string, data: string, backup: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const [data, backup] = [`${folder}/data`, `${folder}/backup`];
    await submitMany(data, "first", 30);
    await signHead(data);
    backUpInto(data, backup);
    await test(folder, data, backup);
  });
}

Deno.test("a folder with something in it is not restored into", () =>
  withBackup(async (folder, data, backup) => {
    const before = await contentOf(data);
    await expect(restoreInto(backup, data)).rejects.toThrow("there is something in it");
    expect(await contentOf(data)).toEqual(before);
    await Deno.mkdir(`${folder}/empty`);
    await restoreInto(backup, `${folder}/empty`);
    expect(await contentOf(`${folder}/empty`)).toEqual(before);
  }));

Deno.test("a folder without a backup, and one that was not completed, are not restored", () =>
  withBackup(async (folder, data, backup) => {
    await expect(restoreInto(data, `${folder}/new`)).rejects.toThrow("it holds no backup");
    const description = JSON.parse(await Deno.readTextFile(`${backup}/backup.json`));
    await Deno.writeTextFile(
      `${backup}/backup.json`,
      JSON.stringify({ ...description, events: 31 }),
    );
    await expect(restoreInto(backup, `${folder}/new`)).rejects.toThrow("it holds 30 of 31 events");
    await Deno.writeTextFile(`${backup}/backup.json`, "{");
    await expect(restoreInto(backup, `${folder}/new`)).rejects.toThrow("is damaged");
    expect(namesIn(folder)).toEqual(["backup", "data"]);
  }));

Deno.test("events that do not give the signed root are not restored", () =>
  withBackup(async (folder, _data, backup) => {
    {
      using database = new DatabaseSync(databaseFile(backup));
      database.exec("UPDATE events SET commitment = randomblob(32) WHERE position = 7");
    }
    await expect(restoreInto(backup, `${folder}/new`)).rejects
      .toThrow("its events do not give the root of its latest signed head");
    expect(namesIn(folder)).toEqual(["backup", "data"]);
  }));

Deno.test("a backup is not restored while it is written to; what killed restores left goes", () =>
  withBackup(async (folder, _data, backup) => {
    await Deno.mkdir(`${folder}/new.restoring-1`);
    await Deno.writeTextFile(`${folder}/new.restoring-1/events.db`, "half");
    await Deno.mkdir(`${folder}/newer.restoring-1`);
    const lock = Deno.openSync(`${backup}/backup.lock`, { write: true });
    lock.lockSync(true);
    await expect(restoreInto(backup, `${folder}/new`)).rejects.toThrow("is being written to it");
    lock.close();
    const notes: string[] = [];
    await restore({
      backup,
      target: `${folder}/new`,
      continuation: WHOLE,
      clock,
      watch,
      note: (text) => notes.push(text),
    });
    expect(notes[0]).toContain(`Removed ${folder}/new.restoring-1,`);
    expect(namesIn(folder)).toEqual(["backup", "data", "new", "newer.restoring-1"]);
  }));

Deno.test("a restored log that is whole goes on under its name", () =>
  withBackup(async (folder, data, backup) => {
    const checkpoint = await Deno.readFile(`${data}/log/checkpoint`);
    await restoreInto(backup, `${folder}/new`, { kind: "whole", checkpoint });
    await submitMany(`${folder}/new`, "later", 5);
    await signHead(`${folder}/new`);
    expect(rowsOf(`${folder}/new`, "SELECT size FROM tree_heads")).toEqual([
      { size: 30 },
      { size: 35 },
    ]);
    expect(backUpInto(`${folder}/new`, backup).description.events).toBe(35);
  }));

Deno.test("a checkpoint of events that the backup lacks forbids to go on under the name", () =>
  withBackup(async (folder, data, backup) => {
    await submitMany(data, "lost", 2);
    await signHead(data);
    const checkpoint = await Deno.readFile(`${data}/log/checkpoint`);
    await expect(restoreInto(backup, `${folder}/new`, { kind: "whole", checkpoint })).rejects
      .toThrow("the checkpoint covers 32 events, the backup has 30");
    const beta = `${folder}/beta`;
    await submitMany(beta, "beta", 3);
    await signHead(beta);
    const other = await Deno.readFile(`${beta}/log/checkpoint`);
    await expect(
      restoreInto(backup, `${folder}/new`, { kind: "whole", checkpoint: other }),
    ).rejects.toThrow("the checkpoint is none of the backup's log");
    expect(namesIn(folder)).toEqual(["backup", "beta", "data"]);
  }));

Deno.test("a log that has lost events gets another name, and says so for ever", () =>
  withBackup(async (folder, data, backup) => {
    await submitMany(data, "lost", 2);
    const target = `${folder}/new`;
    const anew = (origin: string) => restoreInto(backup, target, { kind: "anew", origin });
    await expect(anew("alfa.example/log")).rejects.toThrow("that is its name until now");
    await expect(anew("alfa 2")).rejects.toThrow("there may be no blank");
    expect((await anew("alfa.example/log-2")).last).toBe(30);
    await withStorage(target, async ({ events, log }) => {
      expect(log.latestHead()).toBe(null);
      await requireOrigin(events, "alfa.example/log-2");
      await expect(requireOrigin(events, "alfa.example/log")).rejects
        .toThrow('Set origin = "alfa.example/log-2" under [proof]');
      expect(await latestRestore(events)).toEqual({
        count: 1,
        event: {
          type: "storage.restored",
          at: clock.now(),
          last: 30,
          origin: "alfa.example/log-2",
        },
      });
    });
    await signHead(target, "alfa.example/log-2");
    expect(rowsOf(target, "SELECT size FROM tree_heads")).toEqual([{ size: 31 }]);
    // The old log's backup is not that of the new one.
    expect(() => backUpInto(target, backup)).toThrow("name another folder");
    backUpInto(target, `${folder}/backup-2`);
    await restoreInto(`${folder}/backup-2`, `${folder}/again`, { kind: "anew", origin: "log-3" });
    await withStorage(`${folder}/again`, async ({ events }) => {
      expect(await latestRestore(events)).toMatchObject({ count: 2, event: { origin: "log-3" } });
    });
  }));

Deno.test("a storage that was never restored says so, and may have any name", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events }) => {
      expect(await latestRestore(events)).toBe(null);
      await requireOrigin(events, "alfa.example/log");
    })
  ));
