/** @module */
import { expect } from "expect";
import { mountFeed } from "../../../adapters/api/feed/operations.ts";
import { readEventStream } from "../../../adapters/client/event_stream.ts";
import { MINUTE, SECOND } from "../../../events/instant.ts";
import { advanceUntil } from "../../support/advance_until.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { received } from "./told.ts";

/** Runs a test while the feed follows the log. */
function streaming(test: (api: TestApi) => Promise<void>): () => Promise<void> {
  return () =>
    withApi(async (api) => {
      const closing = new AbortController();
      const running = api.world.feed.run(closing.signal);
      try {
        await test(api);
      } finally {
        closing.abort();
        await running;
      }
    }, { operations: [mountFeed] });
}

/** The next chunk of a stream, while time goes on. */
async function chunk(
  { clock }: TestApi,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<string | null> {
  const { value, done } = await advanceUntil(reader.read(), () => clock.advance(100));
  return done ? null : new TextDecoder().decode(value);
}

Deno.test(
  "stream: begins behind Last-Event-ID and goes on as things happen",
  streaming(async (api) => {
    const { open, ask, world, clock } = api;
    await received(world, "anna@alfa.example", 3);
    const { json: { data: [first] } } = await ask("GET", "/v1/events");
    const headers = { "last-event-id": first.id };
    const { body } = await open("GET", "/v1/events/stream?after=latest", { headers });
    const events = readEventStream(body!);
    const next = async () => {
      const { value } = await advanceUntil(events.next(), () => clock.advance(100));
      return JSON.parse(value!.data);
    };
    expect((await next()).sequence).toBe(2);
    expect((await next()).sequence).toBe(3);
    const later = next();
    await received(world, "carla@alfa.example");
    expect(await later).toMatchObject({ mailbox: "carla@alfa.example", sequence: 1 });
    await events.return();
  }),
);

Deno.test(
  "stream: a comment with the cursor comes where nothing else does",
  streaming(async (api) => {
    const { open, world, clock } = api;
    const { body } = await open("GET", "/v1/events/stream", { key: "live_carla" });
    const reader = body!.getReader();
    expect(await chunk(api, reader)).toBe("retry: 5000\n\n");
    await received(world, "anna@alfa.example");
    const start = clock.now();
    const heartbeat = await chunk(api, reader);
    expect(clock.now() - start).toBeGreaterThanOrEqual(15 * SECOND);
    // Nothing of anna's is told, but the cursor is behind it.
    expect(heartbeat).toMatch(/^:\nid: evt_\d+\n\n$/);
    expect(heartbeat).not.toContain("evt_0\n");
    await reader.cancel();
  }),
);

Deno.test(
  "stream: ends when the credentials do, before it tells anything under them",
  streaming(async (api) => {
    const { open, world, clock, keys } = api;
    const { body } = await open("GET", "/v1/events/stream");
    const reader = body!.getReader();
    await chunk(api, reader);
    keys.delete("live_all");
    clock.advance(SECOND);
    const next = chunk(api, reader);
    await received(world, "anna@alfa.example");
    expect(await next).toBe(null);
  }),
);

Deno.test(
  "stream: ends within a minute where nothing is told, and when other mailboxes are bound",
  streaming(async (api) => {
    const { open, clock, keys } = api;
    const { body } = await open("GET", "/v1/events/stream");
    const reader = body!.getReader();
    await chunk(api, reader);
    keys.set("live_all", { ...keys.get("live_all")!, mailboxes: ["carla@alfa.example"] });
    const start = clock.now();
    while (await chunk(api, reader) !== null);
    expect(clock.now() - start).toBeLessThanOrEqual(MINUTE + 15 * SECOND);
  }),
);

Deno.test(
  "stream: a client has so many, and gets none by asking for what is none of its own",
  streaming(async ({ open, ask }) => {
    const path = "/v1/events/stream";
    for (let asked = 0; asked < 1500; asked++) {
      const foreign = await open("GET", `${path}?mailbox=bruno@beta.example`);
      expect(foreign.status).toBe(404);
      await open("HEAD", path);
    }
    const bodies = [];
    for (let opened = 0; opened < 1500; opened++) bodies.push((await open("GET", path)).body!);
    expect((await ask("GET", path)).status).toBe(503);
    const carlas = await open("GET", path, { key: "live_carla" });
    expect(carlas.status).toBe(200);
    await bodies[0]!.cancel();
    bodies[0] = carlas.body!;
    const again = await open("GET", path);
    expect(again.status).toBe(200);
    await Promise.all([again.body!, ...bodies].map((body) => body.cancel()));
  }),
);

Deno.test(
  "stream: who does not read costs no reading; who goes away is forgotten",
  streaming(async (api) => {
    const { open, world } = api;
    let pages = 0;
    const page = world.feed.page.bind(world.feed);
    world.feed.page = (...parameters) => (pages++, page(...parameters));
    const { body } = await open("GET", "/v1/events/stream?after=evt_0");
    await received(world, "anna@alfa.example", 200);
    await new Promise((resolve) => setTimeout(resolve));
    expect(pages).toBe(0);
    const reader = body!.getReader();
    await chunk(api, reader);
    expect((await chunk(api, reader))!.match(/^data: /gm)).toHaveLength(50);
    expect(pages).toBe(1);
    await reader.cancel();
  }),
);
