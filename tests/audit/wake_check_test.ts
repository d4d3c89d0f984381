/**
 * What the log owes will be thought of: as it is while it is at work, and not where it was put off.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { checkWakes } from "../../adapters/audit/wake_check.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import { House, withFolder } from "../days/house.ts";
import { lookedUntil } from "../flows/quiet.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const DAY = "2026-11-21";
const MIDNIGHT = startOfLegalDay(DAY, 1);

async function faultsIn(
  { storage, clock }: House,
  now: Instant = clock.now(),
): Promise<readonly string[]> {
  const faults: string[] = [];
  const findings = { fault: (place: string) => faults.push(place), reached() {} };
  await checkWakes(storage.events, now, findings);
  return faults;
}

Deno.test("wakes: who has no authority for time stamps is thought of once a day", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using house = await House.open(folder, clock);
    expect(await faultsIn(house)).toEqual([]);
    await house.begin(DAY);
    await house.facts("log.day-sealed", 1);
    await house.alarmsOf("effect.postponed", 1);
    expect(await faultsIn(house)).toEqual([]);
    clock.advance(20 * HOUR);
    expect(await faultsIn(house)).toEqual([]);
  }));

Deno.test("wakes: what falls due while the audit begins is being performed", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - HOUR);
    const reason = "the servers say otherwise";
    await using house = await House.open(folder, clock, {
      clockTrust: () => ({ ok: false, reason }),
    });
    await house.begin(DAY);
    clock.advance(HOUR);
    await house.alarmsOf("effect.postponed", 1);
    expect(await faultsIn(house, MIDNIGHT - 1)).toEqual([]);
  }));

Deno.test("wakes: a scheduled message that would be sent too late", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using house = await House.open(folder, clock);
    const { events } = house.storage;
    const sendAt = MIDNIGHT + 48 * HOUR;
    const planned = {
      type: "scheduled.planned",
      at: MIDNIGHT,
      by: "k7f3q9w2e5r8",
      fingerprint: "a".repeat(64),
      pecId: "K1@alfa.example",
      account: "anna@alfa.example",
      recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
      content: [],
      size: 0,
      subject: "",
      receipt: "completa",
      sendAt,
    } as const;
    const stream = "scheduled-K1";
    await events.append({ stream, expectedVersion: 0, events: [planned], wake: sendAt });
    expect(await faultsIn(house)).toEqual([]);
    await events.setWake(stream, sendAt + 24 * HOUR);
    expect(await faultsIn(house)).toEqual(["wake of scheduled-K1"]);
  }));

Deno.test("wakes: days of which nobody would think any more", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    await house.facts("log.day-sealed", 1);
    await lookedUntil(async () => {
      const wake = await house.storage.events.nextWake();
      return wake === startOfLegalDay(DAY, 2) ? null : `a wake at ${wake}`;
    });
    for (const sql of ["UPDATE wakes SET wake = wake + 90000000", "DELETE FROM wakes"]) {
      {
        using database = new DatabaseSync(databaseFile(folder));
        database.exec(sql);
      }
      expect(await faultsIn(house)).toEqual(["wake of log-days"]);
    }
  }));
