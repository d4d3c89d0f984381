/**
 * What was backed up and restored passes the audit: under the log's old name, and under a new one.
 *
 * @module
 */
import { expect } from "expect";
import { dirname, join } from "node:path";
import { systemClock } from "../../adapters/clock.ts";
import { logSignerOf, openNotary } from "../../adapters/opening/proof.ts";
import { backUp } from "../../adapters/storage/sqlite/backup/backup.ts";
import type { Continuation } from "../../adapters/storage/sqlite/backup/continuation.ts";
import { restore } from "../../adapters/storage/sqlite/backup/restore.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { type Archive, faultsIn, newArchive } from "./archive.ts";

const watch = {
  blob() {},
  event() {},
  damaged(what: string) {
    throw new Error(what);
  },
};

/** Backs an archive up, restores that, and has a head signed over it. */
async function restored(
  { folder, configuration }: Archive,
  continuation: Continuation,
): Promise<Archive["folder"]> {
  // The archive takes it away with itself.
  const place = join(dirname(folder), continuation.kind);
  const backup = join(place, "backup");
  const target = join(place, "data");
  const now = () => systemClock.now();
  const readBack = (faults: Iterable<string>) => expect([...faults]).toEqual([]);
  backUp({ source: folder, folder: backup, provider: "alfa.example", now, watch, readBack });
  await restore({ backup, target, continuation, clock: systemClock, watch, note() {} });
  const storage = await openStorage(target, systemClock);
  const origin = continuation.kind === "anew" ? continuation.origin : configuration.proof.origin;
  const anew = {
    ...configuration,
    storage: { ...configuration.storage, folder: target },
    proof: { ...configuration.proof, origin },
  };
  const { key } = await logSignerOf(anew);
  const notary = await openNotary(anew, storage, systemClock, { error: () => {} });
  const head = await notary.advance();
  expect(head?.size).toBe(await storage.events.head());
  await storage.projected();
  await storage.close();
  expect(new TextDecoder().decode(head!.note)).toContain(key.name);
  return target;
}

Deno.test("a restored folder passes the audit, whole or under another name", async () => {
  await using archive = await newArchive();
  const whole = await restored(archive, { kind: "whole", checkpoint: null });
  expect(await faultsIn(whole, archive)).toEqual([]);
  const origin = "alfa.example/log-2026-11-22";
  const anew = await restored(archive, { kind: "anew", origin });
  const { configuration } = archive;
  const { key } = await logSignerOf({
    ...configuration,
    proof: { ...configuration.proof, origin },
  });
  expect(await faultsIn(anew, { ...archive, key })).toEqual([]);
  expect(await faultsIn(anew, archive)).toContainEqual(expect.objectContaining({ check: "heads" }));
});
