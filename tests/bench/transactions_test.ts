import { expect } from "expect";
import { latencyOf } from "./load/statistics.ts";
import { Transactions } from "./load/transactions.ts";
import { judged } from "./report.ts";

Deno.test("the load counts what was submitted and completed in the measured time alone", () => {
  const transactions = new Transactions(null);
  transactions.submitted("warm-up", 1, 0, 50);
  transactions.startMeasuring(100);
  transactions.submitted("inside", 2, 110, 120);
  transactions.receipt("warm-up", 130);
  transactions.receipt("inside", 140);
  expect(transactions.underWay).toBe(1);
  transactions.receipt("inside", 150);
  transactions.submitted("late", 1, 190, 195);
  transactions.refused("451 4.3.2 busy", 196);
  transactions.stopMeasuring(200);
  transactions.receipt("late", 230);
  transactions.refused("451 4.3.2 busy", 240);
  expect(transactions.result()).toEqual({
    seconds: 0.1,
    submitted: 2,
    completed: 2,
    refused: { "451 4.3.2 busy": 1 },
    submission: { p50: 5, p99: 10 },
    transaction: { p50: 40, p99: 40 },
    totalSubmitted: 3,
    totalCompleted: 3,
  });
});

Deno.test("a receipt that is seen before the reply to the submission counts", () => {
  const transactions = new Transactions(null);
  transactions.startMeasuring(0);
  transactions.receipt("quick", 9);
  transactions.submitted("quick", 1, 5, 10);
  transactions.stopMeasuring(100);
  expect(transactions.underWay).toBe(0);
  expect(transactions.result().transaction.p50).toBe(5);
});

Deno.test("a transaction waits for a place until another is complete", async () => {
  const transactions = new Transactions(1);
  await transactions.enter();
  let entered = false;
  const second = transactions.enter().then(() => entered = true);
  transactions.submitted("first", 1, 0, 1);
  await Promise.resolve();
  expect(entered).toBe(false);
  transactions.receipt("first", 2);
  await second;
  expect(entered).toBe(true);
});

Deno.test("percentiles are by nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(latencyOf(hundred)).toEqual({ p50: 50, p99: 99 });
  expect(latencyOf([])).toEqual({ p50: 0, p99: 0 });
});

Deno.test("a target is met or missed, at its bound too", () => {
  const measure = (value: number, target: { atLeast: number } | { atMost: number }) =>
    judged([{ name: "", unit: "", value, target }])[0]?.met;
  expect(measure(150, { atLeast: 150 })).toBe(true);
  expect(measure(149, { atLeast: 150 })).toBe(false);
  expect(measure(1.1, { atMost: 1.1 })).toBe(true);
  expect(measure(1.2, { atMost: 1.1 })).toBe(false);
});
