/**
 * What was erased in good order is no fault, and what is left of it still proves.
 *
 * @module
 */
import { expect } from "expect";
import { erase } from "../../adapters/console/retention.ts";
import { systemClock } from "../../adapters/clock.ts";
import { HOUR } from "../../events/instant.ts";
import { endOfRetention } from "../../events/retention.ts";
import { Archive } from "../console/old_messages.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { faultsIn, newArchive } from "./archive.ts";

Deno.test("an audit passes after an erasure, with one message held, and with none", async () => {
  await using archive = await newArchive();
  expect(await faultsIn(archive.folder, archive)).toEqual([]);
  const clock = new SimulatedClock(systemClock.now() + 32 * 31 * 24 * HOUR);
  const before = endOfRetention(clock.now(), 30);
  await using office = await Archive.open(archive.folder, clock);
  await office.storage.projected();
  const [held] = (await office.storage.queries.listMessages(9)).map(({ pecId }) => pecId);
  await office.custody("hold", held!.replace("@alfa.example", ""));
  expect(office.storage.retention.sealedDays().length).toBe(1);
  await erase(office.eraser(), before);
  expect(office.storage.retention.sealedDays().length).toBe(1);
  expect((await office.storage.queries.listMessages(9)).map(({ pecId }) => pecId)).toEqual([held]);
  expect(await faultsIn(archive.folder, archive)).toEqual([]);
  await office.custody("release", held!.replace("@alfa.example", ""));
  await erase(office.eraser(), before);
  expect(office.storage.retention.sealedDays()).toEqual([]);
  expect(await faultsIn(archive.folder, archive)).toEqual([]);
});
