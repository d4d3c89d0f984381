/** @module */
import { expect } from "expect";
import { ScannerUnavailable } from "../../adapters/scanner/scanner.ts";
import { Turns } from "../../adapters/scanner/turns.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** Work that lasts until it is told to end, and whether it has begun. */
class Work {
  begun = false;
  readonly #end = Promise.withResolvers<void>();

  readonly run = async (): Promise<void> => {
    this.begun = true;
    await this.#end.promise;
  };

  end(): void {
    this.#end.resolve();
  }
}

function turnsOf(atOnce: number, waiting: number): { turns: Turns; clock: SimulatedClock } {
  const clock = new SimulatedClock();
  return { turns: new Turns({ clock, timeout: 1000, atOnce, waiting }), clock };
}

/** Lets everything go on that can. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

Deno.test("turns come in order, as many at a time as there may be", async () => {
  const { turns } = turnsOf(2, 10);
  const works = Array.from({ length: 4 }, () => new Work());
  const taken = works.map((work) => turns.take(work.run));
  await settle();
  expect(works.map(({ begun }) => begun)).toEqual([true, true, false, false]);
  works[1]!.end();
  await settle();
  expect(works.map(({ begun }) => begun)).toEqual([true, true, true, false]);
  for (const work of works) work.end();
  await Promise.all(taken);
  expect(works[3]!.begun).toBe(true);
});

Deno.test("whoever finds the line full is told at once", async () => {
  const { turns } = turnsOf(1, 1);
  const works = [new Work(), new Work()];
  const taken = works.map((work) => turns.take(work.run));
  await expect(turns.take(() => Promise.resolve()))
    .rejects.toThrow("Cannot scan: 1 messages wait for a scan already");
  for (const work of works) work.end();
  await Promise.all(taken);
  expect(await turns.take(() => Promise.resolve("a turn"))).toBe("a turn");
});

Deno.test("whoever waits too long gives up the place in the line", async () => {
  const { turns, clock } = turnsOf(1, 2);
  const [first, late, last] = [new Work(), new Work(), new Work()];
  const done = turns.take(first.run);
  const waited = turns.take(late.run).catch((error) => error);
  await settle();
  clock.advance(1000);
  const error = await waited;
  expect(error).toBeInstanceOf(ScannerUnavailable);
  expect(error.message).toBe("Cannot scan: no turn came within 1000 ms");
  const next = turns.take(last.run);
  first.end();
  last.end();
  await Promise.all([done, next]);
  expect([late.begun, last.begun]).toEqual([false, true]);
});

Deno.test("a turn that comes as the time is over goes to the next", async () => {
  const { turns, clock } = turnsOf(1, 2);
  const [first, late, last] = [new Work(), new Work(), new Work()];
  const done = turns.take(first.run);
  const waited = turns.take(late.run).catch((error) => error);
  await settle();
  first.end();
  clock.advance(1000);
  late.end();
  last.end();
  await Promise.all([done, waited]);
  await turns.take(last.run);
  expect(last.begun).toBe(true);
});

Deno.test("work that fails gives its turn back", async () => {
  const { turns } = turnsOf(1, 1);
  const failing = () => Promise.reject(new RangeError("Cannot work"));
  await expect(turns.take(failing)).rejects.toThrow(RangeError);
  expect(await turns.take(() => Promise.resolve("a turn"))).toBe("a turn");
});
