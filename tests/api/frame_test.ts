/** @module */
import { z } from "@hono/zod-openapi";
import { expect } from "expect";
import { callsKey } from "../../actors/calls.ts";
import type { Api } from "../../adapters/api/api.ts";
import { entityTag } from "../../adapters/api/entity_tag.ts";
import { operation, publicOperation } from "../../adapters/api/operation.ts";
import { asking, withApi } from "./support/application.ts";
import { apiApplication } from "../../adapters/api/application.ts";

const thing = z.object({ name: z.string(), size: z.number().int().min(3) }).openapi("Thing");
const shown = { description: "It.", content: { "application/json": { schema: thing } } };
const meta = { tags: ["Messages"], summary: "A thing" };

/** A few operations without effects. */
function mountThings(api: Api): void {
  const get = operation({ scope: null, changes: "nothing" }, {
    ...meta,
    method: "get",
    path: "/v1/things/{name}",
    operationId: "getThing",
    request: { params: z.object({ name: z.string() }) },
    responses: { 200: shown },
  });
  api.openapi(get, (context) => {
    const { name } = context.req.valid("param");
    return context.json({ name, size: 3 }, 200, { etag: entityTag(name) });
  });
  const create = operation({ scope: null, changes: "nothing" }, {
    ...meta,
    method: "post",
    path: "/v1/things",
    operationId: "createThing",
    request: { body: { required: true, content: { "application/json": { schema: thing } } } },
    responses: { 201: shown },
  });
  api.openapi(create, (context) => context.json(context.req.valid("json"), 201));
  const remove = operation({ scope: null, changes: "call" }, {
    ...meta,
    method: "delete",
    path: "/v1/things/{name}",
    operationId: "deleteThing",
    request: { params: z.object({ name: z.string() }) },
    responses: { 204: { description: "Gone." } },
  });
  api.openapi(remove, (context) => context.body(null, 204));
  const open = publicOperation({
    ...meta,
    method: "get",
    path: "/v1/open",
    operationId: "getOpen",
    responses: { 200: { description: "Nothing." } },
  });
  api.openapi(open, (context) => context.body(null, 200));
}

const operations = [mountThings];

Deno.test("frame: every answer has the fields that keep it private and harmless", async () => {
  await withApi(async ({ ask }) => {
    for (const path of ["/v1/things/a", "/v1/open", "/v1/nothing"]) {
      const { headers } = await ask("GET", path, { headers: { "x-request-id": "mine" } });
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("strict-transport-security")).toMatch(/max-age=\d+/);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  }, { operations });
});

Deno.test("frame: a method that a path does not have is answered with those it has", async () => {
  await withApi(async ({ ask }) => {
    for (
      const [method, path, allow] of [
        ["PUT", "/v1/things/a", "DELETE, GET, HEAD"],
        ["OPTIONS", "/v1/things", "POST"],
      ] as const
    ) {
      const { status, headers } = await ask(method, path);
      expect([status, headers.get("allow")]).toEqual([405, allow]);
    }
    expect((await ask("DELETE", "/v1/thing")).status).toBe(404);
  }, { operations });
});

Deno.test("frame: what changes something is on record before, however long its path is", async () => {
  await withApi(async ({ ask, world, provider, keys }) => {
    const { status, headers } = await ask("DELETE", `/v1/things/${"a".repeat(3_000)}`);
    expect(status).toBe(204);
    const { credential } = keys.get("live_all")!;
    const stream = `calls-${callsKey(credential, provider.clock.now())}`;
    const [recorded] = await world.storage.events.readStream(stream, 0, 10);
    expect(recorded!.event).toMatchObject({
      type: "call.made",
      credential,
      operation: "deleteThing",
      target: expect.stringMatching(/^\/v1\/things\/a+$/),
      request: headers.get("x-request-id"),
    });
  }, { operations });
});

Deno.test("frame: the caller says what it takes, and what it sends", async () => {
  await withApi(async ({ ask }) => {
    const accepting = async (accept: string) =>
      (await ask("GET", "/v1/things/a", { headers: { accept } })).status;
    expect(await accepting("application/json")).toBe(200);
    expect(await accepting("text/html, application/*;q=0.1")).toBe(200);
    expect(await accepting("text/html")).toBe(406);
    expect(await accepting("*/*, application/json;q=0")).toBe(406);
    const sending = async (type: string, body: BodyInit) =>
      await ask("POST", "/v1/things", { body, headers: { "content-type": type } });
    const content = JSON.stringify({ name: "a", size: 3 });
    expect((await sending("application/json; charset=utf-8", content)).status).toBe(201);
    const refused = await sending("text/plain", content);
    expect([refused.status, refused.headers.get("accept")]).toEqual([415, "application/json"]);
    expect((await ask("POST", "/v1/things")).status).toBe(422);
    const broken = await sending("application/json", `{"name": "a", "size" 3}`);
    expect([broken.status, broken.json.detail]).toEqual([400, expect.stringContaining("column")]);
    const latin1 = Uint8Array.from([0x22, 0xe8, 0x22]);
    expect((await sending("application/json", latin1)).status).toBe(400);
    const large = JSON.stringify({ name: "a".repeat(13_000_000), size: 3 });
    expect((await sending("application/json", large)).status).toBe(413);
    const streamed = new Blob([large]).stream();
    expect((await sending("application/json", streamed)).status).toBe(413);
  }, { operations });
});

Deno.test("frame: what is wrong is told in the caller's language, with its place", async () => {
  await withApi(async ({ ask }) => {
    const told = async (language: string) => {
      const asked = {
        json: { name: 7, size: 2, more: 1 },
        headers: { "accept-language": language },
      };
      const { status, json } = await ask("POST", "/v1/things", asked);
      expect(status).toBe(422);
      return json.errors;
    };
    expect(await told("en")).toEqual([
      { pointer: "/name", detail: "Invalid input: expected string, received number" },
      { pointer: "/size", detail: "Too small: expected number to be >=3" },
    ]);
    expect(await told("it, en;q=0.5")).toEqual([
      { pointer: "/name", detail: "Input non valido: atteso string, ricevuto numero" },
      { pointer: "/size", detail: expect.stringMatching(/^Troppo piccolo/) },
    ]);
  }, { operations });
});

Deno.test("frame: who has the answer already does not get it again", async () => {
  await withApi(async ({ ask }) => {
    const first = await ask("GET", "/v1/things/a");
    const tag = first.headers.get("etag")!;
    for (const known of [tag, `"other", W/${tag}`, "*"]) {
      const again = await ask("GET", "/v1/things/a", { headers: { "if-none-match": known } });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
      expect(again.headers.get("etag")).toBe(tag);
    }
    const other = await ask("GET", "/v1/things/b", { headers: { "if-none-match": tag } });
    expect(other.status).toBe(200);
    const head = await ask("HEAD", "/v1/things/a");
    expect([head.status, head.bytes.length, head.headers.get("etag")]).toEqual([200, 0, tag]);
  }, { operations });
});

Deno.test("frame: a credential and a network may ask so often, and then wait", async () => {
  await withApi(async ({ gateway, clock }) => {
    const rate = (requests: number) => ({ requests, window: 60_000 });
    const rates = { perCredential: rate(3), perNetwork: rate(2) };
    const { ask } = asking(apiApplication(gateway, operations, rates));
    const standing = async (key: string | null, path = "/v1/things/a", address = "192.0.2.1") => {
      const { status, headers } = await ask("GET", path, { key, connection: { address } });
      const named = (name: string) => Number(headers.get(name));
      return [status, named("ratelimit-remaining"), named("ratelimit-reset"), named("retry-after")];
    };
    expect(await standing("live_all")).toEqual([200, 2, 20, 0]);
    expect(await standing("live_all")).toEqual([200, 1, 40, 0]);
    expect(await standing("live_all")).toEqual([200, 0, 60, 0]);
    clock.advance(5_000);
    expect(await standing("live_all")).toEqual([429, 0, 55, 15]);
    // Another key has requests of its own.
    expect(await standing("live_read")).toEqual([200, 2, 20, 0]);
    clock.advance(15_000);
    expect(await standing("live_all")).toEqual([200, 0, 60, 0]);
    expect(await standing(null)).toEqual([401, 1, 30, 0]);
    expect(await standing(null, "/v1/nothing")).toEqual([404, 0, 60, 0]);
    expect(await standing(null, "/v1/open")).toEqual([429, 0, 60, 30]);
    expect(await standing(null, "/v1/open", "192.0.2.2")).toEqual([200, 1, 30, 0]);
  }, { operations });
});
