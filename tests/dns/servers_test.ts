import { expect } from "expect";
import { parseResolvConf } from "../../adapters/dns/servers.ts";

Deno.test("resolv.conf: name servers in their order, at most three", () => {
  const text = "# nameserver 192.0.2.9\nsearch example\nnameserver 192.0.2.1\r\n" +
    "  nameserver\t2001:db8::1  # comment\nnameserver localhost\nnameserver 192.0.2.3\nnameserver 192.0.2.4";
  expect(parseResolvConf(text)).toEqual([
    { address: "192.0.2.1", port: 53 },
    { address: "2001:db8::1", port: 53 },
    { address: "192.0.2.3", port: 53 },
  ]);
});

Deno.test("resolv.conf: without a name server the local host is asked", () => {
  expect(parseResolvConf("")).toEqual([{ address: "127.0.0.1", port: 53 }]);
});
