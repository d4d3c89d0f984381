/**
 * Bounded work.
 *
 * @module
 */
import { expect } from "expect";
import { Turns } from "../../adapters/api/turns.ts";

Deno.test("so much work is done at once, so much waits, and what comes after is turned away", async () => {
  const turns = new Turns({ atOnce: 2, waiting: 1 });
  const begun: number[] = [];
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const work = gates.map(({ promise }, index) =>
    turns.take(async () => {
      begun.push(index);
      await promise;
      return index;
    })
  );
  await expect(turns.take(() => Promise.resolve())).rejects.toMatchObject({
    type: "unavailable",
    details: { retryAfter: 10 },
  });
  expect(begun).toEqual([0, 1]);
  gates[1]!.resolve();
  expect(await work[1]).toBe(1);
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  gates[0]!.resolve();
  gates[2]!.resolve();
  expect(await Promise.all(work)).toEqual([0, 1, 2]);
});

Deno.test("work that fails gives its place back", async () => {
  const turns = new Turns({ atOnce: 1, waiting: 0 });
  const failing = () => Promise.reject(new Error("Cannot do it"));
  await expect(turns.take(failing)).rejects.toThrow("Cannot do it");
  expect(await turns.take(() => Promise.resolve("done"))).toBe("done");
});
