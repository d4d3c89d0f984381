import { expect } from "expect";
import { relayTo, request, verdicts } from "./setup.ts";
import { TestServer } from "./test_server.ts";

const message = () => request("a: b\r\n\r\n");
const count = (server: TestServer, verb: string) =>
  server.commands.filter((line) => line.startsWith(verb)).length;

Deno.test("pool: one session carries message after message, with RSET between", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  for (let n = 0; n < 5; n++) await to.relay.relay("beta.example", message());
  expect([server.connections, count(server, "EHLO"), count(server, "RSET")]).toEqual([1, 1, 4]);
});

Deno.test("pool: no more sessions with a hop than allowed, and all messages go through", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port, { limits: { perHop: 3 } });
  const results = await Promise.all(
    Array.from({ length: 20 }, () => to.relay.relay("beta.example", message())),
  );
  expect(results.flatMap(verdicts)).toEqual(Array(20).fill("taken 250 2.0.0"));
  expect([server.connections, server.mostOpen, server.messages.length]).toEqual([3, 3, 20]);
});

Deno.test("pool: a session ends after its number of messages", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port, { limits: { messages: 2 } });
  for (let n = 0; n < 5; n++) await to.relay.relay("beta.example", message());
  expect([server.connections, count(server, "QUIT")]).toEqual([3, 2]);
});

Deno.test("pool: a session without work is ended when its time has come", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port, { limits: { idle: 5000 } });
  await to.relay.relay("beta.example", message());
  to.clock.advance(4999);
  await to.relay.relay("beta.example", message());
  to.clock.advance(5000);
  await server.idle();
  expect([server.connections, count(server, "QUIT")]).toEqual([1, 1]);
  await to.relay.relay("beta.example", message());
  expect(server.connections).toBe(2);
});

Deno.test("pool: a session that the hop has ended meanwhile is replaced", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  await to.relay.relay("beta.example", message());
  server.cut();
  expect(verdicts(await to.relay.relay("beta.example", message()))).toEqual(["taken 250 2.0.0"]);
  expect(server.connections).toBe(2);
});

Deno.test("pool: a session whose hop hangs up on RSET is replaced", async () => {
  await using server = await TestServer.start({
    reply: (verb) => verb === "RSET" ? null : undefined,
  });
  await using to = relayTo(server.port);
  await to.relay.relay("beta.example", message());
  expect(verdicts(await to.relay.relay("beta.example", message()))).toEqual(["taken 250 2.0.0"]);
  expect(server.connections).toBe(2);
});

Deno.test("pool: when the queue is full the message is deferred", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port, { limits: { perHop: 1, queue: 1 } });
  const results = await Promise.all(
    Array.from({ length: 3 }, () => to.relay.relay("beta.example", message())),
  );
  expect(results.flatMap(verdicts)).toEqual([
    "taken 250 2.0.0",
    "taken 250 2.0.0",
    "deferred 451 4.3.2",
  ]);
});

Deno.test("pool: sessions in all are bounded; an idle one makes room, nobody starves", async () => {
  const order: string[] = [];
  const noting = (name: string) => ({
    reply: (verb: string) => verb === "CONTENT" ? void order.push(name) : undefined,
  });
  await using one = await TestServer.start(noting("beta"));
  await using other = await TestServer.start(noting("gamma"));
  const routes = new Map([
    ["beta.example", { host: "127.0.0.1", port: one.port }],
    ["gamma.example", { host: "127.0.0.1", port: other.port }],
  ]);
  await using to = relayTo(0, { routes, limits: { total: 1, messages: 3 } });
  await to.relay.relay("beta.example", message());
  await to.relay.relay("gamma.example", message());
  const domains = Array.from(
    { length: 20 },
    (_, n) => n % 5 === 4 ? "gamma.example" : "beta.example",
  );
  const results = await Promise.all(domains.map((each) => to.relay.relay(each, message())));
  expect(results.flatMap(verdicts)).toEqual(Array(20).fill("taken 250 2.0.0"));
  expect([one.messages.length, other.messages.length]).toEqual([17, 5]);
  expect(order.lastIndexOf("gamma")).toBeLessThan(order.lastIndexOf("beta"));
});

Deno.test("pool: a hop that cannot be reached frees its place for those who wait", async () => {
  await using server = await TestServer.start({ greeting: "421 4.3.2 busy" });
  await using to = relayTo(server.port, { limits: { perHop: 1 } });
  const results = await Promise.all(
    Array.from({ length: 3 }, () => to.relay.relay("beta.example", message())),
  );
  expect(results.flatMap(verdicts)).toEqual(Array(3).fill("deferred 421 4.3.2"));
});

Deno.test("pool: closing waits for the work in hand", async () => {
  const reached = Promise.withResolvers<void>();
  await using server = await TestServer.start({
    reply: (verb) => verb === "CONTENT" ? void reached.resolve() : undefined,
  });
  await using to = relayTo(server.port);
  const pending = to.relay.relay("beta.example", message());
  await reached.promise;
  await to.relay.close();
  expect(server.messages.length).toBe(1);
  expect(verdicts(await pending)).toEqual(["taken 250 2.0.0"]);
});
