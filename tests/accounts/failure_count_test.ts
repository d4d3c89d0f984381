import { expect } from "expect";
import { FailureCount } from "../../adapters/accounts/failure_count.ts";

Deno.test("failures count within their window, for each by itself", () => {
  const failures = new FailureCount(2, 100);
  failures.add("192.0.2.7", 1000);
  expect(failures.exhausted("192.0.2.7", 1000)).toBe(false);
  failures.add("192.0.2.7", 1050);
  expect(failures.exhausted("192.0.2.7", 1099)).toBe(true);
  expect(failures.exhausted("192.0.2.8", 1099)).toBe(false);
  expect(failures.exhausted("192.0.2.7", 1100)).toBe(false);
  failures.add("192.0.2.7", 1100);
  expect(failures.exhausted("192.0.2.7", 1100)).toBe(false);
});

Deno.test("only so many are remembered", () => {
  const failures = new FailureCount(1, 100);
  for (let n = 0; n <= 10_000; n++) failures.add(`network ${n}`, 0);
  expect(failures.exhausted("network 0", 0)).toBe(false);
  expect(failures.exhausted("network 1", 0)).toBe(true);
  expect(failures.exhausted("network 10000", 0)).toBe(true);
});
