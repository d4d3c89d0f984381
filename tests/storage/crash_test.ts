/**
 * What was acknowledged survives the death of the process, and of the disk's last free block.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { blobsOf } from "../../events/rope.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { gather, outgoing, submitted } from "../contracts/samples.ts";
import { namesIn, withFolder, withStorage } from "./temporary.ts";

interface Acknowledged {
  readonly position: number;
  readonly stream: string;
  readonly sha256: string;
  readonly size: number;
}

const appender = new URL("./appender.ts", import.meta.url).pathname;

function appenderArguments(folder: string, name: string, size: string): string[] {
  return ["run", "--allow-all", "--quiet", appender, folder, name, size];
}

function acknowledgedBy(lines: readonly string[]): Acknowledged[] {
  return lines.map((line) => line.split(" ")).filter((words) => words.length === 4)
    .map(([position, stream, sha256, size]) => ({
      position: Number(position),
      stream: stream!,
      sha256: sha256!,
      size: Number(size),
    }));
}

/** Lets a process append until it has told of `count` appends, then kills it. */
async function appendAndDie(
  folder: string,
  name: string,
  size: string,
  count: number,
): Promise<Acknowledged[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: appenderArguments(folder, name, size),
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.split("\n").length > count) {
      try {
        child.kill("SIGKILL");
      } catch {
        // Killed already.
      }
    }
  }
  expect((await child.status).signal).toBe("SIGKILL");
  // The last line may have been cut off; what precedes it was acknowledged.
  return acknowledgedBy(text.split("\n").slice(0, -1));
}

async function expectWhole(storage: Storage, acknowledged: readonly Acknowledged[]): Promise<void> {
  const log = await storage.events.readAll(0, 100_000);
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  expect(log.every(({ version }) => version === 1)).toBe(true);
  for (const { position, stream } of acknowledged) expect(log[position - 1]?.stream).toBe(stream);
  // Acknowledged or not: whatever stands in the log is complete.
  for (const { event } of log) {
    const { content } = event as Extract<OutgoingEvent, { type: "outgoing.submitted" }>;
    const hash = createHash("sha256").update(await gather(storage.blobs.read(content)));
    if (content.length > 0) expect(hash.digest("hex")).toBe(blobsOf(content)[0]);
  }
}

Deno.test("what was acknowledged is there after SIGKILL", () =>
  withFolder(async (folder) => {
    const acknowledged = [
      ...await appendAndDie(folder, "one", "3000", 40),
      ...await appendAndDie(folder, "two", "150000", 12),
      ...await appendAndDie(folder, "three", "150000", 5),
    ];
    expect(acknowledged.length).toBeGreaterThanOrEqual(57);
    await withStorage(folder, async (storage) => {
      expect(namesIn(`${folder}/blobs/incoming`)).toEqual([]);
      await expectWhole(storage, acknowledged);
      await storage.projected();
      expect((await storage.queries.listMessages(100_000)).length)
        .toBe(await storage.events.head());
      const next = { stream: outgoing("next"), expectedVersion: 0, events: [submitted("next")] };
      expect(await storage.events.append({ ...next, wake: null }))
        .toBe((await storage.events.readAll(0, 100_000)).length);
    });
  }));

const shell = new Deno.Command("bash", { args: ["-c", "ulimit -f 100"], stdout: "null" });
const canLimit = await shell.output().then(({ success }) => success, () => false);

/** Lets a process append whose files may not grow beyond so many blocks of 1024 bytes. */
async function appendUntilFull(
  folder: string,
  size: string,
  blocks: number,
): Promise<Acknowledged[]> {
  // The signal must be ignored for the write to fail instead of ending the process.
  const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const { stdout, success } = await new Deno.Command("bash", {
    args: ["-c", script, "-", Deno.execPath(), ...appenderArguments(folder, "full", size)],
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n").slice(0, -1);
  expect(success).toBe(true);
  expect(lines.at(-1)).toMatch(/^(?:recovered|full)$/);
  return acknowledgedBy(lines);
}

Deno.test({
  name: "a full disk fails appends whole, and they work again once there is room (needs bash)",
  ignore: !canLimit,
  fn: () =>
    withFolder(async (folder) => {
      const acknowledged = await appendUntilFull(folder, "3000", 700);
      expect(acknowledged.length).toBeGreaterThan(4);
      await withStorage(folder, async (storage) => {
        await expectWhole(storage, acknowledged);
        expect(await storage.events.head()).toBe(acknowledged.length);
        const next = { stream: outgoing("next"), expectedVersion: 0, events: [submitted("next")] };
        expect(await storage.events.append({ ...next, wake: null }))
          .toBe(acknowledged.length + 1);
      });
    }),
});

Deno.test({
  name: "a large blob that finds no room leaves nothing, and small appends go on (needs bash)",
  ignore: !canLimit,
  fn: () =>
    withFolder(async (folder) => {
      const acknowledged = await appendUntilFull(folder, "1000000", 900);
      expect(acknowledged.map(({ stream }) => stream)).toEqual([outgoing("full.last")]);
      expect(namesIn(`${folder}/blobs/incoming`)).toEqual([]);
      expect(namesIn(`${folder}/blobs`)).toEqual(["incoming"]);
      await withStorage(folder, (storage) => expectWhole(storage, acknowledged));
    }),
});
