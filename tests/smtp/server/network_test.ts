import { expect } from "expect";
import { FailureCount } from "../../../adapters/smtp/server/failure_count.ts";
import { submissionLimits } from "../../../adapters/smtp/server/limits.ts";
import { networkOf } from "../../../adapters/smtp/server/network.ts";

Deno.test("an IPv4 address stands for itself, mapped or not", () => {
  expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
});

Deno.test("an IPv6 address stands for its /64, however it is written", () => {
  const network = networkOf("2001:db8:0:1:2:3:4:5");
  expect(networkOf("2001:DB8:0:1::9")).toBe(network);
  expect(networkOf("2001:db8:0:2::9")).not.toBe(network);
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});

Deno.test("wrong credentials count within their window, per network", () => {
  const limits = { ...submissionLimits, authenticationFailuresPerAddress: 2, failureWindow: 100 };
  const failures = new FailureCount(limits);
  failures.add("192.0.2.7", 1000);
  expect(failures.exhausted("192.0.2.7", 1000)).toBe(false);
  failures.add("192.0.2.7", 1050);
  expect(failures.exhausted("192.0.2.7", 1099)).toBe(true);
  expect(failures.exhausted("192.0.2.8", 1099)).toBe(false);
  expect(failures.exhausted("192.0.2.7", 1100)).toBe(false);
  failures.add("192.0.2.7", 1100);
  expect(failures.exhausted("192.0.2.7", 1100)).toBe(false);
});

Deno.test("only so many networks are remembered", () => {
  const failures = new FailureCount({ ...submissionLimits, authenticationFailuresPerAddress: 1 });
  for (let n = 0; n <= 10_000; n++) failures.add(`network ${n}`, 0);
  expect(failures.exhausted("network 0", 0)).toBe(false);
  expect(failures.exhausted("network 1", 0)).toBe(true);
  expect(failures.exhausted("network 10000", 0)).toBe(true);
});
