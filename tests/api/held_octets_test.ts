/** @module */
import { z } from "@hono/zod-openapi";
import { expect } from "expect";
import type { Api } from "../../adapters/api/api.ts";
import { HeldOctets, type Holding } from "../../adapters/api/held_octets.ts";
import { operation } from "../../adapters/api/operation.ts";
import { withApi } from "./support/application.ts";

Deno.test("held octets: so much of one, so much of all, and room again where they go", () => {
  const held = new HeldOctets({ all: 100, each: 60 });
  const unavailable = expect.objectContaining({ type: "unavailable" });
  const [a, b, c] = ["a", "b", "c"].map((client) => held.of(client)) as [Holding, Holding, Holding];
  a.add(50);
  a.add(10);
  expect(() => a.add(1)).toThrow(unavailable);
  expect(() => held.of("a").add(1)).toThrow(unavailable);
  b.add(40);
  expect(() => c.add(1)).toThrow(unavailable);
  b[Symbol.dispose]();
  c.add(40);
  a[Symbol.dispose]();
  held.of("a").add(60);
});

const body = z.object({ text: z.string() }).openapi("Large");

/** Takes a large body and answers when it is let. */
function mountLarge(begun: () => void, gate: Promise<void>): (api: Api) => void {
  const route = operation({ scope: null, changes: "nothing" }, {
    method: "post",
    path: "/v1/large",
    operationId: "postLarge",
    tags: ["Messages"],
    summary: "Large",
    request: { body: { required: true, content: { "application/json": { schema: body } } } },
    responses: { 204: { description: "Taken." } },
  });
  return (api) => {
    api.openapi(route, async (context) => {
      begun();
      await gate;
      return context.body(null, 204);
    });
  };
}

Deno.test("held octets: a client that sends many large bodies at once has to wait", async () => {
  const gate = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const mount = mountLarge(() => ++begun === 4 && all.resolve(), gate.promise);
  await withApi(async ({ ask }) => {
    const json = { text: "a".repeat(11_000_000) };
    const taken = [1, 2, 3, 4].map(() => ask("POST", "/v1/large", { json }));
    await all.promise;
    const fifth = await ask("POST", "/v1/large", { json });
    expect([fifth.status, fifth.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await ask("POST", "/v1/large", { json: { text: 7 } })).status).toBe(422);
    const other = ask("POST", "/v1/large", { key: "live_carla", json });
    gate.resolve();
    expect((await other).status).toBe(204);
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await ask("POST", "/v1/large", { json })).status).toBe(204);
  }, { operations: [mount] });
});
