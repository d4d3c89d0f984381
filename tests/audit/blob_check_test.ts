/**
 * Blobs are compared with their names, while others come and go.
 *
 * @module
 */
import { expect } from "expect";
import { checkBlobs } from "../../adapters/audit/blob_check.ts";
import { blobFile } from "../../adapters/storage/files.ts";
import { openSnapshot } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const clock = new SimulatedClock();

/** Stores a blob that is a file of its own, and that nothing refers to. */
async function store({ blobs }: Storage): Promise<string> {
  const writer = blobs.create();
  await writer.write(new Uint8Array(200_000).fill(0x61));
  const { rope: [slice] } = await writer.end();
  return slice!.blob;
}

/** What is found in a folder as it was before a change. */
async function faultsAfter(
  folder: string,
  change: (storage: Storage, blob: string) => Promise<unknown>,
): Promise<readonly string[]> {
  return await withStorage(folder, async (storage) => {
    const blob = await store(storage);
    const snapshot = openSnapshot(folder, clock);
    // One state of the storage begins with the first look at it.
    snapshot.log.latestHead();
    try {
      await change(storage, blob);
      const faults: string[] = [];
      const findings = { fault: (place: string) => faults.push(place), reached() {} };
      checkBlobs(snapshot.statements, folder, findings);
      return faults.map((place) => place.replace(blob, "gone"));
    } finally {
      await snapshot.close();
    }
  });
}

Deno.test("blobs: one that is collected meanwhile is missed by nobody", () =>
  withFolder(async (folder) => {
    const faults = await faultsAfter(folder, async ({ blobs }) => {
      expect(await blobs.collect(clock.now() + 1)).toMatchObject({ blobs: 1 });
    });
    expect(faults).toEqual([]);
  }));

Deno.test("blobs: a file that was taken away is missed", () =>
  withFolder(async (folder) => {
    const faults = await faultsAfter(folder, (_, blob) => Deno.remove(blobFile(folder, blob)));
    expect(faults).toEqual(["blob gone"]);
  }));
