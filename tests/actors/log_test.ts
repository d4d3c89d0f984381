/**
 * The days of the log: closed without gaps, sealed in their order, stamped.
 *
 * @module
 */
import { expect } from "expect";
import { logDays } from "../../actors/log.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import { nextLegalDay, startOfLegalDay } from "../../events/legal_day.ts";
import type { DayClosed, DaySealed, HeadStamped, LogEvent } from "../../events/log.ts";
import { fold, given } from "../support/given.ts";

const AT = Date.parse("2026-11-21T09:30:00Z");
const LOG = { origin: "alfa.example/log", key: "alfa.example/log+1+A" };
const hash = (digit: number) => String(digit).repeat(64);

const opened: LogEvent = { type: "log.opened", at: AT, ...LOG, day: "2026-11-21" };

function closed(day: string, first: number, last: number, size = last + 1): DayClosed {
  return {
    type: "log.day-closed",
    at: startOfLegalDay(day, 1),
    day,
    first,
    last,
    size,
    root: "A".repeat(43) + "=",
    lengths: "B".repeat(43) + "=",
    salt: hash(1),
    lines: 2,
    breaches: 0,
  };
}

function sealed(day: string, digest: string): DaySealed {
  return {
    type: "log.day-sealed",
    at: startOfLegalDay(day, 1) + HOUR,
    day,
    file: [{ blob: hash(2), offset: 0, length: 9 }],
    size: 9,
    digest,
    certificates: [],
    revocation: [],
    directory: null,
  };
}

function stamped(size: number): HeadStamped {
  const names = { head: hash(3), token: hash(4), authority: "http://tsa.example/" };
  return { type: "log.head-stamped", at: AT, size, ...names, instant: AT };
}

/** The command that leads to an event. */
function command<T extends string, E extends LogEvent>(type: T, event: E) {
  const { type: _type, at: _at, ...data } = event;
  return { ...data, type } as unknown as Omit<E, "type" | "at"> & { readonly type: T };
}

Deno.test("log: it is opened once, for one origin and one key", () => {
  const open = { type: "open", ...LOG, day: "2026-11-21" } as const;
  given(logDays, []).when(open, AT).then([opened]);
  given(logDays, [opened]).when({ ...open, day: "2026-11-25" }, AT).then([]);
  given(logDays, [opened]).when({ ...open, key: "alfa.example/log+2+A" }, AT)
    .thenRefused("other-log");
  given(logDays, [opened]).when({ ...open, origin: "beta.example/log" }, AT)
    .thenRefused("other-log");
});

Deno.test("log: under another name it goes on with its days", () => {
  const reopen = {
    type: "reopen",
    ...LOG,
    origin: "alfa.example/log2",
    day: "2026-11-30",
  } as const;
  const { type: _type, ...another } = reopen;
  const first = closed("2026-11-21", 1, 57);
  const renamed: LogEvent = { ...another, type: "log.opened", at: AT, day: "2026-11-22" };
  given(logDays, [opened, first]).when(reopen, AT).then([renamed]);
  given(logDays, [opened, first, renamed]).when(reopen, AT).then([]);
  expect(fold(logDays, [opened, first, renamed])).toMatchObject({ next: "2026-11-22", last: 57 });
});

Deno.test("log: nothing is owed before it is opened", () => {
  given(logDays, []).thenOwes(AT, [], null);
});

Deno.test("log: a day is closed when it is over, and not a moment before", () => {
  const midnight = Date.parse("2026-11-21T23:00:00Z");
  given(logDays, [opened]).thenOwes(midnight - 1, [], midnight);
  given(logDays, [opened]).thenOwes(midnight, ["close 2026-11-21"], null);
  expect(logDays.pending(fold(logDays, [opened]), midnight).effects).toMatchObject([{ first: 1 }]);
  given(logDays, [opened]).when({ type: "elapse" }, midnight).then([]);
});

for (const [day, hours] of [["2026-03-29", 23], ["2026-10-25", 25], ["2026-11-21", 24]] as const) {
  Deno.test(`log: ${day} has ${hours} hours`, () => {
    const start = startOfLegalDay(day);
    given(logDays, [{ ...opened, day }]).thenOwes(start, [], start + hours * HOUR);
  });
}

Deno.test("log: after days off each day is closed, empty ones as well, in their order", () => {
  const now = Date.parse("2026-11-25T09:00:00Z");
  const events: LogEvent[] = [opened];
  const days: string[] = [];
  const last = 57;
  for (let day = "2026-11-21", first = 1;; day = nextLegalDay(day), first = last + 1) {
    const close = logDays.pending(fold(logDays, events), now).effects
      .find(({ type }) => type === "close-day");
    if (close === undefined) break;
    expect(close).toMatchObject({ day, first });
    days.push(day);
    events.push(closed(day, first, last, last + days.length));
  }
  expect(days).toEqual(["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]);
  // Nothing is sealed or stamped yet, and that has kept no day from being closed.
  given(logDays, events)
    .thenOwes(now, ["seal 2026-11-21", "stamp 58"], startOfLegalDay("2026-11-26"));
});

Deno.test("log: a day that is closed is not closed again, nor one out of its turn", () => {
  const first = closed("2026-11-21", 1, 57);
  given(logDays, [opened]).when(command("closed", first), first.at).then([first]);
  given(logDays, [opened, first]).when(command("closed", first), first.at).then([]);
  const next = closed("2026-11-22", 58, 60);
  given(logDays, [opened]).when(command("closed", next), next.at).then([]);
  given(logDays, [opened, first]).when(command("closed", { ...next, first: 59 }), next.at).then([]);
  given(logDays, [opened, first]).when(command("closed", next), next.at).then([next]);
});

Deno.test("log: days are sealed in their order, each knows the file of the day before", () => {
  const days = [closed("2026-11-21", 1, 57), closed("2026-11-22", 58, 60)];
  const files = [sealed("2026-11-21", hash(7)), sealed("2026-11-22", hash(8))];
  const sealOf = (events: readonly LogEvent[]) =>
    logDays.pending(fold(logDays, events), AT).effects.find(({ type }) => type === "seal-day");
  expect(sealOf([opened, ...days])).toMatchObject({ closed: days[0], previous: null });
  given(logDays, [opened, ...days]).when(command("sealed", files[1]!), files[1]!.at).then([]);
  given(logDays, [opened, ...days]).when(command("sealed", files[0]!), files[0]!.at)
    .then([files[0]!]);
  expect(sealOf([opened, ...days, files[0]!])).toMatchObject({
    closed: days[1],
    previous: hash(7),
  });
  given(logDays, [opened, ...days, files[0]!]).when(command("sealed", files[0]!), AT).then([]);
  expect(sealOf([opened, ...days, ...files])).toBeUndefined();
});

Deno.test("log: the head of each day is stamped, and any other on demand", () => {
  const days = [closed("2026-11-21", 1, 57, 58), closed("2026-11-22", 58, 60, 66)];
  const owed = (events: readonly LogEvent[]) =>
    logDays.pending(fold(logDays, events), AT).effects.flatMap((effect) =>
      effect.type === "stamp-head" ? [effect.size] : []
    );
  expect(owed([opened, ...days])).toEqual([58]);
  expect(owed([opened, ...days, stamped(58)])).toEqual([66]);
  // A later head covers what an earlier one does, but each day's own is stamped.
  expect(owed([opened, ...days, stamped(66)])).toEqual([58]);
  expect(owed([opened, ...days, stamped(60)])).toEqual([58]);
  expect(owed([opened, ...days, stamped(58), stamped(66)])).toEqual([]);
  given(logDays, [opened]).when(command("stamped", stamped(12)), AT).then([stamped(12)]);
});

Deno.test("log: names and signers are told once, until they change", () => {
  const issuer = {
    name: "Alfa PEC",
    domain: "alfa.example",
    address: "pec@alfa.example",
    hostname: "mail.alfa.example",
  };
  const named: LogEvent = { type: "log.issuer-named", at: AT, ...issuer };
  given(logDays, []).when({ type: "name-issuer", ...issuer }, AT).then([named]);
  given(logDays, [named]).when({ type: "name-issuer", ...issuer }, AT).then([]);
  const renamed = { ...issuer, name: "Alfa Certificata" };
  const moved = { ...issuer, hostname: "mx.alfa.example" };
  given(logDays, [named]).when({ type: "name-issuer", ...moved }, AT)
    .then([{ ...named, ...moved }]);
  given(logDays, [named]).when({ type: "name-issuer", ...renamed }, AT)
    .then([{ ...named, ...renamed }]);

  const signer = (certificate: number, chain: string[] = [hash(9)]): LogEvent => ({
    type: "log.signer-enrolled",
    at: AT,
    certificate: hash(certificate),
    chain,
  });
  const enroll = (event: LogEvent) => command("enroll-signer", event) as never;
  given(logDays, []).when(enroll(signer(1)), AT).then([signer(1)]);
  given(logDays, [signer(1), signer(2)]).when(enroll(signer(1)), AT).then([]);
  given(logDays, [signer(1)]).when(enroll(signer(1, [])), AT).then([signer(1, [])]);
});

Deno.test("log: what is remembered does not grow with the days", () => {
  const events: LogEvent[] = [opened];
  let now: Instant = AT;
  for (let day = "2026-11-21", position = 1; position < 300; day = nextLegalDay(day), position++) {
    events.push(closed(day, position, position, position));
    events.push(sealed(day, hash(5)), stamped(position));
    now = startOfLegalDay(day, 1);
  }
  const state = fold(logDays, events);
  expect(state).toMatchObject({ unsealed: [], unstamped: [], last: 299 });
  expect(logDays.pending(state, now).effects).toEqual([]);
});
