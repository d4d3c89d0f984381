import { expect } from "expect";
import { Overloaded, type Performer, Runtime, type RuntimeOptions } from "../../actors/runtime.ts";
import { HOUR, MINUTE, SECOND } from "../../events/instant.ts";
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

const done = (errand: Errand) => ({ command: { type: "done", errand: errand.key } as const });
const succeed: Perform = (errand) => Promise.resolve(done(errand));
const never: Perform = () => Promise.resolve({ retry: { at: Infinity, reason: "never" } });

async function reasons(store: EventStore, key: string): Promise<string[]> {
  return (await store.readStream(`errands-${key}`)).map(({ event }) =>
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

bench("a refusal reaches the sender and leaves no trace", async (b) => {
  const { send } = b.engine(never);
  const { events, refusal } = await send("a", { type: "forbidden" });
  expect(events).toEqual([]);
  expect(refusal).toMatchObject({ refused: "forbidden" });
  expect(await b.store.head()).toBe(0);
});

bench("a command that breaks is rejected, and the stream goes on from what is durable", async (b) => {
  const { ask, send } = b.engine(never);
  await ask("a", "one");
  await expect(send("a", { type: "broken" })).rejects.toThrow("Cannot decide: broken");
  expect((await ask("a", "two")).state.owed).toEqual(["one", "two"]);
});

bench("whoever decided on an old version decides again on the new one", async (b) => {
  const one = b.engine(never);
  const other = b.engine(never);
  await one.ask("a", "buy");
  await other.ask("a", "sell");
  expect((await one.ask("a", "sell")).events).toEqual([]);
  await one.ask("a", "pay");
  expect((await other.ask("a", "rest")).state.asked).toEqual(["buy", "sell", "pay", "rest"]);
  const versions = (await b.store.readStream("errands-a")).map(({ version }) => version);
  expect(versions).toEqual([1, 2, 3, 4]);
});

bench("many commands to one stream are carried out in order, in few appends", async (b) => {
  let appends = 0;
  const store: EventStore = Object.create(b.store, {
    append: {
      value: (...args: Parameters<EventStore["append"]>) => {
        appends++;
        return b.store.append(...args);
      },
    },
  });
  const { ask } = b.engine(never, { store });
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

bench("an effect that fails is performed again after 1, 2, 4 seconds", async (b) => {
  const instants: number[] = [];
  const t0 = b.clock.now();
  const { runtime, ask, logged } = b.engine((errand) => {
    instants.push(b.clock.now() - t0);
    return instants.length < 4 ? Promise.reject(new Error("no")) : succeed(errand, undefined!);
  });
  await runtime.start();
  await ask("a", "buy");
  for (const [failure, pause] of [1, 2, 4].entries()) {
    await logged("effect.postponed", failure + 1);
    b.clock.advance(pause * SECOND - 1);
    // A command in between does not shorten the pause.
    await ask("a", `meanwhile ${failure}`).then(() => b.clock.advance(1));
  }
  await logged("account.enabled");
  expect(instants.slice(0, 1)).toEqual([0]);
});

bench("an effect that asks for it is performed again at that instant", async (b) => {
  const instants: number[] = [];
  const at = b.clock.now() + HOUR;
  const { runtime, ask, logged } = b.engine((errand) => {
    instants.push(b.clock.now());
    return instants.length === 1
      ? Promise.resolve({ retry: { at, reason: "busy" } })
      : succeed(errand, undefined!);
  });
  await runtime.start();
  await ask("a", "buy");
  await logged("effect.postponed");
  b.clock.advance(HOUR - 1);
  await ask("b", "other");
  b.clock.advance(1);
  await logged("account.enabled", 2);
  expect(instants.filter((instant) => instant === at)).toHaveLength(1);
});
