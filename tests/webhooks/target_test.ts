/** @module */
import { expect } from "expect";
import type { Resolver } from "../../adapters/dns/record.ts";
import { isPublicAddress } from "../../adapters/webhooks/public_address.ts";
import { resolveTarget, targetUrl } from "../../adapters/webhooks/target.ts";

/** Names and the addresses that they lead to. */
function resolverOf(names: Readonly<Record<string, readonly string[]>>): Resolver {
  return {
    lookup: (name, type) => {
      const records = (names[name] ?? []).filter((one) => one.includes(":") === (type === "AAAA"));
      if (names[name]?.includes("?")) {
        return Promise.resolve({ kind: "failed", reason: "SERVFAIL" });
      }
      return Promise.resolve(
        records.length > 0 ? { kind: "found", records: records as never } : { kind: "no-records" },
      );
    },
  };
}

Deno.test("target: only addresses of the public internet are public", () => {
  const no = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2002:7f00:1::",
    "3fff::1",
    "localhost",
    "",
  ];
  for (const address of no) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  const yes = ["8.8.8.8", "172.32.0.1", "100.63.255.255", "2a00:1450:4002::200e", "2606:4700::1"];
  for (const address of yes) expect([address, isPublicAddress(address)]).toEqual([address, true]);
});

Deno.test("target: a URL is https, and bears nothing that it does not need", () => {
  const fault = (url: string, allowPrivate = false) => {
    try {
      return targetUrl(url, { allowPrivate }).href;
    } catch (error) {
      return (error as Error).name;
    }
  };
  const no = [
    "gestionale.example",
    "http://gestionale.example/",
    "ftp://gestionale.example/",
    "https://user@gestionale.example/",
    "https://:x@gestionale.example/",
    "https://gestionale.example/#x",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://10.0.0.1:8443/",
    `https://gestionale.example/${"x".repeat(2000)}`,
    `https://gestionale.example/${"è".repeat(900)}`,
  ];
  for (const url of no) expect([url, fault(url)]).toEqual([url, "TargetFault"]);
  expect(fault("https://gestionale.example:8443/pec?x=1"))
    .toBe("https://gestionale.example:8443/pec?x=1");
  expect(fault("http://127.0.0.1:8080/", true)).toBe("http://127.0.0.1:8080/");
  expect(fault("ftp://127.0.0.1/", true)).toBe("TargetFault");
});

Deno.test("target: of a name with several addresses all must be public", async () => {
  const resolver = resolverOf({
    "good.example": ["8.8.8.8", "2a00:1450:4002::200e"],
    "six.example": ["2a00:1450:4002::200e"],
    "mixed.example": ["8.8.8.8", "10.0.0.1"],
    "mapped.example": ["8.8.8.8", "::ffff:127.0.0.1"],
    "unknown.example": ["?"],
  });
  const of = (host: string, allowPrivate = false) =>
    resolveTarget(host, { resolver, allowPrivate }).then(
      ({ address }) => address,
      (error) => error.name,
    );
  expect(await of("good.example")).toBe("8.8.8.8");
  expect(await of("six.example")).toBe("2a00:1450:4002::200e");
  for (const host of ["mixed.example", "mapped.example", "none.example", "unknown.example"]) {
    expect([host, await of(host)]).toEqual([host, "TargetFault"]);
  }
  expect(await of("mixed.example", true)).toBe("8.8.8.8");
  expect(await of("127.0.0.1")).toBe("TargetFault");
});
