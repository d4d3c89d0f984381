/** @module */
import { z } from "@hono/zod-openapi";
import { expect } from "expect";
import type { Api } from "../../adapters/api/api.ts";
import { GateFull } from "../../adapters/gate.ts";
import { operation } from "../../adapters/api/operation.ts";
import { withApi } from "./support/application.ts";

/** An operation that answers with what it is told to. */
function mountEcho(api: Api): void {
  const echo = operation({ scope: "messages:read", changes: "nothing" }, {
    method: "get",
    path: "/v1/echo/{word}",
    operationId: "echo",
    tags: ["Messages"],
    summary: "Says it again",
    request: { params: z.object({ word: z.string().max(10) }) },
    responses: {
      200: {
        description: "The word.",
        content: { "application/json": { schema: z.object({ word: z.string() }) } },
      },
    },
  });
  api.openapi(echo, (context) => {
    const { word } = context.req.valid("param");
    if (word === "too-many") return context.json({ word, other: 1 }, 200);
    if (word === "crash") throw new Error("a secret");
    if (word === "crowd") throw new GateFull("Cannot queue another job");
    return context.json({ word }, 200);
  });
}

Deno.test("api: answers, problems and faults have the forms that are declared", async () => {
  await withApi(async ({ ask, log }) => {
    const answer = await ask("GET", "/v1/echo/hello");
    expect([answer.status, answer.json]).toEqual([200, { word: "hello" }]);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const statuses: number[] = [];
    for (
      const [path, key] of [
        ["/v1/echo/much-too-long", "live_all"],
        ["/v1/echo/hello", null],
        ["/v1/echo/hello", "live_none"],
        ["/v1/nothing", "live_all"],
        ["/v1/echo/crash", "live_all"],
      ] as const
    ) statuses.push((await ask("GET", path, { key })).status);
    expect(statuses).toEqual([400, 401, 403, 404, 500]);
    expect(log.filter((line) => line.startsWith("api.failed"))).toHaveLength(1);
    const crowded = await ask("GET", "/v1/echo/crowd");
    expect([crowded.status, crowded.headers.get("retry-after")]).toEqual([503, "10"]);
    await expect(ask("GET", "/v1/echo/too-many")).rejects.toThrow("undeclared /other");
  }, { operations: [mountEcho] });
});
