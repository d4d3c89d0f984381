import { expect } from "expect";
import { addressesOf, routeTo } from "../../../adapters/smtp/client/route.ts";
import { relayTo, request, verdicts, zeros, type Zone, zoneResolver } from "./setup.ts";
import { TestServer } from "./test_server.ts";

const mx = (...records: readonly (readonly [number, string])[]) => ({
  kind: "found" as const,
  records: records.map(([preference, exchange]) => ({ preference, exchange })),
});

/** The hosts for a domain, or the verdict. */
async function hosts(domain: string, zone: Zone, random = zeros): Promise<readonly string[]> {
  const options = { resolver: zoneResolver(zone), random, name: "mail.alfa.example" };
  const routing = await routeTo(domain, options);
  if ("hops" in routing) return routing.hops.map(({ host, port }) => `${host}:${port}`);
  return [`${routing.failure.outcome} ${routing.failure.enhanced}`];
}

Deno.test("routing: exchangers in the order of their preference", async () => {
  const zone = { "beta.example MX": mx([20, "c.example"], [5, "a.example"], [10, "b.example"]) };
  expect(await hosts("beta.example", zone)).toEqual([
    "a.example:25",
    "b.example:25",
    "c.example:25",
  ]);
});

Deno.test("routing: equal preferences are shuffled by the randomness handed in", async () => {
  const zone = { "beta.example MX": mx([5, "a.example"], [5, "b.example"], [1, "first.example"]) };
  const ascending = (length: number) => Uint8Array.from({ length }, (_, index) => index);
  const descending = (length: number) => Uint8Array.from({ length }, (_, index) => length - index);
  expect(await hosts("beta.example", zone, ascending)).toEqual([
    "first.example:25",
    "a.example:25",
    "b.example:25",
  ]);
  expect(await hosts("beta.example", zone, descending)).toEqual([
    "first.example:25",
    "b.example:25",
    "a.example:25",
  ]);
});

Deno.test("routing: without MX the domain itself is the exchanger (RFC 5321 §5.1)", async () => {
  expect(await hosts("beta.example", { "beta.example MX": { kind: "no-records" } }))
    .toEqual(["beta.example:25"]);
});

Deno.test("routing: the null MX refuses (RFC 7505), beside others it counts for nothing", async () => {
  expect(await hosts("beta.example", { "beta.example MX": mx([0, ""]) })).toEqual([
    "refused 5.1.10",
  ]);
  expect(await hosts("beta.example", { "beta.example MX": mx([0, ""], [1, "a.example"]) }))
    .toEqual(["a.example:25"]);
});

Deno.test("routing: only a domain that does not exist is refused, a failing DNS defers", async () => {
  expect(await hosts("beta.example", {})).toEqual(["refused 5.1.2"]);
  expect(await hosts("beta.example", { "beta.example MX": { kind: "failed", reason: "SERVFAIL" } }))
    .toEqual(["deferred 4.4.3"]);
  expect(await hosts("[192.0.2.1]", {})).toEqual(["refused 5.1.2"]);
  expect(await hosts("", {})).toEqual(["refused 5.1.2"]);
});

Deno.test("routing: exchangers not better than this host are left out (RFC 5321 §5.1)", async () => {
  const own = [10, "mail.alfa.example"] as const;
  const zone = {
    "beta.example MX": mx([5, "a.example"], own, [10, "b.example"], [20, "c.example"]),
  };
  expect(await hosts("beta.example", zone)).toEqual(["a.example:25"]);
  expect(await hosts("beta.example", { "beta.example MX": mx(own) })).toEqual(["refused 5.4.6"]);
});

Deno.test("routing: internationalised domains are looked up as A-labels", async () => {
  const zone = { "xn--perch-fsa.example MX": mx([5, "a.example"]) };
  expect(await hosts("Perché.example", zone)).toEqual(["a.example:25"]);
});

Deno.test("addresses: of both families; none at all refuses, a failing DNS defers", async () => {
  const hop = { host: "mx.example", port: 25, tlsName: "mx.example" };
  const found = (...records: string[]) => ({ kind: "found" as const, records });
  const failed = { kind: "failed" as const, reason: "timeout" };
  const none = { kind: "no-records" as const };
  const at = (a: Zone[string], aaaa: Zone[string]) =>
    addressesOf(hop, zoneResolver({ "mx.example A": a, "mx.example AAAA": aaaa }));
  expect(await at(found("192.0.2.1"), found("2001:db8::1"))).toEqual({
    addresses: ["192.0.2.1", "2001:db8::1"],
  });
  expect(await at(found("192.0.2.1"), failed)).toEqual({ addresses: ["192.0.2.1"] });
  expect(await at(none, failed)).toMatchObject({ failure: { enhanced: "4.4.3" } });
  expect(await at(none, none)).toMatchObject({ failure: { enhanced: "5.4.4" } });
});

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  await using server = await TestServer.start();
  return server.port;
}

Deno.test("relay: a hop that cannot be reached defers", async () => {
  await using to = relayTo(await deadPort());
  const result = await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  expect(verdicts(result)).toEqual(["deferred 451 4.4.1"]);
});

Deno.test("relay: a hop that never greets, or greets with 554, defers", async () => {
  {
    await using server = await TestServer.start({ greeting: null });
    await using to = relayTo(server.port, { timeouts: { greetingTimeout: 20 } });
    const result = await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
    expect(verdicts(result)).toEqual(["deferred 451 4.4.1"]);
  }
  await using server = await TestServer.start({ greeting: "554 5.3.2 no service" });
  await using to = relayTo(server.port);
  const result = await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  expect(verdicts(result)).toEqual(["deferred 554 4.3.2"]);
});

Deno.test("relay: a hop that falls silent defers", async () => {
  await using server = await TestServer.start({
    reply: (verb) => verb === "DATA" ? "" : undefined,
  });
  await using to = relayTo(server.port, { timeouts: { socketTimeout: 20 } });
  const result = await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  expect(verdicts(result)).toEqual(["deferred 451 4.4.2"]);
});

Deno.test("relay: an unreachable address of a hop is followed by the next one", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port, {
    resolver: zoneResolver({
      "mx.beta.example A": { kind: "found", records: ["127.0.0.2", "127.0.0.1"] },
      "mx.beta.example AAAA": { kind: "no-records" },
    }),
    routes: new Map([["beta.example", { host: "mx.beta.example", port: server.port }]]),
  });
  const result = await to.relay.relay("BETA.example", request("a: b\r\n\r\n"));
  expect(result.hop).toBe("mx.beta.example");
  expect(verdicts(result)).toEqual(["taken 250 2.0.0"]);
});

Deno.test("relay: when no exchanger has an address, a failing DNS weighs more", async () => {
  const zone = { "beta.example MX": mx([1, "a.example"], [2, "b.example"]) };
  const relayWith = async (more: Zone) => {
    const options = { resolver: zoneResolver({ ...zone, ...more }), routes: new Map() };
    await using to = relayTo(0, options);
    return await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  };
  expect(verdicts(await relayWith({}))).toEqual(["refused 550 5.4.4"]);
  const failing: Zone = { "a.example A": { kind: "failed", reason: "SERVFAIL" } };
  const result = await relayWith(failing);
  expect(result.hop).toBe("b.example");
  expect(verdicts(result)).toEqual(["deferred 451 4.4.3"]);
});
