/** @module */
import { expect } from "expect";
import { scheduledKey } from "../../../actors/scheduled.ts";
import { scheduledStream } from "../../../adapters/api/scheduling/stream.ts";
import { acceptContent } from "../../../adapters/points/submission.ts";
import { HOUR } from "../../../events/instant.ts";
import { withApi } from "../support/application.ts";
import { contentOf, eventOf, pecIdOf, plan, typesOf } from "./planning.ts";

const path = (key: string) => `/v1/messages/${scheduledKey(pecIdOf(key))}`;
const stream = (key: string) => scheduledStream(pecIdOf(key));

Deno.test("scheduling: a message is called off, and stays so", async () => {
  await withApi(async ({ ask, world, clock }) => {
    await plan(world, "a", clock.now() + HOUR);
    const answer = await ask("POST", `${path("a")}/cancel`);
    expect([answer.status, answer.json.state]).toEqual([200, "cancelled"]);
    expect((await ask("POST", `${path("a")}/cancel`)).json).toEqual(answer.json);
    clock.advance(2 * HOUR);
    // Planned later: by then the other one has had its turn.
    await plan(world, "b", clock.now());
    await eventOf(world, stream("b"), "scheduled.sent");
    expect(await typesOf(world, stream("a"))).toEqual(["scheduled.planned", "scheduled.cancelled"]);
    const [, cancelled] = await world.storage.events.readStream(stream("a"), 0, 2);
    expect(cancelled!.event).toMatchObject({ by: "all00000" });
    const moved = await ask("PATCH", path("a"), { json: { send_at: "2026-12-01T00:00:00Z" } });
    expect(moved.status).toBe(409);
  });
});

Deno.test("scheduling: what is sent cannot be called off", async () => {
  await withApi(async ({ ask, world, provider, clock }) => {
    await plan(world, "a", clock.now() + HOUR);
    clock.advance(HOUR);
    await eventOf(world, stream("a"), "scheduled.sent");
    expect((await ask("POST", `${path("a")}/cancel`)).status).toBe(409);
    const envelope = {
      account: "anna@alfa.example",
      sender: "anna@alfa.example",
      recipients: ["carla@alfa.example"],
    };
    const request = { by: "all00000", fingerprint: "f".repeat(64) };
    const content = await contentOf(world, "b");
    await acceptContent(provider, envelope, content, world.limits, request, pecIdOf("b"));
    expect((await ask("POST", `${path("b")}/cancel`)).status).toBe(409);
    expect(await typesOf(world, stream("b"))).toEqual([]);
  });
});

Deno.test("scheduling: a cancellation and the time that comes at once: one of them wins", async () => {
  await withApi(async ({ ask, world, clock }) => {
    const keys = Array.from({ length: 8 }, (_, index) => `corsa/${index}`);
    for (const key of keys) await plan(world, key, clock.now() + HOUR);
    const answers = keys.map(async (key, index) => {
      if (index === 3) clock.advance(HOUR);
      return { key, status: (await ask("POST", `${path(key)}/cancel`)).status };
    });
    for (const { key, status } of await Promise.all(answers)) {
      if (status === 409) await eventOf(world, stream(key), "scheduled.sent");
      const types = await typesOf(world, stream(key));
      expect([status, types.at(-1)])
        .toEqual(status === 200 ? [200, "scheduled.cancelled"] : [409, "scheduled.sent"]);
      const submitted = await typesOf(world, `outgoing-${pecIdOf(key)}`);
      expect(submitted.length > 0).toBe(status === 409);
    }
  });
});

Deno.test("scheduling: a message is moved", async () => {
  await withApi(async ({ ask, world, clock }) => {
    await plan(world, "a", clock.now() + HOUR);
    const later = new Date(clock.now() + 3 * HOUR).toISOString();
    const answer = await ask("PATCH", path("a"), { json: { send_at: later } });
    expect([answer.status, answer.json.send_at, answer.json.state])
      .toEqual([200, later, "scheduled"]);
    clock.advance(2 * HOUR);
    expect(await typesOf(world, stream("a"))).toEqual(["scheduled.planned", "scheduled.moved"]);
    clock.advance(HOUR);
    await eventOf(world, stream("a"), "scheduled.sent");
    const sent = await ask("PATCH", path("a"), { json: { send_at: "2026-12-01T00:00:00Z" } });
    expect(sent.status).toBe(409);
    await plan(world, "b", clock.now() + HOUR);
    for (const send_at of ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "domani"]) {
      const refused = await ask("PATCH", path("b"), { json: { send_at } });
      expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, "/send_at"]);
    }
  });
});

Deno.test("scheduling: nobody sees what belongs to other mailboxes", async () => {
  await withApi(async ({ ask, world, clock }) => {
    await plan(world, "a", clock.now() + HOUR);
    const json = { send_at: "2026-12-01T00:00:00Z" };
    for (const [id, key] of [[path("a"), "live_carla"], [path("none"), "live_all"]] as const) {
      expect((await ask("POST", `${id}/cancel`, { key })).status).toBe(404);
      expect((await ask("PATCH", id, { key, json })).status).toBe(404);
    }
    expect((await ask("POST", `${path("a")}/cancel`, { key: "live_read" })).status).toBe(403);
    expect(await typesOf(world, stream("a"))).toEqual(["scheduled.planned"]);
  });
});
