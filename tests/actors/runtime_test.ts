import { expect } from "expect";
import { Overloaded, type Performer, Runtime, type RuntimeOptions } from "../../actors/runtime.ts";
import { HOUR, MINUTE, SECOND } from "../../events/instant.ts";
import type { AnyEvent } from "../../events/definition.ts";
import type { EventStore } from "../../events/store.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { type Errand, type ErrandCommand, errands, type ErrandState } from "../support/errands.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { withFolder } from "../storage/temporary.ts";

type Perform = Performer<ErrandState, ErrandCommand, Errand>;

/** What a test works with. */
interface Bench {
  readonly clock: SimulatedClock;
  readonly store: EventStore;
  /** Makes a runtime over the store. It is stopped after the test. */
  readonly engine: (perform: Perform, options?: Partial<RuntimeOptions>) => Engine;
}

interface Engine {
  readonly runtime: Runtime;
  readonly ask: (key: string, errand: string) => ReturnType<typeof send>;
  readonly send: (key: string, command: ErrandCommand) => ReturnType<typeof send>;
  /** Resolves when the runtime has logged `count` such records. */
  readonly logged: (event: string, count?: number) => Promise<void>;
}

function send(runtime: Runtime, key: string, command: ErrandCommand) {
  return runtime.send(errands, key, command);
}

function bench(name: string, test: (bench: Bench) => Promise<void>): void {
  Deno.test(`runtime: ${name}`, () =>
    withFolder(async (folder) => {
      const clock = new SimulatedClock();
      const storage = await openStorage(folder, clock);
      const runtimes: Runtime[] = [];
      const engine = (perform: Perform, options: Partial<RuntimeOptions> = {}): Engine => {
        const record = new Record();
        const log = (event: string) => record.add(event);
        const runtime = new Runtime({ store: storage.events, clock, log, ...options });
        runtime.register({ actor: errands, perform });
        runtimes.push(runtime);
        return {
          runtime,
          ask: (key, errand) => send(runtime, key, { type: "ask", errand }),
          send: (key, command) => send(runtime, key, command),
          logged: (event, count = 1) => record.reaches(event, count),
        };
      };
      try {
        await test({ clock, store: storage.events, engine });
      } finally {
        await Promise.all(runtimes.map((runtime) => runtime.stop()));
        await storage.close();
      }
    }));
}

/** Counts what happens, and tells when it has happened often enough. */
class Record {
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  add(what: string): void {
    this.#counts.set(what, this.count(what) + 1);
    for (const wake of this.#waiting) wake();
  }

  count(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  async reaches(what: string, count: number): Promise<void> {
    while (this.count(what) < count) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }
}

/** For performers that look at the errand alone. */
const STREAM = { id: "", state: errands.initial() };
const done = (errand: Errand) => ({ command: { type: "done", errand: errand.key } as const });
const succeed: Perform = (errand) => Promise.resolve(done(errand));
const NEVER = Date.UTC(9999, 0);
const never: Perform = () => Promise.resolve({ retry: { at: NEVER, reason: "never" } });

/** Lets everything happen that needs no more than the next turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function reasons(store: EventStore, key: string): Promise<string[]> {
  return (await store.readStream(`errands-${key}`, 0, 1000)).map(({ event }) =>
    `${event.type === "account.disabled" ? "asked" : "settled"} ${
      (event as unknown as { reason: string }).reason
    }`
  );
}

bench("a command's events are durable, and its state is that after them", async (b) => {
  const { ask } = b.engine(never);
  const { events, refusal, state } = await ask("a", "buy");
  expect(events).toEqual([{ type: "account.disabled", at: b.clock.now(), reason: "buy" }]);
  expect(refusal).toBeNull();
  expect(state.owed).toEqual(["buy"]);
  expect(await reasons(b.store, "a")).toEqual(["asked buy"]);
  expect((await ask("a", "buy")).events).toEqual([]);
});

bench(
  "a stream that rests until its deadline is not looked at when the engine starts",
  async (b) => {
    const ended = b.engine(never);
    await ended.send("soon", { type: "remind", at: b.clock.now() + HOUR });
    await ended.send("late", { type: "remind", at: b.clock.now() + HOUR + 1 });
    await ended.runtime.stop();
    const read: string[] = [];
    const store = new Proxy(b.store, {
      get: (store, name: keyof EventStore) => (...words: unknown[]) => {
        if (name === "readStream") read.push(words[0] as string);
        // deno-lint-ignore no-explicit-any -- whatever it is asked for, the real store does it
        return (store as any)[name](...words);
      },
    });
    const log = () => {};
    const looked = async (actor: typeof errands) => {
      read.length = 0;
      const runtime = new Runtime({ store, clock: b.clock, log });
      runtime.register({ actor });
      await runtime.start();
      await runtime.stop();
      return read.toSorted();
    };
    expect(await looked({ ...errands, rest: HOUR })).toEqual(["errands-soon"]);
    expect(await looked(errands)).toEqual(["errands-late", "errands-soon"]);
  },
);

bench("a long stream is folded whole", async (b) => {
  const events = Array.from({ length: 1001 }, (_, index) => ({
    type: "account.disabled",
    at: 1,
    reason: `errand ${index}`,
  } as AnyEvent));
  await b.store.append({ stream: "errands-a", expectedVersion: 0, events, wake: null });
  const { state } = await b.engine(never).ask("a", "last");
  expect(state.asked.length).toBe(1002);
  expect(state.asked.at(-2)).toBe("errand 1000");
});

bench("a refusal reaches the sender and leaves no trace", async (b) => {
  const { send } = b.engine(never);
  const { events, refusal } = await send("a", { type: "forbidden" });
  expect(events).toEqual([]);
  expect(refusal).toMatchObject({ refused: "forbidden" });
  expect(await b.store.head()).toBe(0);
});

bench(
  "a command that breaks is rejected, and the stream goes on from what is durable",
  async (b) => {
    const { ask, send } = b.engine(never);
    await ask("a", "one");
    await expect(send("a", { type: "broken" })).rejects.toThrow("Cannot decide: broken");
    expect((await ask("a", "two")).state.owed).toEqual(["one", "two"]);
  },
);

bench("whoever decided on an old version decides again on the new one", async (b) => {
  const one = b.engine(never);
  const other = b.engine(never);
  await one.ask("a", "buy");
  await other.ask("a", "sell");
  expect((await one.ask("a", "sell")).events).toEqual([]);
  await one.ask("a", "pay");
  expect((await other.ask("a", "rest")).state.asked).toEqual(["buy", "sell", "pay", "rest"]);
  const versions = (await b.store.readStream("errands-a", 0, 1000)).map(({ version }) => version);
  expect(versions).toEqual([1, 2, 3, 4]);
});

bench("many commands to one stream are carried out in order, in few appends", async (b) => {
  let appends = 0;
  const append = b.store.append.bind(b.store);
  b.store.append = (one) => {
    appends++;
    return append(one);
  };
  const { ask } = b.engine(never);
  const names = Array.from({ length: 200 }, (_, index) => `errand ${index}`);
  await Promise.all(names.map((name) => ask("a", name)));
  expect(await reasons(b.store, "a")).toEqual(names.map((name) => `asked ${name}`));
  expect(appends).toBeLessThan(10);
});

bench("an effect is performed once, though commands come while it is under way", async (b) => {
  const release = Promise.withResolvers<void>();
  let performed = 0;
  const { ask, send, logged } = b.engine(async (errand) => {
    performed++;
    await release.promise;
    return done(errand);
  });
  await ask("a", "buy");
  await send("a", { type: "nothing" });
  await send("a", { type: "nothing" });
  release.resolve();
  await logged("account.enabled");
  expect(performed).toBe(1);
  expect(await reasons(b.store, "a")).toEqual(["asked buy", "settled buy"]);
  expect(await b.store.nextWake()).toBeNull();
});

bench("an effect that fails is performed again after 1, 2 and 4 seconds", async (b) => {
  const instants: number[] = [];
  const t0 = b.clock.now();
  const { runtime, ask, send, logged } = b.engine((errand) => {
    instants.push(b.clock.now() - t0);
    return instants.length < 4 ? Promise.reject(new Error("no")) : succeed(errand, STREAM);
  });
  await runtime.start();
  await ask("a", "buy");
  for (const [failure, pause] of [1, 2, 4].entries()) {
    await logged("effect.postponed", failure + 1);
    b.clock.advance(pause * SECOND - 1);
    // A command in between does not shorten the pause.
    await send("a", { type: "nothing" });
    await turn();
    b.clock.advance(1);
  }
  await logged("account.enabled");
  expect(instants).toEqual([0, 1 * SECOND, 3 * SECOND, 7 * SECOND]);
});

bench("an effect that asks for it is performed again at that instant", async (b) => {
  const instants: number[] = [];
  const t0 = b.clock.now();
  const retry = { at: t0 + HOUR, reason: "busy" };
  const { runtime, ask, send, logged } = b.engine((errand) => {
    instants.push(b.clock.now() - t0);
    return instants.length === 1 ? Promise.resolve({ retry }) : succeed(errand, STREAM);
  });
  await runtime.start();
  await ask("a", "buy");
  await logged("effect.postponed");
  b.clock.advance(HOUR - 1);
  await send("a", { type: "nothing" });
  await turn();
  b.clock.advance(1);
  await logged("account.enabled");
  expect(instants).toEqual([0, HOUR]);
});

bench("an effect that settles nothing counts as failed", async (b) => {
  let performed = 0;
  const { ask, logged } = b.engine(() => {
    performed++;
    return Promise.resolve({ command: { type: "nothing" } });
  });
  await ask("a", "buy");
  await logged("effect.postponed");
  expect(performed).toBe(1);
});

bench("what is settled while it waits in its lane is not performed any more", async (b) => {
  const release = Promise.withResolvers<void>();
  const performed: string[] = [];
  const { ask, send, logged } = b.engine(async (errand) => {
    performed.push(errand.key);
    await release.promise;
    return done(errand);
  }, { maxEffects: 1 });
  await ask("a", "first");
  await ask("b", "second");
  await ask("c", "third");
  await send("b", { type: "done", errand: "second" });
  release.resolve();
  await logged("account.enabled", 3);
  expect(performed).toEqual(["first", "third"]);
});

bench("a new runtime performs what the old one left owed, whatever the lease", async (b) => {
  const old = b.engine(() => Promise.reject(new Error("no")));
  await old.ask("a", "buy");
  await old.ask("b", "sell");
  await old.logged("effect.postponed", 2);
  await old.runtime.stop();
  const performed: string[] = [];
  const { runtime, logged } = b.engine((errand) => {
    performed.push(errand.key);
    return succeed(errand, STREAM);
  });
  await runtime.start();
  await logged("account.enabled", 2);
  expect(performed.sort()).toEqual(["buy", "sell"]);
  expect(await b.store.nextWake()).toBeNull();
});

bench("what a dead runtime was at is performed when its lease ends", async (b) => {
  const hung = Promise.withResolvers<void>();
  const dead = b.engine(() => hung.promise.then(() => ({})));
  const { runtime, logged } = b.engine(succeed);
  await runtime.start();
  await dead.ask("a", "buy");
  b.clock.advance(MINUTE);
  await logged("account.enabled");
  expect(await reasons(b.store, "a")).toEqual(["asked buy", "settled buy"]);
  hung.resolve();
});

bench("a deadline is found again after a restart and decides at its instant", async (b) => {
  const old = b.engine(never);
  const at = b.clock.now() + HOUR;
  await old.send("a", { type: "remind", at });
  await old.runtime.stop();
  const { runtime, send, logged } = b.engine(never);
  await runtime.start();
  expect(await b.store.nextWake()).toBe(at);
  b.clock.advance(HOUR - 1);
  expect((await send("a", { type: "nothing" })).state.deadline).toBe(at);
  b.clock.advance(1);
  await logged("account.enabled");
  const [, settled] = await b.store.readStream("errands-a", 0, 1000);
  expect(settled?.event).toEqual({ type: "account.enabled", at, reason: `deadline ${at}` });
  expect(await b.store.nextWake()).toBeNull();
});

bench("a wake instant without a reason is forgotten", async (b) => {
  await b.store.setWake("errands-a", b.clock.now());
  const { runtime } = b.engine(never);
  await runtime.start();
  expect(await b.store.nextWake()).toBeNull();
});

bench("a stream that cannot be woken rests, and holds nobody up", async (b) => {
  await b.store.setWake("unheard-of", b.clock.now());
  await b.engine(never).send("a", { type: "remind", at: b.clock.now() + SECOND });
  const { runtime, logged } = b.engine(never);
  await runtime.start();
  expect(await b.store.due(b.clock.now(), 10)).toEqual([]);
  b.clock.advance(SECOND);
  await logged("account.enabled");
});

bench("the command after the longest queue is refused by name", async (b) => {
  const { runtime, send } = b.engine(never, { maxQueue: 2 });
  // The first is being carried out; two wait.
  const sent = Array.from({ length: 3 }, () => send("a", { type: "nothing" }));
  expect(() => send("a", { type: "nothing" })).toThrow(Overloaded);
  expect(() => runtime.send(errands, "b", { type: "nothing" })).not.toThrow();
  await Promise.all(sent);
  await send("a", { type: "nothing" });
});

bench("it is overloaded while too many effects wait, and not any longer", async (b) => {
  const release = Promise.withResolvers<void>();
  const { runtime, ask, logged } = b.engine(
    (errand) => release.promise.then(() => done(errand)),
    { maxEffects: 1, maxBacklog: 1 },
  );
  for (const key of ["a", "b"]) await ask(key, "buy");
  await turn();
  expect(runtime.overloaded).toBe(false);
  await ask("c", "buy");
  await turn();
  const { overloaded } = runtime;
  release.resolve();
  expect(overloaded).toBe(true);
  await logged("account.enabled", 3);
  expect(runtime.overloaded).toBe(false);
});

bench("streams that leave memory come back as they were", async (b) => {
  const { ask, logged } = b.engine(succeed, { maxIdle: 2 });
  const keys = ["a", "b", "c", "d", "e"];
  for (const errand of ["one", "two", "three"]) {
    await Promise.all(keys.map((key) => ask(key, errand)));
  }
  await logged("account.enabled", 15);
  for (const key of keys) {
    expect((await ask(key, "two")).events).toEqual([]);
    expect((await b.store.readStream(`errands-${key}`, 0, 1000)).map(({ version }) => version))
      .toEqual([1, 2, 3, 4, 5, 6]);
  }
  expect(await b.store.nextWake()).toBeNull();
});

bench("what was erased meanwhile is not in a state of yesterday", async (b) => {
  const { ask } = b.engine((errand) => Promise.resolve(done(errand)));
  await ask("a", "buy");
  while (await b.store.nextWake() !== null) await turn();
  b.clock.advance(24 * HOUR + 1);
  await b.store.append({
    stream: "custody-messages",
    expectedVersion: 0,
    events: [{
      type: "custody.erased",
      at: b.clock.now(),
      before: b.clock.now(),
      streams: ["errands-a"],
      events: 2,
      days: [],
    } as AnyEvent],
    wake: null,
  });
  expect((await b.store.readStream("errands-a", 0, 9)).map(({ event }) => event.type))
    .toEqual(["event.erased", "event.erased"]);
  const { events, state } = await ask("a", "buy");
  expect(events.length).toBe(1);
  expect(state.asked).toEqual(["buy"]);
});

bench("a stream stays in memory while an effect of it is under way", async (b) => {
  const release = Promise.withResolvers<void>();
  let performed = 0;
  const { ask, send, logged } = b.engine(async (errand) => {
    performed++;
    await release.promise;
    return done(errand);
  }, { maxIdle: 1 });
  await ask("a", "buy");
  await turn();
  for (const key of ["b", "c", "a"]) await send(key, { type: "nothing" });
  await turn();
  release.resolve();
  await logged("account.enabled");
  expect(performed).toBe(1);
});

bench("stopping waits for what is under way, with its outcome, and begins nothing", async (b) => {
  const release = Promise.withResolvers<void>();
  const performed: string[] = [];
  const { runtime, ask } = b.engine(async (errand) => {
    performed.push(errand.key);
    await release.promise;
    return done(errand);
  }, { maxEffects: 1 });
  await ask("a", "buy");
  await ask("b", "sell");
  await turn();
  const stopped = runtime.stop();
  release.resolve();
  await stopped;
  expect(performed).toEqual(["buy"]);
  expect(await reasons(b.store, "a")).toEqual(["asked buy", "settled buy"]);
  expect(await b.store.nextWake()).not.toBeNull();
});

bench("no deadline passes while the clock is wrong", async (b) => {
  let trusted = true;
  const attempts = new Record();
  const { runtime, ask } = b.engine((errand) => {
    attempts.add(errand.key);
    return Promise.resolve({ retry: { at: b.clock.now() + HOUR, reason: "later" } });
  }, { trusted: () => trusted });
  await runtime.start();
  await ask("a", "buy");
  await attempts.reaches("buy", 1);
  while (await b.store.nextWake() !== b.clock.now() + HOUR) await turn();
  for (let turns = 0; turns < 50; turns++) await turn();
  trusted = false;
  b.clock.advance(2 * HOUR);
  for (let turns = 0; turns < 50; turns++) await turn();
  expect(attempts.count("buy")).toBe(1);
  trusted = true;
  b.clock.advance(MINUTE);
  await attempts.reaches("buy", 2);
});
