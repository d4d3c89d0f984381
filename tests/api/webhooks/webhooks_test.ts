/** @module */
import { expect } from "expect";
import { mountFeed } from "../../../adapters/api/feed/operations.ts";
import { mountWebhookDeliveries } from "../../../adapters/api/webhooks/delivery_operations.ts";
import { mountWebhooks } from "../../../adapters/api/webhooks/operations.ts";
import { advanceUntil } from "../../support/advance_until.ts";
import { received } from "../feed/told.ts";
import { type Asked, type TestApi, withApi } from "../support/application.ts";

const operations = [mountFeed, mountWebhooks, mountWebhookDeliveries];
const URL_ = "https://gestionale.example/pec";

async function create({ ask }: TestApi, json: unknown = { url: URL_ }, asked: Asked = {}) {
  return await ask("POST", "/v1/webhooks", { json, ...asked });
}

Deno.test("webhooks: the secret is shown when there is a new one, and never again", async () => {
  await withApi(async (api) => {
    const { ask, world, log } = api;
    const { status, json, headers } = await create(api);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      url: URL_,
      types: null,
      mailboxes: ["*@alfa.example"],
      status: "enabled",
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      secrets: [{ generation: 1, until: null, public_key: expect.stringMatching(/^whpk_/) }],
    });
    const path = headers.get("location")!;
    expect((await ask("GET", path)).text).not.toContain("whsec_");
    const rotated = await ask("POST", `${path}/secrets`, { json: { overlap_hours: 2 } });
    expect(rotated.status).toBe(201);
    expect(rotated.json.secret).not.toBe(json.secret);
    expect(rotated.json.secrets).toMatchObject([{ until: expect.any(String) }, { until: null }]);
    for (let more = 0; more < 3; more++) {
      await ask("POST", `${path}/secrets`, { json: { overlap_hours: 2 } });
    }
    expect((await ask("POST", `${path}/secrets`, { json: {} })).status).toBe(409);
    const events = JSON.stringify(await world.storage.events.readAll(0, 1000));
    for (const secret of [json.secret, rotated.json.secret]) {
      expect(events).not.toContain(secret.slice(6));
      expect(log.join()).not.toContain(secret.slice(6));
    }
    expect(events).toContain('"by":"all00000"');
  }, { operations });
});

Deno.test("webhooks: changed by who has seen them, page by page, until they are deleted", async () => {
  await withApi(async (api) => {
    const { ask } = api;
    const paths: string[] = [];
    for (let count = 0; count < 3; count++) {
      paths.push((await create(api)).headers.get("location")!);
    }
    const first = await ask("GET", "/v1/webhooks?limit=2");
    const second = await ask("GET", `/v1/webhooks?limit=2&after=${first.json.next}`);
    expect([first.json.data.length, second.json.data.length, second.json.next]).toEqual([
      2,
      1,
      null,
    ]);
    const path = paths[0]!;
    const etag = (await ask("GET", path)).headers.get("etag")!;
    const json = { types: ["message.failed"], description: "Errori" };
    expect((await ask("PATCH", path, { json })).status).toBe(428);
    const headers = { "if-match": etag };
    const changed = await ask("PATCH", path, { json, headers });
    expect(changed.json).toMatchObject({ ...json, url: URL_ });
    expect((await ask("PATCH", path, { json, headers })).status).toBe(412);
    const disabled = await ask("POST", `${path}/disable`);
    expect(disabled.json).toMatchObject({ status: "disabled", disabled_reason: "owner" });
    expect((await ask("POST", `${path}/replay`, { json: { from: "evt_0" } })).status).toBe(409);
    expect((await ask("POST", `${path}/enable`)).json).toMatchObject({ status: "enabled" });
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("GET", "/v1/webhooks")).json.data).toHaveLength(2);
  }, { operations });
});

Deno.test("webhooks: nobody is told of, or sees, what is none of theirs", async () => {
  await withApi(async (api) => {
    const { ask, keys } = api;
    const all = keys.get("live_all")!;
    keys.set("live_narrow", { ...all, mailboxes: ["carla@alfa.example"] });
    const { headers } = await create(api);
    const path = headers.get("location")!;
    for (const key of ["live_narrow", "live_carla"]) {
      expect((await ask("GET", path, { key })).status).toBe(404);
      expect((await ask("POST", `${path}/test`, { key })).status).toBe(404);
      expect((await ask("GET", "/v1/webhooks", { key })).json.data).toEqual([]);
    }
    const wide = { url: URL_, mailboxes: ["carla@alfa.example", "*@alfa.example"] };
    const refused = await create(api, wide, { key: "live_narrow" });
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toMatchObject([{ pointer: "/mailboxes/1" }]);
    expect((await create(api, { url: URL_ }, { key: "live_read" })).status).toBe(403);
    expect((await create(api, { url: "ftp://x.example/" })).json.errors)
      .toMatchObject([{ pointer: "/url" }]);
    expect((await create(api, { url: URL_, secret: "x" })).status).toBe(422);
    keys.set("live_nothing", { ...all, mailboxes: [] });
    expect((await create(api, { url: URL_ }, { key: "live_nothing" })).json.errors)
      .toMatchObject([{ pointer: "/mailboxes" }]);
    for (let count = 1; count < 50; count++) await create(api);
    expect((await create(api)).status).toBe(409);
  }, { operations });
});

Deno.test("webhooks: tests, deliveries and replays are told as they were", async () => {
  await withApi(async (api) => {
    const { ask, world, clock } = api;
    const heard: string[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (one) => {
        heard.push((await one.json()).type);
        return new Response(null, { status: heard.length === 1 ? 500 : 200 });
      },
    );
    const closing = new AbortController();
    const running = [world.feed.run(closing.signal), world.webhooks.run(closing.signal)];
    const { headers } = await create(api, { url: `http://127.0.0.1:${server.addr.port}/` });
    const path = headers.get("location")!;
    const failed = { delivered: false, status: 500, error: null, duration_ms: 0 };
    expect((await ask("POST", `${path}/test`)).json).toEqual(failed);
    await received(world, "anna@alfa.example");
    const deliveries = async () => (await ask("GET", `${path}/deliveries?limit=2`)).json;
    const until = async (count: number) => {
      const arrived = async () => {
        while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      await advanceUntil(arrived(), () => clock.advance(10));
      while ((await ask("GET", `${path}/deliveries`)).json.data.length < count);
    };
    await until(2);
    expect((await deliveries()).data).toMatchObject([
      { event: expect.stringMatching(/^evt_\d+$/), attempt: 1, delivered: true, status: 200 },
      { event: expect.stringMatching(/^evt_test_/), status: 500 },
    ]);
    const since = new Date(Date.UTC(2026, 10, 22)).toISOString();
    expect((await ask("POST", `${path}/replay`, { json: { from: since } })).status).toBe(202);
    await until(3);
    const { data, next } = await deliveries();
    expect(data).toHaveLength(2);
    expect((await ask("GET", `${path}/deliveries?after=${next}`)).json.data).toHaveLength(1);
    expect(heard).toEqual([
      "webhook.test",
      "mailbox.message_received",
      "mailbox.message_received",
    ]);
    closing.abort();
    await Promise.all(running);
  }, { operations });
});
