import { expect } from "expect";
import { randomBytes } from "node:crypto";
import { askTimeServer, type TimeReading } from "../../adapters/ntp/exchange.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { type Answering, type Reply, TestTimeServer } from "./time_server.ts";

const now = Date.UTC(2026, 10, 21, 9, 30);
const never = new AbortController().signal;

function portsOf() {
  const clock = new SimulatedClock(now);
  const steady = new SimulatedClock(50_000);
  return { clock, steady, random: randomBytes, timeout: 3000 };
}

/** Asks a server that answers so; `meanwhile` runs while the request is on its way. */
async function ask(
  answering: Answering,
  meanwhile: (ports: ReturnType<typeof portsOf>) => void = () => {},
): Promise<TimeReading> {
  const ports = portsOf();
  await using server = await TestTimeServer.start(() => {
    meanwhile(ports);
    return answering();
  });
  return await askTimeServer(server.address, ports, never);
}

function answer(reply: Partial<Reply>): Answering {
  return () => [{ time: now, ...reply }];
}

Deno.test("ntp exchange: the lead of UTC over the steady clock, way there and back alike", async () => {
  // 300 ms on the way, 100 ms at the server.
  const reading = await ask(
    answer({ received: now + 150, time: now + 250 }),
    ({ steady }) => steady.advance(400),
  );
  if (reading.kind !== "time") throw new Error(`unexpected reading: ${JSON.stringify(reading)}`);
  expect(reading.lead).toBeCloseTo(now - 50_000, 1);
  expect(reading.delay).toBeCloseTo(300, 1);
});

Deno.test("ntp exchange: the watched clock may be set in between", async () => {
  const reading = await ask(answer({}), ({ clock }) => clock.advance(3_600_000));
  expect(reading).toMatchObject({ kind: "time", lead: now - 50_000 });
});

Deno.test("ntp exchange: a forged answer does not hide the true one", async () => {
  const forged = { time: now + 9_000, origin: new Uint8Array(8) };
  const reading = await ask(() => [forged, Uint8Array.of(0x24, 1), { time: now }]);
  expect(reading).toMatchObject({ kind: "time", lead: now - 50_000 });
});

Deno.test("ntp exchange: a server that may err by a second is no source", async () => {
  expect(await ask(answer({ rootDispersion: 990, rootDelay: 30 }))).toEqual({
    kind: "unusable",
    reason: "it may err by 1005 ms",
  });
  const slow = await ask(answer({}), ({ steady }) => steady.advance(2_500));
  expect(slow).toMatchObject({ kind: "unusable", reason: "it may err by 1260 ms" });
});

Deno.test("ntp exchange: contradictory timestamps", async () => {
  const contradictory = { kind: "unusable", reason: "its timestamps contradict each other" };
  expect(await ask(answer({ received: now + 5 }))).toEqual(contradictory);
  expect(await ask(answer({ received: now - 60_000 }))).toEqual(contradictory);
});

Deno.test("ntp exchange: silence ends at the timeout", async () => {
  await using server = await TestTimeServer.start(() => []);
  const ports = portsOf();
  const asked = server.asked();
  const reading = askTimeServer(server.address, ports, never);
  await asked;
  ports.steady.advance(3000);
  expect(await reading).toEqual({ kind: "unusable", reason: "no answer within 3000 ms" });
});

Deno.test("ntp exchange: the signal ends it", async () => {
  await using server = await TestTimeServer.start(() => []);
  const aborting = new AbortController();
  const asked = server.asked();
  const reading = askTimeServer(server.address, portsOf(), aborting.signal);
  await asked;
  aborting.abort(new Error("closing"));
  expect(await reading).toEqual({ kind: "unusable", reason: "closing" });
});

Deno.test("ntp exchange: each request has a nonce of its own", async () => {
  await using server = await TestTimeServer.start(answer({}));
  const ports = portsOf();
  await askTimeServer(server.address, ports, never);
  await askTimeServer(server.address, ports, never);
  const [one, other] = server.requests.map((request) => request.subarray(40).toHex());
  expect(one).not.toBe(other);
});
