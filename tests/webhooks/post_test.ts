/** @module */
import { expect } from "expect";
import type { ServerResponse } from "node:http";
import { Line } from "../../adapters/webhooks/post.ts";
import { HOUR } from "../../events/instant.ts";
import { advanceUntil } from "../support/advance_until.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { loopback, startEndpoint, type TestServer } from "./server.ts";

const BODY = new TextEncoder().encode("{}");
const never = new AbortController().signal;

async function withEndpoint(
  test: (server: TestServer, clock: SimulatedClock) => Promise<void>,
): Promise<void> {
  const server = await startEndpoint();
  try {
    await test(server, new SimulatedClock());
  } finally {
    await server.close();
  }
}

/** What comes of a delivery to an endpoint that answers so. */
function posted(
  server: TestServer,
  clock: SimulatedClock,
  answer: (response: ServerResponse) => void,
) {
  server.answer = answer;
  const line = new Line(server.url, loopback(clock));
  return line.post({ "webhook-id": "evt_1" }, BODY, never).finally(() => line.close());
}

Deno.test("post: one connection serves one delivery after the other", () =>
  withEndpoint(async (server, clock) => {
    const line = new Line(server.url, loopback(clock));
    for (let index = 0; index < 3; index++) {
      expect(await line.post({ "webhook-id": "evt_1" }, BODY, never)).toEqual({
        status: 204,
        error: null,
        retryAfter: null,
        duration: 0,
      });
    }
    line.close();
    expect(server.connections()).toBe(1);
    const { headers, body } = server.received[0]!;
    expect([body, headers["webhook-id"], headers["content-length"]]).toEqual(["{}", "evt_1", "2"]);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers.host).toMatch(/^localhost:\d+$/);
  }));

Deno.test("post: a certificate of nobody's is not believed", () =>
  withEndpoint(async (server, clock) => {
    const { authorities: _, ...parts } = loopback(clock);
    const line = new Line(server.url, parts);
    const { status, error } = await line.post({}, BODY, never);
    line.close();
    expect([status, typeof error]).toEqual([null, "string"]);
    expect(server.received).toEqual([]);
  }));

Deno.test("post: a name that leads elsewhere the second time is not followed there", () =>
  withEndpoint(async (server, clock) => {
    const answers = ["8.8.8.8", "127.0.0.1"];
    const { resolver: _, allowPrivate: __, ...parts } = loopback(clock);
    const resolver = {
      lookup: (_name: string, type: string) =>
        Promise.resolve(
          type === "A"
            ? { kind: "found", records: [answers.shift() ?? "127.0.0.1"] as never } as const
            : { kind: "no-records" } as const,
        ),
    };
    const rules = { ...parts, resolver, allowPrivate: false };
    await resolver.lookup("localhost", "A");
    const line = new Line(server.url, rules);
    const { status, error } = await line.post({}, BODY, never);
    line.close();
    expect(status).toBe(null);
    expect(error).toBe("127.0.0.1 is no address of the public internet");
    expect(server.connections()).toBe(0);
  }));

Deno.test("post: redirects are answers, and are not followed", () =>
  withEndpoint(async (server, clock) => {
    const location = "http://169.254.169.254/latest/meta-data";
    const outcome = await posted(server, clock, (response) => {
      response.writeHead(302, { location }).end();
    });
    expect(outcome).toMatchObject({ status: 302, error: null });
    expect(server.received).toHaveLength(1);
  }));

Deno.test("post: of an endless body 64 KiB are read", () =>
  withEndpoint(async (server, clock) => {
    let written = 0;
    const closed = Promise.withResolvers<void>();
    const outcome = await posted(server, clock, (response) => {
      response.writeHead(200);
      response.once("close", closed.resolve);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(16_384))) written += 16_384;
      };
      response.on("drain", more);
      response.on("error", () => {});
      more();
    });
    expect(outcome.status).toBe(200);
    await closed.promise;
    expect(written).toBeGreaterThan(64 * 1024);
  }));

Deno.test("post: who does not answer in 15 seconds, or byte by byte, is cut off", () =>
  withEndpoint(async (server, clock) => {
    const silent = posted(server, clock, () => {});
    expect(await advanceUntil(silent, () => clock.advance(1000))).toMatchObject({
      status: null,
      error: "no answer within 15 seconds",
    });
    const trickling = posted(server, clock, (response) => {
      response.socket!.write("HTTP/1.1 2");
    });
    expect(await advanceUntil(trickling, () => clock.advance(1000))).toMatchObject({
      status: null,
      error: "no answer within 15 seconds",
    });
    const slow = posted(server, clock, (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("x");
    });
    // In small steps: the status must be there before the time is over.
    expect(await advanceUntil(slow, () => clock.advance(10))).toMatchObject({ status: 200 });
  }));

Deno.test("post: Retry-After is read in both of its forms, up to a day", () =>
  withEndpoint(async (server, clock) => {
    const pause = async (field: string) => {
      const outcome = await posted(server, clock, (response) => {
        response.writeHead(503, { "retry-after": field }).end();
      });
      return outcome.retryAfter;
    };
    expect(await pause("120")).toBe(120_000);
    expect(await pause(new Date(clock.now() + HOUR).toUTCString())).toBe(HOUR);
    expect(await pause("999999999")).toBe(24 * HOUR);
    expect(await pause("soon")).toBe(null);
    expect(await pause("-5")).toBe(null);
  }));
