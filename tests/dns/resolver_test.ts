import { expect } from "expect";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { createResolver, type ResolverOptions } from "../../adapters/dns/resolver.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { type Answering, encodeReply, TestNameServer } from "./name_server.ts";

const a = (name: string, data: string, ttl = 300) => ({ type: "A", name, ttl, data });
const cname = (name: string, data: string, ttl = 300) => ({ type: "CNAME", name, ttl, data });
const mx = (name: string, preference: number, exchange: string) => ({
  type: "MX",
  name,
  ttl: 300,
  data: { preference, exchange },
});
const soa = (ttl: number, minimum: number) => ({
  type: "SOA",
  name: "example",
  ttl,
  data: {
    mname: "a.example",
    rname: "b.example",
    serial: 1,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum,
  },
});

function resolverOf(servers: readonly TestNameServer[], more: Partial<ResolverOptions> = {}) {
  const clock = new SimulatedClock();
  const resolver = createResolver({
    clock,
    random: randomBytes,
    servers: servers.map(({ address }) => address),
    rounds: 1,
    ...more,
  });
  return { clock, resolver };
}

/** Looks `beta.example` up at a server that answers so. */
async function lookup(type: "A" | "MX", answering: Answering) {
  await using server = await TestNameServer.start(answering);
  return await resolverOf([server]).resolver.lookup("Beta.Example.", type);
}

Deno.test("resolver: MX and addresses", async () => {
  expect(
    await lookup("MX", () => [{
      answers: [mx("BETA.example", 10, "MX1.Beta.example"), mx("beta.example", 0, ".")],
    }]),
  ).toEqual({
    kind: "found",
    records: [{ preference: 10, exchange: "mx1.beta.example" }, { preference: 0, exchange: "" }],
  });
  await using server = await TestNameServer.start(() => [{
    answers: [{ type: "AAAA", name: "beta.example", ttl: 300, data: "2001:db8::1" }],
  }]);
  expect(await resolverOf([server]).resolver.lookup("beta.example", "AAAA"))
    .toEqual({ kind: "found", records: ["2001:db8::1"] });
});

Deno.test("resolver: a domain without such records, and no such domain", async () => {
  expect(await lookup("MX", () => [{ authorities: [soa(60, 60)] }])).toEqual({
    kind: "no-records",
  });
  expect(await lookup("MX", () => [{ rcode: "NXDOMAIN" }])).toEqual({ kind: "no-such-domain" });
});

for (const rcode of ["SERVFAIL", "REFUSED"] as const) {
  Deno.test(`resolver: ${rcode} is a failure, never "does not exist"`, async () => {
    expect(await lookup("MX", () => [{ rcode }])).toEqual({
      kind: "failed",
      reason: expect.stringMatching(`beta.example MX: 127.0.0.1 port \\d+: ${rcode}`),
    });
  });
}

Deno.test("resolver: aliases are followed within an answer and by further queries", async () => {
  expect(
    await lookup("A", () => [{
      answers: [
        cname("beta.example", "c.example"),
        cname("c.example", "d.example"),
        a("d.example", "192.0.2.1"),
      ],
    }]),
  ).toEqual({ kind: "found", records: ["192.0.2.1"] });
  expect(
    await lookup("A", ({ name }) => [{
      answers: name === "beta.example" ? [cname(name, "c.example")] : [a("c.example", "192.0.2.1")],
    }]),
  ).toEqual({ kind: "found", records: ["192.0.2.1"] });
  expect(
    await lookup("A", () => [{ rcode: "NXDOMAIN", answers: [cname("beta.example", "c.example")] }]),
  ).toEqual({ kind: "no-such-domain" });
});

Deno.test("resolver: aliases in a circle are a failure", async () => {
  expect(
    await lookup("A", () => [{
      answers: [cname("beta.example", "c.example"), cname("c.example", "beta.example")],
    }]),
  ).toMatchObject({ kind: "failed" });
});

Deno.test("resolver: records of other names count for nothing", async () => {
  expect(await lookup("A", () => [{ answers: [a("gamma.example", "192.0.2.66")] }]))
    .toEqual({ kind: "no-records" });
});

Deno.test("resolver: a truncated answer is asked for again over TCP", async () => {
  await using server = await TestNameServer.start(({ transport }) => [
    transport === "udp"
      ? { truncated: true, answers: [a("beta.example", "192.0.2.66")] }
      : { answers: Array.from({ length: 200 }, (_, n) => a("beta.example", `192.0.2.${n}`)) },
  ]);
  const found = await resolverOf([server]).resolver.lookup("beta.example", "A");
  expect(found).toMatchObject({ kind: "found", records: { length: 200 } });
  expect(server.queries.map(({ transport }) => transport)).toEqual(["udp", "tcp"]);
});

Deno.test("resolver: nonsense over TCP is a failure", async () => {
  expect(
    await lookup("A", ({ transport }) => [
      transport === "udp" ? { truncated: true } : Buffer.from("nonsense"),
    ]),
  ).toMatchObject({ kind: "failed", reason: expect.stringContaining("malformed") });
});

Deno.test("resolver: forgeries are passed over, the true answer still counts", async () => {
  expect(
    await lookup("A", (query) => [
      { id: query.id ^ 1, answers: [a("beta.example", "192.0.2.66")] },
      {
        question: { name: "gamma.example", type: "A" },
        answers: [a("beta.example", "192.0.2.66")],
      },
      {
        question: { name: "beta.example", type: "MX" },
        answers: [a("beta.example", "192.0.2.66")],
      },
      { question: null, answers: [a("beta.example", "192.0.2.66")] },
      Buffer.from("nonsense of some length"),
      encodeReply(query, {}).subarray(0, 11),
      { answers: [a("beta.example", "192.0.2.1")] },
    ]),
  ).toEqual({ kind: "found", records: ["192.0.2.1"] });
});

Deno.test("resolver: ids and source ports change from query to query", async () => {
  await using server = await TestNameServer.start(() => [{}]);
  const { resolver } = resolverOf([server]);
  for (let n = 0; n < 8; n++) await resolver.lookup("beta.example", "A");
  expect(new Set(server.queries.map(({ id }) => id)).size).toBeGreaterThan(4);
  expect(new Set(server.queries.map(({ port }) => port)).size).toBeGreaterThan(4);
});

Deno.test("resolver: a server that knows no EDNS0 is asked without", async () => {
  await using server = await TestNameServer.start(({ edns }) => [
    edns ? { rcode: "FORMERR", question: null } : { answers: [a("beta.example", "192.0.2.1")] },
  ]);
  expect(await resolverOf([server]).resolver.lookup("beta.example", "A"))
    .toEqual({ kind: "found", records: ["192.0.2.1"] });
  expect(server.queries.map(({ edns }) => edns)).toEqual([true, false]);
});

Deno.test("resolver: a server that fails is followed by the next one", async () => {
  await using one = await TestNameServer.start(() => [{ rcode: "SERVFAIL" }]);
  await using other = await TestNameServer.start(
    () => [{ answers: [a("beta.example", "192.0.2.1")] }],
  );
  expect(await resolverOf([one, other]).resolver.lookup("beta.example", "A"))
    .toEqual({ kind: "found", records: ["192.0.2.1"] });
});

Deno.test("resolver: a silent server is given up by the clock, in every round", async () => {
  let asked = Promise.withResolvers<void>();
  await using silent = await TestNameServer.start(() => {
    asked.resolve();
    return [];
  });
  const { clock, resolver } = resolverOf([silent], { rounds: 2, timeout: 500 });
  const pending = resolver.lookup("beta.example", "A");
  for (let round = 0; round < 2; round++) {
    await asked.promise;
    asked = Promise.withResolvers();
    clock.advance(500);
  }
  expect(await pending).toEqual({
    kind: "failed",
    reason: expect.stringContaining("no answer within 500 ms"),
  });
  expect(silent.queries.length).toBe(2);
});

Deno.test("resolver: answers are kept for the shortest TTL on the way", async () => {
  await using server = await TestNameServer.start(() => [{
    answers: [cname("beta.example", "c.example", 20), a("c.example", "192.0.2.1", 300)],
  }]);
  const { clock, resolver } = resolverOf([server]);
  await resolver.lookup("beta.example", "A");
  clock.advance(19_999);
  await resolver.lookup("BETA.example", "A");
  expect(server.queries.length).toBe(1);
  clock.advance(1);
  await resolver.lookup("beta.example", "A");
  expect(server.queries.length).toBe(2);
});

Deno.test("resolver: negative answers are kept as their SOA says (RFC 2308), failures are not", async () => {
  let rcode: "NXDOMAIN" | "SERVFAIL" = "NXDOMAIN";
  await using server = await TestNameServer.start(() => [{ rcode, authorities: [soa(60, 10)] }]);
  const { clock, resolver } = resolverOf([server]);
  await resolver.lookup("beta.example", "A");
  clock.advance(9_999);
  expect(await resolver.lookup("beta.example", "A")).toEqual({ kind: "no-such-domain" });
  expect(server.queries.length).toBe(1);
  clock.advance(1);
  rcode = "SERVFAIL";
  await resolver.lookup("beta.example", "A");
  await resolver.lookup("beta.example", "A");
  expect(server.queries.length).toBe(3);
});

Deno.test("resolver: the cache is bounded", async () => {
  await using server = await TestNameServer.start((
    { name },
  ) => [{ answers: [a(name, "192.0.2.1")] }]);
  const { resolver } = resolverOf([server], { cacheCapacity: 2 });
  for (const name of ["a", "b", "c", "b", "c", "a"]) await resolver.lookup(`${name}.example`, "A");
  expect(server.queries.map(({ name }) => name[0])).toEqual(["a", "b", "c", "a"]);
});

Deno.test("resolver: equal questions at the same time are asked once", async () => {
  await using server = await TestNameServer.start(() => [{}]);
  const { resolver } = resolverOf([server]);
  await Promise.all([1, 2, 3].map(() => resolver.lookup("beta.example", "A")));
  expect(server.queries.length).toBe(1);
});

Deno.test("resolver: what is no host name is not asked for", async () => {
  await using server = await TestNameServer.start(() => [{}]);
  const { resolver } = resolverOf([server]);
  for (
    const name of ["", ".", "a..example", "a b.example", `${"a".repeat(64)}.example`, "é.example"]
  ) {
    expect(await resolver.lookup(name, "A")).toEqual({ kind: "no-such-domain" });
  }
  expect(server.queries.length).toBe(0);
});

Deno.test("resolver: needs a server", () => {
  expect(() => resolverOf([])).toThrow("no name server is configured");
});
