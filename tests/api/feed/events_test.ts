/** @module */
import { expect } from "expect";
import { mountFeed } from "../../../adapters/api/feed/operations.ts";
import { withApi } from "../support/application.ts";
import { received } from "./told.ts";

const operations = [mountFeed];

Deno.test("events: pages lead from the first to the last, and on to what is still to come", async () => {
  await withApi(async ({ ask, world }) => {
    await received(world, "anna@alfa.example", 5);
    const first = await ask("GET", "/v1/events?limit=3");
    expect(first.json.data.map(({ sequence }: { sequence: number }) => sequence)).toEqual([
      1,
      2,
      3,
    ]);
    expect(first.json.has_more).toBe(true);
    expect(first.headers.get("link")).toContain(`after=${first.json.next}`);
    const second = await ask("GET", `/v1/events?after=${first.json.next}`);
    expect(second.json).toMatchObject({
      has_more: false,
      data: [{ sequence: 4 }, { sequence: 5 }],
    });
    const empty = await ask("GET", `/v1/events?after=${second.json.next}`);
    expect(empty.json).toEqual({ data: [], next: second.json.next, has_more: false });
    await received(world, "anna@alfa.example");
    const { json } = await ask("GET", `/v1/events?after=${second.json.next}`);
    expect(json.data).toMatchObject([{
      type: "mailbox.message_received",
      mailbox: "anna@alfa.example",
      message: null,
      sequence: 6,
      reference: null,
      metadata: {},
      data: { uid: 6, kind: "certified" },
    }]);
    const latest = await ask("GET", "/v1/events?after=latest");
    expect(latest.json.data).toEqual([]);
    const since = await ask("GET", "/v1/events?after=2026-11-22T08:00:00.005Z");
    expect(since.json.data.map(({ sequence }: { sequence: number }) => sequence)).toEqual([5, 6]);
  }, { operations });
});

Deno.test("events: nobody is told of a mailbox that is none of theirs", async () => {
  await withApi(async ({ ask, world }) => {
    await received(world, "anna@alfa.example", 2);
    await received(world, "carla@alfa.example");
    const of = async (key: string, query = "") =>
      (await ask("GET", `/v1/events${query}`, { key })).json.data
        ?.map(({ mailbox }: { mailbox: string }) => mailbox);
    expect(await of("live_all")).toHaveLength(3);
    expect(await of("live_carla")).toEqual(["carla@alfa.example"]);
    expect(await of("live_all", "?mailbox=Carla@alfa.example")).toEqual(["carla@alfa.example"]);
    expect(await of("live_all", "?types=message.delivered,message.failed")).toEqual([]);
    expect(await of("live_all", "?message=K1")).toEqual([]);
    const { json: { data: [annas] } } = await ask("GET", "/v1/events");
    const statuses = [
      await ask("GET", "/v1/events?mailbox=anna@alfa.example", { key: "live_carla" }),
      await ask("GET", `/v1/events/${annas.id}`, { key: "live_carla" }),
      await ask("GET", `/v1/events/${annas.id}`),
      await ask("GET", "/v1/events/evt_99999"),
      await ask("GET", "/v1/events?types=message.eaten"),
      await ask("GET", "/v1/events?after=nowhere"),
      await ask("GET", "/v1/events?after=evt_1_99999"),
      await ask("GET", "/v1/events", { key: "live_none" }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 200, 404, 400, 400, 400, 403]);
  }, { operations });
});
