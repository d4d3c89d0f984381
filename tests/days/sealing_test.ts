/**
 * Closed days are sealed and their heads stamped, whatever becomes of the authorities.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { readDayText } from "../../adapters/documents/pec/sealed_day.ts";
import { parseSignedData, timeStampOf } from "../../adapters/documents/smime/signed_data.ts";
import { openSigned } from "../../adapters/documents/smime/signed_file.ts";
import { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { openCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { formatVerifierKey } from "../../adapters/merkle/note_key.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { verifyTimeStamp } from "../../adapters/timestamp/verify.ts";
import { HOUR } from "../../events/instant.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import type { DaySealed } from "../../events/log.ts";
import type { Rope } from "../../events/rope.ts";
import type { TraceLine } from "../../events/trace_line.ts";
import { ORIGIN, signer as logSigner } from "../notary/desk.ts";
import { appends } from "../projections/history.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { TRUST, tsa } from "../timestamp/support.ts";
import { Authority } from "./authority.ts";
import { House, ISSUER, provider, root, withFolder } from "./house.ts";

const DAY = "2026-11-21";
const MIDNIGHT = startOfLegalDay(DAY, 1);
const trust = new TrustStore({ roots: [root.certificate.raw] });

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

async function read({ storage }: House, rope: Rope): Promise<Uint8Array> {
  const chunks = await Array.fromAsync(storage.blobs.read(rope));
  return new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
}

async function blob(house: House, name: string): Promise<Uint8Array> {
  const length = await house.storage.blobs.sizeOf(name);
  return await read(house, [{ blob: name, offset: 0, length: length! }]);
}

/** What a sealed day says, once its signature has been verified. */
async function opened(house: House, { file }: DaySealed) {
  const bytes = await read(house, file);
  const { content } = await openSigned(bytes, trust, house.clock.now());
  const lines: TraceLine[] = [];
  const header = readDayText(content, (line) => lines.push(line));
  const stamp = timeStampOf(parseSignedData(bytes).signers[0]!);
  return { bytes, ...header, rows: lines, stamp };
}

Deno.test("seal: the file has the day's lines and head, and the one after names it", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    for (const append of appends().slice(0, 4)) await house.storage.events.append(append);
    const last = await house.storage.events.head();
    clock.advance(startOfLegalDay(DAY, 2) - clock.now());
    const [first, second] = await house.facts("log.day-sealed", 2);
    const [closed] = await house.facts("log.day-closed", 2);

    const day = await opened(house, first!.event);
    const { hostname: _hostname, ...issuer } = ISSUER;
    expect(day).toMatchObject({
      provider: issuer,
      day: DAY,
      first: 1,
      previous: null,
      stamp: null,
    });
    expect(day.last).toBe(closed!.event.last);
    expect(day.key).toBe(formatVerifierKey(logSigner.key));
    expect(day.rows).toEqual([
      ...house.storage.trace.traceOf({ first: 1, last: closed!.event.last }),
    ]);
    expect(day.rows.length).toBeGreaterThan(10);
    expect(closed!.event.last).toBeLessThanOrEqual(last);
    const { head } = await openCheckpoint(day.checkpoint, {
      origin: ORIGIN,
      keys: [logSigner.key],
    });
    expect([head.size, head.root.toBase64()]).toEqual([closed!.event.size, closed!.event.root]);
    expect(first!.event).toMatchObject({
      size: day.bytes.length,
      digest: sha256(day.bytes).toHex(),
    });
    expect((await opened(house, second!.event)).previous).toBe(first!.event.digest);
  }));

Deno.test("seal: lines that a newer release builds anew are waited for", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    await using authority = new Authority(clock);
    authority.working = false;
    {
      await using house = await House.open(folder, clock, { authorities: [authority.known] });
      await house.begin(DAY);
      for (const append of appends().slice(0, 4)) await house.storage.events.append(append);
      clock.advance(MIDNIGHT - clock.now());
      await house.facts("log.day-closed", 1);
    }
    {
      using database = new DatabaseSync(databaseFile(folder));
      database.exec("UPDATE projections SET version = 0 WHERE name = 'trace'");
    }
    await using house = await House.open(folder, clock);
    await house.facts("log.day-sealed", 1, () => clock.advance(1));
    expect(house.alarms.filter(({ effect }) => effect === "seal-day")).toEqual([]);
  }));

Deno.test("seal: what signatures are judged by is kept as it is then, each once", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using authority = new Authority(clock);
    const list = new TextEncoder().encode("a list");
    const directory = new Uint8Array(100_000).fill(0x61);
    const certificates = [provider, root, root].map(({ certificate }) => certificate.raw);
    const material = { certificates, revocation: [list], directory };
    const authorities = [authority.known];
    await using house = await House.open(folder, clock, { material, authorities });
    await house.begin(DAY);
    const [{ event } = {} as never] = await house.facts("log.day-sealed", 1);
    const kept = await Promise.all(event.certificates.map((name) => blob(house, name)));
    expect(kept).toEqual([provider, root, tsa].map(({ certificate }) => certificate.raw));
    expect(await Promise.all(event.revocation.map((name) => blob(house, name)))).toEqual([list]);
    expect(await blob(house, event.directory!)).toEqual(directory);
  }));

Deno.test("stamp: the signature of the file, and the signed head", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using authority = new Authority(clock);
    await using house = await House.open(folder, clock, { authorities: [authority.known] });
    await house.begin(DAY);
    const [sealed] = await house.facts("log.day-sealed", 1);
    const [stamped] = await house.facts("log.head-stamped", 1);
    const [closed] = await house.facts("log.day-closed", 1);

    const { bytes, stamp } = await opened(house, sealed!.event);
    const { signature } = parseSignedData(bytes).signers[0]!;
    expect(await verifyTimeStamp(stamp!, sha256(signature), TRUST)).toMatchObject({
      instant: MIDNIGHT,
    });

    const { size, head, token, instant } = stamped!.event;
    const note = await blob(house, head);
    expect(note).toEqual(house.storage.log.headAtLeast(size)!.note);
    expect({ size, instant, authority: stamped!.event.authority })
      .toEqual({ size: closed!.event.size, instant: MIDNIGHT, authority: authority.known.url });
    expect(await verifyTimeStamp(await blob(house, token), sha256(note), TRUST)).toMatchObject({
      instant: MIDNIGHT,
    });
    expect(house.alarms).toEqual([]);
  }));

Deno.test("stamp: where the first authority fails the second is asked, with an alarm", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using broken = new Authority(clock);
    await using spare = new Authority(clock);
    broken.working = false;
    const authorities = [broken.known, spare.known];
    await using house = await House.open(folder, clock, { authorities });
    await house.begin(DAY);
    await house.facts("log.day-sealed", 1);
    const [stamped] = await house.facts("log.head-stamped", 1);
    expect(stamped!.event.authority).toBe(spare.known.url);
    expect([broken.asked, spare.asked]).toEqual([2, 2]);
    expect(house.alarms).toEqual(
      Array(2).fill({
        event: "log.stamp-failed",
        authority: broken.known.url,
        reason: expect.stringContaining("503"),
      }),
    );
  }));

Deno.test("stamp: where all fail the days go on, and each gets its seal and stamp later", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using authority = new Authority(clock);
    authority.working = false;
    const authorities = [authority.known];
    {
      await using house = await House.open(folder, clock, { authorities });
      await house.begin(DAY);
      for (let attempt = 1; attempt <= 3; attempt++) {
        const postponed = (await house.alarmsOf("effect.postponed", 2 * attempt)).slice(-2);
        expect(postponed.map(({ effect }) => effect).toSorted())
          .toEqual(["seal-day", "stamp-head"]);
        expect(authority.asked).toBe(2 * attempt);
        expect(await house.alarmsOf("log.stamp-failed", 2 * attempt)).toHaveLength(2 * attempt);
        clock.advance(Math.max(...postponed.map(({ until }) => Number(until))) - clock.now());
      }
      await house.alarmsOf("effect.postponed", 8);
      clock.advance(startOfLegalDay(DAY, 2) - clock.now());
      await house.facts("log.day-closed", 2);
      expect(await house.facts("log.day-sealed", 0)).toEqual([]);
      expect(await house.facts("log.head-stamped", 0)).toEqual([]);
    }
    // What is owed is remembered over a restart.
    authority.working = true;
    await using house = await House.open(folder, clock, { authorities });
    await house.begin(DAY);
    const sealed = await house.facts("log.day-sealed", 2);
    const stamped = await house.facts("log.head-stamped", 2);
    const closed = await house.facts("log.day-closed", 2);
    expect(sealed.map(({ event: { day } }) => day)).toEqual([DAY, "2026-11-22"]);
    expect(stamped.map(({ event: { size } }) => size))
      .toEqual(closed.map(({ event: { size } }) => size));
    expect((await opened(house, sealed[1]!.event)).stamp).not.toBeNull();
  }));

Deno.test("stamp: without any authority the file has none, and a reminder comes once a day", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    const [sealed] = await house.facts("log.day-sealed", 1);
    expect((await opened(house, sealed!.event)).stamp).toBeNull();
    expect(await house.alarmsOf("effect.postponed", 1)).toEqual([{
      event: "effect.postponed",
      stream: "log-days",
      effect: "stamp-head",
      until: MIDNIGHT + 24 * HOUR,
      reason: expect.stringContaining("[[proof.authorities]]"),
    }]);
  }));
