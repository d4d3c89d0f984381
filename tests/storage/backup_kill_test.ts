/**
 * Killed at any moment, a backup leaves the one before it whole, and a restore nothing in its place.
 *
 * @module
 */
import { expect } from "expect";
import { systemClock } from "../../adapters/clock.ts";
import { numbers } from "../flows/numbers.ts";
import {
  backUpInto,
  contentOf,
  expectBeginning,
  restoreInto,
  signHead,
  submitMany,
} from "./backup_bench.ts";
import { namesIn, withFolder } from "./temporary.ts";

const CHILD = new URL("./backup_child.ts", import.meta.url).pathname;
const SEED = 20261122;
const KILLS = 10;

/** Starts the child; resolves once it is at work. */
async function start(...words: readonly string[]) {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "--no-check", CHILD, ...words],
    stdout: "piped",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  expect((await lines.read()).value).toMatch(/^begun/);
  return { process, lines };
}

/** How long the work takes when nobody kills the child, in milliseconds. */
async function timed(...words: readonly string[]): Promise<number> {
  const { process, lines } = await start(...words);
  const begun = systemClock.now();
  while (!(await lines.read()).done);
  expect((await process.status).success).toBe(true);
  return systemClock.now() - begun;
}

/** Kills the child so many milliseconds after it has begun; resolves with whether it was at work. */
async function killedAfter(delay: number, ...words: readonly string[]): Promise<boolean> {
  const { process, lines } = await start(...words);
  await systemClock.until(systemClock.now() + delay);
  try {
    process.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  const { signal } = await process.status;
  await lines.cancel();
  return signal === "SIGKILL";
}

Deno.test("a backup that is killed leaves the one before; the next run completes it", () =>
  withFolder(async (folder) => {
    const [data, backup, target] = [`${folder}/data`, `${folder}/backup`, `${folder}/target`];
    const random = numbers(SEED);
    await submitMany(data, "first.begin", 100);
    const life = await timed("backup", data, `${folder}/other`);
    let kills = 0;
    let least = 0;
    for (let round = 0; kills < KILLS; round++) {
      expect(round).toBeLessThan(3 * KILLS);
      await submitMany(data, `first.${round}`, 60);
      await signHead(data);
      const killed = await killedAfter(random.next().value * life, "backup", data, backup);
      if (killed) kills++;
      if (least === 0) {
        // The first run is left unfinished until one has ended by itself.
        least = killed && round < 3 ? 0 : backUpInto(data, backup).description.events;
        continue;
      }
      await restoreInto(backup, target);
      const last = await expectBeginning(target, data);
      expect(last).toBeGreaterThanOrEqual(least);
      least = last;
      await Deno.remove(target, { recursive: true });
    }
    backUpInto(data, backup);
    await restoreInto(backup, target);
    expect(await contentOf(target)).toEqual(await contentOf(data));
  }));

Deno.test("a restore that is killed leaves nothing in its place; the next one tidies up", () =>
  withFolder(async (folder) => {
    const [data, backup, target] = [`${folder}/data`, `${folder}/backup`, `${folder}/target`];
    const random = numbers(SEED);
    await submitMany(data, "first", 300);
    await signHead(data);
    backUpInto(data, backup);
    const content = await contentOf(data);
    const life = await timed("restore", backup, `${folder}/other`);
    for (let kills = 0, round = 0; kills < KILLS; round++) {
      expect(round).toBeLessThan(3 * KILLS);
      if (await killedAfter(random.next().value * life, "restore", backup, target)) kills++;
      const names = namesIn(folder).filter((name) => name.startsWith("target"));
      expect(names.length).toBeLessThanOrEqual(1);
      if (!names.includes("target")) continue;
      expect(await contentOf(target)).toEqual(content);
      await Deno.remove(target, { recursive: true });
    }
    await restoreInto(backup, target);
    expect(namesIn(folder)).toEqual(["backup", "data", "other", "target"]);
    expect(await contentOf(target)).toEqual(content);
  }));

const shell = new Deno.Command("bash", { args: ["-c", "ulimit -f 100"], stdout: "null" });
const canLimit = await shell.output().then(({ success }) => success, () => false);

/** Runs the child with files that may not grow beyond so many blocks of 1024 bytes. */
async function withoutRoom(blocks: number, ...words: readonly string[]): Promise<string> {
  // The signal must be ignored for the write to fail instead of ending the process.
  const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const child = [Deno.execPath(), "run", "--allow-all", "--quiet", "--no-check", CHILD, ...words];
  const { stderr, success } = await new Deno.Command("bash", {
    args: ["-c", script, "-", ...child],
  }).output();
  expect(success).toBe(false);
  return new TextDecoder().decode(stderr);
}

Deno.test({
  name: "a disk without room leaves the backup as it was, and no target (needs bash)",
  ignore: !canLimit,
  fn: () =>
    withFolder(async (folder) => {
      const [data, backup, target] = [`${folder}/data`, `${folder}/backup`, `${folder}/target`];
      await submitMany(data, "first.begin", 100);
      backUpInto(data, backup);
      await submitMany(data, "first.more", 800);
      // One after the other: the large blobs find no room, the database finds none.
      for (const blocks of [60, 700]) {
        expect(await withoutRoom(blocks, "backup", data, backup)).toMatch(/too large|full|disk/i);
        expect((await restoreInto(backup, target)).last).toBe(100);
        expect(await expectBeginning(target, data)).toBe(100);
        await Deno.remove(target, { recursive: true });
      }
      backUpInto(data, backup);
      expect(await withoutRoom(700, "restore", backup, target)).toMatch(/too large|full|disk/i);
      expect(namesIn(folder)).toEqual(["backup", "data"]);
      await restoreInto(backup, target);
      expect(await contentOf(target)).toEqual(await contentOf(data));
    }),
});
