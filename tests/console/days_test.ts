/**
 * The days of the log as the operator sees them.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { dayTable, exportDay } from "../../adapters/console/days.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import { Authority } from "../days/authority.ts";
import { House, withFolder } from "../days/house.ts";
import { change } from "../notary/desk.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const DAY = "2026-11-21";

Deno.test("log days: what is sealed and stamped, and what is not yet", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(startOfLegalDay(DAY, 1));
    await using authority = new Authority(clock);
    await using house = await House.open(folder, clock, { authorities: [authority.known] });
    expect(dayTable(house.storage).split("\n")).toHaveLength(2);
    await house.begin(DAY);
    await Promise.all([house.facts("log.day-sealed", 1), house.facts("log.head-stamped", 1)]);
    authority.working = false;
    clock.advance(startOfLegalDay(DAY, 2) - clock.now());
    await house.facts("log.day-closed", 2);
    const [, , first, second] = dayTable(house.storage).split("\n").map((row) => row.split(/ +/));
    const midnight = "2026-11-22T00:00:00.000+01:00";
    expect(first).toEqual([DAY, "1", "0", "0", "0", midnight, midnight]);
    expect(second).toEqual(["2026-11-22", "1", "5", "0", "0", "-", "-"]);
  }));

Deno.test("log day: a file that is not there any more is not half written", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(startOfLegalDay(DAY, 1));
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    await house.facts("log.day-sealed", 1);
    change(folder, "DELETE FROM blobs");
    const file = join(folder, "day.p7m");
    await expect(exportDay(house.storage, DAY, file)).rejects.toThrow("is not there any more");
    await expect(Deno.stat(file)).rejects.toThrow(Deno.errors.NotFound);
  }));
