import { expect } from "expect";
import { nextAttempt } from "../../actors/retry.ts";
import { HOUR, MINUTE, SECOND } from "../../events/instant.ts";

Deno.test("retry: the pause is half of the work's age", () => {
  expect(nextAttempt(0, 10 * MINUTE)).toBe(15 * MINUTE);
});

Deno.test("retry: never sooner than 30 seconds, never later than 30 minutes", () => {
  expect(nextAttempt(0, 0)).toBe(30 * SECOND);
  expect(nextAttempt(0, 20 * HOUR)).toBe(20 * HOUR + 30 * MINUTE);
});

Deno.test("retry: a day of attempts is dense at first and does not become a flood", () => {
  const attempts: number[] = [];
  for (let now = 0; now < 24 * HOUR; now = nextAttempt(0, now)) attempts.push(now);
  expect(attempts.filter((at) => at < HOUR).length).toBeGreaterThan(8);
  expect(attempts.length).toBeLessThan(70);
});
