import { expect } from "expect";
import { Lanes } from "../../actors/lanes.ts";

Deno.test("lanes: a full lane holds up nobody in another one", async () => {
  const lanes = new Lanes(1);
  const order: string[] = [];
  const leaveSlow = await lanes.enter("slow");
  const second = lanes.enter("slow").then((leave) => {
    order.push("slow 2");
    leave();
  });
  const leaveFast = await lanes.enter("fast");
  order.push("fast");
  leaveFast();
  expect(lanes.waiting).toBe(1);
  leaveSlow();
  await second;
  expect(order).toEqual(["fast", "slow 2"]);
  expect(lanes.waiting).toBe(0);
});

Deno.test("lanes: whoever came first goes first, and no more than the width are inside", async () => {
  const lanes = new Lanes(2);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  await Promise.all([1, 2, 3, 4, 5].map(async (number) => {
    const leave = await lanes.enter("lane");
    most = Math.max(most, ++inside);
    order.push(number);
    await Promise.resolve();
    inside--;
    leave();
  }));
  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
