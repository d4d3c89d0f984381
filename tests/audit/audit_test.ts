/**
 * An audit finds nothing where nothing is amiss, and names what is.
 *
 * @module
 */
import { expect } from "expect";
import { faultsIn, newArchive } from "./archive.ts";

Deno.test("a whole folder has no faults", async () => {
  await using archive = await newArchive();
  expect(await faultsIn(archive.folder, archive)).toEqual([]);
});
