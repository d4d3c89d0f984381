/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { z } from "@hono/zod-openapi";
import type { Api } from "../../adapters/api/api.ts";
import { isModest } from "../../adapters/api/json_extent.ts";
import { operation } from "../../adapters/api/operation.ts";
import { withApi } from "./support/application.ts";

const modest = (text: string) => isModest(new TextEncoder().encode(text));
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

Deno.test("json extent: not too deep, and not too many values", () => {
  expect([modest(nested(64)), modest(nested(65))]).toEqual([true, false]);
  expect([modest('{"a":'.repeat(64)), modest('{"a":'.repeat(65))]).toEqual([true, false]);
  const many = (count: number) => `[${"1,".repeat(count)}1]`;
  expect([modest(many(299_999)), modest(many(300_000))]).toEqual([true, false]);
  expect(modest("[],".repeat(150_001))).toBe(false);
});

Deno.test("json extent: what stands in texts does not count, however it is escaped", () => {
  for (const text of [nested(100), "\\", '\\"', '"', '[\\\\"[', ",".repeat(300_001)]) {
    expect(modest(JSON.stringify([text, text]))).toBe(true);
    expect(modest(JSON.stringify([text]) + nested(65))).toBe(false);
  }
  fc.assert(fc.property(fc.json({ maxDepth: 10 }), modest));
});

Deno.test("json extent: what breaks off within a text is looked at to its end", () => {
  for (const text of ['"', '"\\', '["a\\"', ""]) expect(modest(text)).toBe(true);
});

/** Takes anything. */
function mountAnything(api: Api): void {
  const body = z.object({}).openapi("Anything");
  const route = operation({ scope: null, changes: "nothing" }, {
    method: "post",
    path: "/v1/anything",
    operationId: "postAnything",
    tags: ["Messages"],
    summary: "Anything",
    request: { body: { required: true, content: { "application/json": { schema: body } } } },
    responses: { 204: { description: "Taken." } },
  });
  api.openapi(route, (context) => context.body(null, 204));
}

Deno.test("json extent: a body that would take long to parse is not parsed", async () => {
  await withApi(async ({ ask }) => {
    const headers = { "content-type": "application/json" };
    const send = (text: string) => ask("POST", "/v1/anything", { body: text, headers });
    expect((await send(`{"a":${nested(63)}}`)).status).toBe(204);
    expect((await send(`{"a":${nested(64)}}`)).status).toBe(413);
    // It would be told to be no JSON if it had been parsed.
    expect((await send("[".repeat(5_000_000))).status).toBe(413);
  }, { operations: [mountAnything] });
});
