/** @module */
import { z } from "@hono/zod-openapi";
import { expect } from "expect";
import type { Api } from "../../adapters/api/api.ts";
import { byteAnswer, byteContent } from "../../adapters/api/byte_answer.ts";
import { entityTag } from "../../adapters/api/entity_tag.ts";
import { operation } from "../../adapters/api/operation.ts";
import { withApi } from "./support/application.ts";

const TAG = entityTag("bytes");

/** Answers of bytes; each adds to `letGo` once its source may go. */
function mountBytes(letGo: string[]): (api: Api) => void {
  const route = operation({ scope: null, changes: "nothing" }, {
    method: "get",
    path: "/v1/bytes/{name}",
    operationId: "getBytes",
    tags: ["Messages"],
    summary: "Bytes",
    request: { params: z.object({ name: z.string() }) },
    responses: { 200: { description: "Bytes.", content: byteContent } },
  });
  return (api) => {
    api.openapi(route, async (context) => {
      const { name } = context.req.valid("param");
      const answer = await byteAnswer({
        bytes: source(() => letGo.push(name)),
        type: "application/octet-stream",
        filename: name,
        size: 200,
      });
      answer.headers.set("etag", TAG);
      return answer as never;
    });
  };
}

async function* source(ended: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = 0; piece < 2; piece++) yield new Uint8Array(100);
  } finally {
    ended();
  }
}

Deno.test("answers that nobody reads let go of what they come from", async () => {
  const letGo: string[] = [];
  await withApi(async ({ ask, open }) => {
    expect((await ask("GET", "/v1/bytes/whole")).bytes.length).toBe(200);
    expect((await ask("HEAD", "/v1/bytes/head")).headers.get("content-length")).toBe("200");
    const headers = { "if-none-match": TAG };
    expect((await ask("GET", "/v1/bytes/known", { headers })).status).toBe(304);
    const { body } = await open("GET", "/v1/bytes/left");
    await body!.cancel();
    expect(letGo).toEqual(["whole", "head", "known", "left"]);
  }, { operations: [mountBytes(letGo)] });
});
