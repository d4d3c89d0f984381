import { expect } from "expect";
import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers";
import { ClockWatch, type ClockWatchOptions } from "../../adapters/ntp/watch.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../../events/instant.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { type Answering, TestTimeServer } from "./time_server.ts";

const START = Date.UTC(2026, 10, 21, 9, 30);
const never = new AbortController().signal;

interface Entry {
  readonly level: string;
  readonly event: string;
  readonly fields: Record<string, unknown>;
}

/** The world's time, which the steady clock follows, and a clock that may be wrong. */
class Times {
  readonly wall = new SimulatedClock(START);
  readonly steady = new SimulatedClock(7 * SECOND);
  utc: Instant = START;

  pass(milliseconds: number): void {
    this.utc += milliseconds;
    this.wall.advance(milliseconds);
    this.steady.advance(milliseconds);
  }
}

/** Entries, and the wait for the next ones. */
class Records {
  readonly entries: Entry[] = [];
  #waiting: (() => void)[] = [];

  readonly log = {
    debug: (event: string, fields: Entry["fields"]) => this.#add("debug", event, fields),
    info: (event: string, fields: Entry["fields"]) => this.#add("info", event, fields),
    error: (event: string, fields: Entry["fields"]) => this.#add("error", event, fields),
  };

  names(): string[] {
    return this.entries.map(({ level, event }) => `${level} ${event}`);
  }

  /** Resolves when the next entry has come. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #add(level: string, event: string, fields: Entry["fields"]): void {
    this.entries.push({ level, event, fields });
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function watchOf(
  times: Times,
  servers: readonly TestTimeServer[],
  more: Partial<ClockWatchOptions> = {},
) {
  const records = new Records();
  const watch = new ClockWatch({
    servers: servers.map(({ address }) => address),
    clock: times.wall,
    steady: times.steady,
    random: randomBytes,
    log: records.log,
    ...more,
  });
  return { watch, records };
}

/** Resolves when whatever can go on without the network or a clock has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const honest = (times: Times): Answering => () => [{ time: times.utc }];
const silent: Answering = () => [{ time: 0, stratum: 16 }];

Deno.test("clock watch: a right clock may certify", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(honest(times));
  const { watch, records } = watchOf(times, [server]);
  await watch.ask(never);
  expect(watch.trustworthy()).toEqual({ ok: true });
  expect(records.entries).toEqual([{
    level: "debug",
    event: "clock.offset",
    fields: { offset_ms: 0, delay_ms: 0, answers: 1, faults: [] },
  }]);
});

Deno.test("clock watch: more than a second to either side, and nothing is certified", async () => {
  for (
    const [offset, ok] of [[1000, true], [1001, false], [-1000, true], [-1001, false]] as const
  ) {
    const times = new Times();
    times.utc += offset;
    await using server = await TestTimeServer.start(honest(times));
    const { watch, records } = watchOf(times, [server]);
    await watch.ask(never);
    expect(watch.trustworthy().ok).toBe(ok);
    expect(records.names()).toEqual(
      ok ? ["debug clock.offset"] : [
        "debug clock.offset",
        "error clock.adrift",
      ],
    );
  }
});

Deno.test("clock watch: says why, and how far", async () => {
  const times = new Times();
  times.utc -= 2500;
  await using server = await TestTimeServer.start(honest(times));
  const { watch, records } = watchOf(times, [server], { maxOffset: 200 });
  await watch.ask(never);
  const reason = "the clock is 2500 ms from UTC, and 200 ms are allowed";
  expect(watch.trustworthy()).toEqual({ ok: false, reason });
  expect(records.entries.at(-1)?.fields).toEqual({ offset_ms: -2500, limit_ms: 200, reason });
});

Deno.test("clock watch: a clock that is set wrongly is seen before the next survey", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(honest(times));
  const { watch, records } = watchOf(times, [server]);
  await watch.ask(never);
  times.pass(MINUTE);
  expect(watch.trustworthy().ok).toBe(true);
  times.wall.advance(1500);
  expect(watch.trustworthy().ok).toBe(false);
  expect(watch.trustworthy().ok).toBe(false);
  // Set right again, and believed without being asked.
  times.pass(5 * SECOND);
  times.wall.advance(-1500);
  expect(watch.trustworthy().ok).toBe(true);
  expect(server.requests.length).toBe(1);
  expect(records.names()).toEqual([
    "debug clock.offset",
    "error clock.adrift",
    "info clock.restored",
  ]);
});

Deno.test("clock watch: one false server of three is outvoted", async () => {
  const times = new Times();
  await using one = await TestTimeServer.start(honest(times));
  await using other = await TestTimeServer.start(honest(times));
  await using wrong = await TestTimeServer.start(() => [{ time: times.utc + HOUR }]);
  const { watch, records } = watchOf(times, [wrong, one, other]);
  await watch.ask(never);
  expect(watch.trustworthy().ok).toBe(true);
  expect(records.entries[0]?.fields).toMatchObject({ offset_ms: 0, answers: 3 });
});

Deno.test("clock watch: of two servers the middle counts", async () => {
  const times = new Times();
  await using one = await TestTimeServer.start(() => [{ time: times.utc + 100 }]);
  await using other = await TestTimeServer.start(() => [{ time: times.utc + 300 }]);
  const { watch, records } = watchOf(times, [one, other]);
  await watch.ask(never);
  expect(records.entries[0]?.fields).toMatchObject({ offset_ms: 200, answers: 2 });
});

Deno.test("clock watch: silence is an alarm at the start, and then every two hours", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(silent);
  const { watch, records } = watchOf(times, [server]);
  await watch.ask(never);
  expect(watch.trustworthy()).toEqual({ ok: true });
  expect(records.names()).toEqual(["error clock.unknown"]);
  expect(records.entries[0]?.fields).toEqual({
    reason: "no time server gives the time",
    faults: [{ server: `127.0.0.1:${server.address.port}`, reason: "it is at stratum 16" }],
  });
  times.pass(2 * HOUR - 1);
  await watch.ask(never);
  expect(records.entries.length).toBe(1);
  times.pass(1);
  await watch.ask(never);
  expect(records.names()).toEqual(["error clock.unknown", "error clock.unknown"]);
});

Deno.test("clock watch: silence after an answer is an alarm two hours later", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(honest(times));
  const { watch, records } = watchOf(times, [server], { silence: HOUR });
  await watch.ask(never);
  server.answering = silent;
  times.pass(HOUR - 1);
  await watch.ask(never);
  expect(records.names()).toEqual(["debug clock.offset"]);
  times.pass(1);
  await watch.ask(never);
  expect(records.names()).toEqual(["debug clock.offset", "error clock.unknown"]);
  expect(watch.trustworthy().ok).toBe(true);
});

Deno.test("clock watch: a clock that is moved while nobody can be asked", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(silent);
  const { watch } = watchOf(times, [server]);
  await watch.ask(never);
  times.wall.advance(-1001);
  expect(watch.trustworthy()).toEqual({
    ok: false,
    reason: "the clock is 1001 ms from where it stood at the start, and 1000 ms are allowed",
  });
});

Deno.test("clock watch: DENY is obeyed for good, RATE by asking less and less", async () => {
  const times = new Times();
  await using denying = await TestTimeServer.start(() => [{ time: 0, stratum: 0, code: "DENY" }]);
  await using busy = await TestTimeServer.start(() => [{ time: 0, stratum: 0, code: "RATE" }]);
  await using good = await TestTimeServer.start(honest(times));
  const { watch, records } = watchOf(times, [denying, busy, good], { every: MINUTE });
  const asked: number[] = [];
  for (let minute = 0; minute <= 7; minute++) {
    const before = busy.requests.length;
    await watch.ask(never);
    if (busy.requests.length > before) asked.push(minute);
    times.pass(MINUTE);
  }
  expect(denying.requests.length).toBe(1);
  expect(asked).toEqual([0, 2, 6]);
  expect(good.requests.length).toBe(8);
  expect(records.entries[0]?.fields).toMatchObject({
    answers: 1,
    faults: [{ reason: "kiss-o'-death DENY" }, { reason: "kiss-o'-death RATE" }],
  });
});

Deno.test("clock watch: asks every five minutes, and at once when the clock was set", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(honest(times));
  const { watch, records } = watchOf(times, [server]);
  const closing = new AbortController();
  const running = watch.run(closing.signal);
  for (let second = 0; second < 299; second += 13) {
    times.pass(Math.min(13, 299 - second) * SECOND);
    await settled();
  }
  expect(server.requests.length).toBe(0);
  let heard = records.next();
  times.pass(SECOND);
  await heard;
  await settled();
  expect(records.names()).toEqual(["debug clock.offset"]);
  // The machine stood still for ten minutes, and its clock was set when it woke up.
  times.utc += 10 * MINUTE;
  times.wall.advance(10 * MINUTE);
  heard = records.next();
  times.pass(16 * SECOND);
  await heard;
  expect(records.names().at(-1)).toBe("error clock.adrift");
  while (records.names().at(-1) !== "info clock.restored") await records.next();
  expect(records.names().slice(-2)).toEqual(["debug clock.offset", "info clock.restored"]);
  await settled();
  closing.abort();
  await running;
});

Deno.test("clock watch: refuses what the law and the servers' operators forbid", async () => {
  const times = new Times();
  await using server = await TestTimeServer.start(honest(times));
  expect(() => watchOf(times, [])).toThrow("no time server is given");
  expect(() => watchOf(times, [server], { maxOffset: 1001 })).toThrow("DM 2-11-2005");
  expect(() => watchOf(times, [server], { maxOffset: 0 })).toThrow("the limit is 0 ms");
  expect(() => watchOf(times, [server], { every: 15_000 })).toThrow("RFC 5905");
});
