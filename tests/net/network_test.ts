import { expect } from "expect";
import { networkOf } from "../../adapters/net/network.ts";

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
