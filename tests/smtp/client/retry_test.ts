import { expect } from "expect";
import { HOUR, MINUTE } from "../../../events/instant.ts";
import { nextAttempt } from "../../../adapters/smtp/client/retry.ts";

Deno.test("retry: dense at first, then every hour", () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) =>
    nextAttempt(attempt, 0, Infinity)! / MINUTE
  );
  expect(minutes).toEqual([1, 2, 5, 10, 20, 30, 60, 60, 60]);
});

Deno.test("retry: no attempt after the message's lifetime", () => {
  expect(nextAttempt(1, 0, MINUTE)).toBe(MINUTE);
  expect(nextAttempt(1, 0, MINUTE - 1)).toBe(null);
});

Deno.test("retry: a day holds 28 further attempts", () => {
  let attempts = 0;
  let now: number | null = 0;
  while ((now = nextAttempt(attempts + 1, now, 24 * HOUR)) !== null) attempts++;
  expect(attempts).toBe(28);
});
