/** @module */
import { expect } from "expect";
import { join } from "node:path";
import { FARTHEST, VirtualClock } from "../../adapters/sandbox/virtual_clock.ts";
import { HOUR, SECOND } from "../../events/instant.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

async function withClock(
  test: (clock: VirtualClock, real: SimulatedClock, file: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const real = new SimulatedClock();
  const file = join(folder, "clock");
  try {
    await test(await VirtualClock.open(real, file), real, file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("virtual clock: a move wakes whom it passes, and nobody else", async () => {
  await withClock(async (clock, real) => {
    const start = clock.now();
    const woken: string[] = [];
    const wait = async (name: string, hours: number) => {
      await clock.until(start + hours * HOUR);
      woken.push(name);
    };
    const waits = [wait("one", 1), wait("two", 2), wait("three", 3)];
    await clock.move(start + HOUR);
    await waits[0];
    expect([woken, clock.now()]).toEqual([["one"], start + HOUR]);
    // Time goes on by itself, too.
    real.advance(HOUR);
    await waits[1];
    expect([woken, clock.offset]).toEqual([["one", "two"], HOUR]);
    await clock.move(start + 3 * HOUR);
    await waits[2];
  });
});

Deno.test("virtual clock: whoever gives up waiting is told so, across moves", async () => {
  await withClock(async (clock) => {
    const giveUp = new AbortController();
    const waiting = clock.until(clock.now() + 5 * HOUR, giveUp.signal);
    await clock.move(clock.now() + HOUR);
    giveUp.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(clock.until(clock.now(), giveUp.signal)).rejects.toThrow("enough");
  });
});

Deno.test("virtual clock: it goes forward alone, and only so far", async () => {
  await withClock(async (clock, real) => {
    const start = clock.now();
    await clock.move(start + HOUR);
    await clock.move(start);
    expect(clock.now()).toBe(start + HOUR);
    await clock.move(start + FARTHEST);
    await expect(clock.move(start + FARTHEST + 1)).rejects.toThrow(RangeError);
    real.advance(SECOND);
    expect(clock.now()).toBe(start + FARTHEST + SECOND);
  });
});

Deno.test("virtual clock: how far it is ahead outlasts it", async () => {
  await withClock(async (clock, real, file) => {
    await clock.move(clock.now() + 90 * HOUR);
    expect((await VirtualClock.open(real, file)).offset).toBe(90 * HOUR);
    for (const text of ["", "-1\n", "1e3\n", `${FARTHEST + 1}\n`]) {
      await Deno.writeTextFile(file, text);
      await expect(VirtualClock.open(real, file)).rejects.toThrow(
        "Remove the folder of the sandbox",
      );
    }
  });
});
