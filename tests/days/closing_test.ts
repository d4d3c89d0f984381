/**
 * Days of the log are closed when they are over, on time and late, without gaps.
 *
 * @module
 */
import { expect } from "expect";
import { parseCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { lengthsRoot } from "../../adapters/merkle/lengths.ts";
import { parseNote } from "../../adapters/merkle/note_text.ts";
import type { ClockTrust } from "../../adapters/ntp/watch.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { House, withFolder } from "./house.ts";

const DAY = "2026-11-21";
const MIDNIGHT = startOfLegalDay(DAY, 1);
const ID = "opec1@alfa.example";
const BRUNO = "bruno@beta.example";

/** A fact that has no line. */
function account(at: Instant): AnyEvent {
  return { type: "account.disabled", at, reason: "Prova" } as AnyEvent;
}

/** A message that is accepted, and of which nothing is heard any more: two lines. */
function accepted(at: Instant, recipient = BRUNO): readonly OutgoingEvent[] {
  const message = { account: "anna@alfa.example", sender: "anna@alfa.example" };
  const submitted = { pecId: ID, ...message, recipients: [recipient], content: [], size: 0 };
  const shown = { subject: "Prova", replyTo: "", receipt: "completa" } as const;
  const recipients = [{ address: recipient, kind: "certificato" as const }];
  return [
    { type: "outgoing.submitted", at, ...submitted, ...shown },
    { type: "outgoing.accepted", at, recipients, relayUntil: at + HOUR },
  ];
}

function advanceTo(clock: SimulatedClock, instant: Instant): void {
  clock.advance(instant - clock.now());
}

Deno.test("close: at midnight, with all events from before it and none from after", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    await house.append(`outgoing-${ID}`, accepted(MIDNIGHT - 1));
    await house.append("account-anna@alfa.example", [account(MIDNIGHT), account(MIDNIGHT)]);
    expect(await house.facts("log.day-closed", 0)).toEqual([]);
    advanceTo(clock, MIDNIGHT);
    const [first] = await house.facts("log.day-closed", 1);
    // Two events of the log itself, and the message.
    expect(first!.event).toMatchObject({ day: DAY, first: 1, last: 4, size: 6, lines: 2 });
    expect(first!.event.at).toBe(MIDNIGHT);
    advanceTo(clock, startOfLegalDay(DAY, 2));
    const [, second] = await house.facts("log.day-closed", 2);
    expect(second!.event).toMatchObject({ day: "2026-11-22", first: 5, lines: 0 });
    expect(second!.event.last).toBeGreaterThanOrEqual(first!.position);
  }));

Deno.test("close: no event belongs to the day that has no lines yet", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    const { projected } = house.storage;
    const seen: number[] = [];
    house.storage.projected = async () => {
      await projected();
      seen.push(await house.storage.events.head());
      if (seen.length === 1) await house.append(`outgoing-${ID}`, accepted(MIDNIGHT - 1));
    };
    advanceTo(clock, MIDNIGHT);
    const [closed] = await house.facts("log.day-closed", 1);
    expect(closed!.event.last).toBe(seen[0]);
    expect(closed!.event.lines).toBe(0);
    await house.facts("log.day-sealed", 1);
  }));

Deno.test("close: it commits to the head, and to the lengths of the mailboxes' streams", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    const made = (id: number) => ({ type: "mailbox.subscribed", at: MIDNIGHT - 5, name: `N${id}` });
    await house.append("mailbox-anna@alfa.example", [made(1), made(2)]);
    await house.append("mailbox-dora@alfa.example", [made(1)]);
    await house.append("mailbox-elio@alfa.example", [{ ...made(1), at: MIDNIGHT }]);
    advanceTo(clock, MIDNIGHT);
    const [{ event } = {} as never] = await house.facts("log.day-closed", 1);
    const { text } = parseNote(house.storage.log.headAtLeast(event.size)!.note);
    const { head } = parseCheckpoint(text);
    expect({ size: head.size, root: head.root.toBase64() })
      .toEqual({ size: event.size, root: event.root });
    const salt = await bytesOf(house, event.salt);
    expect(salt.length).toBe(32);
    const lengths = [
      { stream: "mailbox-anna@alfa.example", version: 2 },
      { stream: "mailbox-dora@alfa.example", version: 1 },
    ];
    expect(event.lengths).toBe(lengthsRoot(lengths, salt).toBase64());
  }));

async function bytesOf({ storage }: House, blob: string): Promise<Uint8Array> {
  const length = await storage.blobs.sizeOf(blob);
  const chunks = await Array.fromAsync(storage.blobs.read([{ blob, offset: 0, length: length! }]));
  return new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
}

Deno.test("close: after days off every day is closed, and none twice", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    {
      await using house = await House.open(folder, clock);
      await house.begin(DAY);
      await house.append("account-anna@alfa.example", [account(clock.now())]);
    }
    advanceTo(clock, startOfLegalDay(DAY, 4) + 9 * HOUR);
    {
      await using house = await House.open(folder, clock);
      await house.append("account-dora@alfa.example", [account(clock.now())]);
      const closed = await house.facts("log.day-closed", 4);
      expect(closed.map(({ event: { day, first, last } }) => [day, first, last])).toEqual([
        ["2026-11-21", 1, 3],
        ["2026-11-22", 4, 3],
        ["2026-11-23", 4, 3],
        ["2026-11-24", 4, 3],
      ]);
    }
    await using again = await House.open(folder, clock);
    advanceTo(clock, startOfLegalDay(DAY, 5));
    const closed = await again.facts("log.day-closed", 5);
    expect(closed.map(({ event: { day } }) => day).at(-1)).toBe("2026-11-25");
    expect(closed.at(-1)!.event).toMatchObject({ first: 4 });
    expect(closed).toHaveLength(5);
  }));

for (
  const [day, length] of [["2026-03-29", 23], ["2026-10-25", 25]] as const
) {
  Deno.test(`close: ${day} ends after ${length} hours`, () =>
    withFolder(async (folder) => {
      const start = startOfLegalDay(day);
      const clock = new SimulatedClock(start);
      await using house = await House.open(folder, clock);
      await house.begin(day);
      await house.append("account-anna@alfa.example", [
        account(start + length * HOUR - 1),
        account(start + length * HOUR),
      ]);
      clock.advance(length * HOUR - 1);
      expect(await house.storage.events.nextWake()).toBe(start + length * HOUR);
      clock.advance(1);
      const [closed] = await house.facts("log.day-closed", 1);
      expect(closed!.event).toMatchObject({ day, first: 1, last: 3 });
    }));
}

Deno.test("close: a clock in doubt closes nothing", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT + HOUR);
    let trust: ClockTrust = { ok: false, reason: "the servers say otherwise" };
    await using house = await House.open(folder, clock, { clockTrust: () => trust });
    await house.begin(DAY);
    expect(await house.alarmsOf("effect.postponed", 1)).toMatchObject([{
      effect: "close-day",
      reason: "the servers say otherwise",
    }]);
    trust = { ok: true };
    clock.advance(MINUTE);
    await house.facts("log.day-closed", 1);
  }));

Deno.test("close: without a head that covers the day it waits for one", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT + HOUR);
    let fails = 2;
    const notary = {
      advance: () => fails-- > 0 ? Promise.resolve(null) : house.notary.advance(),
    };
    await using house = await House.open(folder, clock, { notary });
    await house.begin(DAY);
    await house.facts("log.day-closed", 1, () => clock.advance(1000));
    expect(house.alarms[0]).toMatchObject({
      event: "effect.postponed",
      reason: expect.stringContaining(`Cannot close ${DAY}: no head covers event`),
    });
  }));

Deno.test("close: what is broken is counted in the day that shows it, and is an alarm then", () =>
  withFolder(async (folder) => {
    const clock = new SimulatedClock(MIDNIGHT - 12 * HOUR);
    await using house = await House.open(folder, clock);
    await house.begin(DAY);
    await house.append(`outgoing-${ID}`, accepted(clock.now()));
    // Another stream speaks of the same message, with another recipient: broken at once.
    await house.append("outgoing-opec2@alfa.example", accepted(clock.now(), "carla@beta.example"));
    const breaches: number[] = [];
    for (let later = 1; later <= 3; later++) {
      advanceTo(clock, startOfLegalDay(DAY, later));
      breaches.push((await house.facts("log.day-closed", later)).at(-1)!.event.breaches);
    }
    const alarms = house.alarms.filter(({ event }) => event === "log.breach");
    expect(breaches[0]).toBeGreaterThan(0);
    expect(breaches[1]).toBeGreaterThan(0);
    expect(breaches[2]).toBe(0);
    expect(alarms).toHaveLength(breaches[0]! + breaches[1]!);
    expect(alarms[0]).toMatchObject({ pecId: ID, rule: "one-acceptance", position: 6 });
    const told = alarms.map(({ rule, position, reason }) => `${rule} ${position} ${reason}`);
    expect(new Set(told).size).toBe(told.length);
  }));
