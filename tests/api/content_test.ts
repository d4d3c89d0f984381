/** @module */
import { z } from "@hono/zod-openapi";
import { expect } from "expect";
import type { Api } from "../../adapters/api/api.ts";
import { operation } from "../../adapters/api/operation.ts";
import { withApi } from "./support/application.ts";

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

Deno.test("content: a body that would take long to parse is not parsed", async () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  await withApi(async ({ ask }) => {
    const headers = { "content-type": "application/json" };
    const send = (text: string) => ask("POST", "/v1/anything", { body: text, headers });
    expect((await send(`{"a":${nested(63)}}`)).status).toBe(204);
    expect((await send(`{"a":${nested(64)}}`)).status).toBe(413);
    // It would be told to be no JSON if it had been parsed.
    expect((await send("[".repeat(5_000_000))).status).toBe(413);
  }, { operations: [mountAnything] });
});

Deno.test("content: a batch of which everything is wrong is told so", async () => {
  await withApi(async ({ ask }) => {
    const headers = { "idempotency-key": "wrong" };
    const send = (to: unknown[]) => {
      const messages = Array(100).fill({ from: 1, to });
      return ask("POST", "/v1/messages/batch", { headers, json: { messages } });
    };
    expect((await send(Array(990).fill(1))).status).toBe(422);
    expect((await send(Array(1000).fill(1))).status).toBe(413);
  });
});
