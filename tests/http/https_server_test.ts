/** @module */
import { connect, type TLSSocket } from "node:tls";
import { connect as connectTcp } from "node:net";
import { expect } from "expect";
import { startHttpsServer } from "../../adapters/http/https_server.ts";
import { type HttpLimits, httpLimits } from "../../adapters/http/limits.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { authority, certificate } from "./client_setup/support.ts";

/** A server that tells what it got, and what stands in its log. */
async function start(limits: Partial<HttpLimits> = {}) {
  const clock = new SimulatedClock();
  const failures: string[] = [];
  let count = 0;
  const server = await startHttpsServer({
    listen: { hostname: "127.0.0.1", port: 0 },
    certificate,
    limits: { ...httpLimits, ...limits },
    clock,
    async answer(request) {
      const { pathname } = new URL(request.url);
      count++;
      if (pathname === "/fault") throw new Error("no answer");
      const body = await request.text();
      return new Response(`${request.method} ${pathname} ${body.length}`);
    },
    log: (event, { error }) => failures.push(`${event} ${error}`),
  });
  return { server, clock, failures, answered: () => count };
}

function dial(port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: authority.certificatePem,
    }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Everything that the server says until it closes the connection. */
function rest(socket: { on(event: string, listener: (chunk: Uint8Array) => void): unknown }) {
  return new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (chunk) => text += new TextDecoder().decode(chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}

/** What comes back for the bytes of one request, until the connection is closed. */
async function say(port: number, request: string): Promise<string> {
  const socket = await dial(port);
  socket.write(request);
  return await rest(socket);
}

const HEAD = "Host: localhost\r\nConnection: close\r\n";

Deno.test("https server: requests are answered, with their body and without", async () => {
  const { server } = await start();
  expect(await say(server.port, `GET /a?b HTTP/1.1\r\n${HEAD}\r\n`)).toMatch(
    /^HTTP\/1\.1 200 [^]*GET \/a 0$/,
  );
  expect(await say(server.port, `POST /a HTTP/1.1\r\n${HEAD}Content-Length: 3\r\n\r\nabc`))
    .toMatch(/^HTTP\/1\.1 200 [^]*POST \/a 3$/);
  await server.close();
});

Deno.test("https server: what is too large, or no request for it, is refused", async () => {
  const { server } = await start({ head: 1_000, body: 100 });
  const wanted: readonly [request: string, status: number][] = [
    [`GET /${"a".repeat(1_000)} HTTP/1.1\r\n${HEAD}\r\n`, 400],
    [`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n`, 413],
    [
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n${
        "a".repeat(101)
      }\r\n`,
      413,
    ],
    [`TRACE / HTTP/1.1\r\n${HEAD}\r\n`, 501],
    [`OPTIONS * HTTP/1.1\r\n${HEAD}\r\n`, 400],
    [`GET https://other.example/ HTTP/1.1\r\n${HEAD}\r\n`, 400],
    ["EHLO mail.beta.example\r\n", 400],
    ["GET / HTTP/1.1\r\n\r\n", 400],
  ];
  for (const [request, status] of wanted) {
    const answer = await say(server.port, request);
    expect([request, Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1])]).toEqual([request, status]);
  }
  await server.close();
});

Deno.test("https server: who is silent or slow is let go when the time is up", async () => {
  const { server, clock } = await start({ idleTime: 1_000, requestTime: 1_000 });
  const silent = connectTcp(server.port, "127.0.0.1");
  const slow = await dial(server.port);
  slow.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nabc");
  expect(await say(server.port, `GET / HTTP/1.1\r\n${HEAD}\r\n`)).toContain("GET / 0");
  const ends = [rest(silent), rest(slow)];
  clock.advance(999);
  expect(await say(server.port, `GET / HTTP/1.1\r\n${HEAD}\r\n`)).toContain("GET / 0");
  expect([silent.destroyed, slow.destroyed]).toEqual([false, false]);
  clock.advance(1);
  expect(await Promise.all(ends)).toEqual(["", ""]);
  await server.close();
});

Deno.test("https server: an address has so many connections and no more", async () => {
  const { server } = await start({ connectionsPerAddress: 2 });
  const [first, second] = [await dial(server.port), await dial(server.port)];
  await expect(dial(server.port)).rejects.toThrow();
  const closed = rest(first);
  first.end();
  await closed;
  expect(await say(server.port, `GET / HTTP/1.1\r\n${HEAD}\r\n`)).toContain("GET / 0");
  second.destroy();
  await server.close();
});

Deno.test("https server: a fault of the application is logged, and the others go on", async () => {
  const { server, failures } = await start();
  expect(await say(server.port, `GET /fault HTTP/1.1\r\n${HEAD}\r\n`)).toBe("");
  expect(failures).toEqual(["request-failed Error: no answer"]);
  expect(await say(server.port, `GET / HTTP/1.1\r\n${HEAD}\r\n`)).toContain("GET / 0");
  await server.close();
});

Deno.test("https server: closing does not wait for who has not asked yet, and frees the port", async () => {
  const { server } = await start();
  const silent = connectTcp(server.port, "127.0.0.1");
  const half = await dial(server.port);
  half.write("GET / HTTP/1.1\r\nHost: loc");
  const ends = [rest(silent), rest(half)];
  await server.close();
  expect(await Promise.all(ends)).toEqual(["", ""]);
  await expect(dial(server.port)).rejects.toThrow("ECONNREFUSED");
});

Deno.test("https server: requests ahead of their answers are so many and no more", async () => {
  const { server, answered } = await start({ requestsAhead: 10, requestsPerConnection: 10_000 });
  const one = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const last = `GET /last HTTP/1.1\r\n${HEAD}\r\n`;
  expect(await say(server.port, one.repeat(9) + last)).toMatch(/GET \/last 0$/);
  expect(answered()).toBe(10);
  expect(await say(server.port, one.repeat(1_000) + last)).toBe("");
  expect(answered()).toBeLessThan(30);
  // As long as somebody listens to the answers there may be as many as one likes.
  const socket = await dial(server.port);
  const iterator = socket[Symbol.asyncIterator]();
  for (let count = 0; count < 25; count++) {
    socket.write(one);
    expect(new TextDecoder().decode((await iterator.next()).value)).toMatch(/GET \/ 0$/);
  }
  socket.destroy();
  await server.close();
});
