import { expect } from "expect";
import { Gate, GateFull } from "../../adapters/gate.ts";

/** Jobs that end when told to. */
function jobs(gate: Gate) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string) =>
    gate.run(() => {
      started.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  return { started, run, end: (name: string) => ends.get(name)!() };
}

Deno.test("gate: no more jobs at a time than allowed, the others in their order", async () => {
  const { started, run, end } = jobs(new Gate(2, 10));
  const results = ["a", "b", "c", "d"].map(run);
  expect(started).toEqual(["a", "b"]);
  end("b");
  await results[1];
  expect(started).toEqual(["a", "b", "c"]);
  end("a");
  await results[0];
  expect(started).toEqual(["a", "b", "c", "d"]);
  end("c");
  end("d");
  expect(await Promise.all(results)).toEqual(["a", "b", "c", "d"]);
});

Deno.test("gate: a full queue refuses", async () => {
  const { run, end } = jobs(new Gate(1, 1));
  const first = run("a");
  const second = run("b");
  await expect(run("c")).rejects.toThrow(GateFull);
  end("a");
  await first;
  end("b");
  await second;
});

Deno.test("gate: a job that fails makes room", async () => {
  const gate = new Gate(1, 1);
  await expect(gate.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await gate.run(() => Promise.resolve("done"))).toBe("done");
});
