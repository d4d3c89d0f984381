/**
 * What can be done about the deliveries to a webhook.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { HOUR } from "../../../events/instant.ts";
import type { Api } from "../api.ts";
import { entryAt } from "../feed/cursor.ts";
import { placeSchema } from "../feed/event_schemas.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { Problem } from "../problem.ts";
import { pageQuery } from "../schemas.ts";
import { sendCommand } from "./commands.ts";
import { requireWebhook, webhookTag } from "./own.ts";
import {
  deliverySchema,
  secretRotationSchema,
  shownWebhook,
  testResultSchema,
  webhookParams,
  webhookWithSecretSchema,
} from "./schemas.ts";
import { deliveryView, outcomeView, webhookView, webhookWithSecret } from "./view.ts";

const WRITES = { scope: "webhooks:write", changes: "own-event" } as const;
const CALLS = { scope: "webhooks:write", changes: "call" } as const;
const PATH = "/v1/webhooks/{id}";

const rotateSecret = operation(WRITES, {
  method: "post",
  path: `${PATH}/secrets`,
  operationId: "rotateWebhookSecret",
  tags: ["Webhooks"],
  summary: "Have a new secret",
  description: "For a time deliveries are signed with the older secrets as well. The new one is " +
    "shown this once.",
  request: {
    params: webhookParams,
    body: { required: true, content: { "application/json": { schema: secretRotationSchema } } },
  },
  responses: {
    201: {
      description: "The webhook and its new secret.",
      content: { "application/json": { schema: webhookWithSecretSchema } },
    },
    ...problems(409, 422),
  },
});

const disableWebhook = operation(WRITES, {
  method: "post",
  path: `${PATH}/disable`,
  operationId: "disableWebhook",
  tags: ["Webhooks"],
  summary: "Stop deliveries",
  description: "What happens meanwhile is delivered when the webhook is enabled again.",
  request: { params: webhookParams },
  responses: { 200: shownWebhook },
});

const enableWebhook = operation(WRITES, {
  method: "post",
  path: `${PATH}/enable`,
  operationId: "enableWebhook",
  tags: ["Webhooks"],
  summary: "Go on with deliveries",
  description: "They go on where they had stopped.",
  request: { params: webhookParams },
  responses: { 200: shownWebhook },
});

const testWebhook = operation(CALLS, {
  method: "post",
  path: `${PATH}/test`,
  operationId: "testWebhook",
  tags: ["Webhooks"],
  summary: "Try a webhook out",
  description: "Sends an event of the type `webhook.test` now, also to a webhook that is " +
    "disabled, and answers with what the endpoint has said.",
  request: { params: webhookParams },
  responses: {
    200: {
      description: "What came of it.",
      content: { "application/json": { schema: testResultSchema } },
    },
  },
});

const replayWebhook = operation(CALLS, {
  method: "post",
  path: `${PATH}/replay`,
  operationId: "replayWebhook",
  tags: ["Webhooks"],
  summary: "Have events delivered once more",
  description: "The events that fit the webhook, in their order, beside what is new; the ids are " +
    "those that they had. What is left of a replay before is left out.",
  request: {
    params: webhookParams,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            from: placeSchema,
            until: placeSchema.optional().openapi({
              description: "The last event, or an instant; all that there are unless said.",
            }),
          }).openapi("WebhookReplay"),
        },
      },
    },
  },
  responses: { 202: { description: "They will be delivered." }, ...problems(409, 422) },
});

const listDeliveries = operation({ scope: "webhooks:read", changes: "nothing" }, {
  method: "get",
  path: `${PATH}/deliveries`,
  operationId: "listWebhookDeliveries",
  tags: ["Webhooks"],
  summary: "What was delivered, and what came of it",
  description: "The latest 1,000 attempts, the latest first.",
  request: { params: webhookParams, query: pageQuery },
  responses: {
    200: {
      description: "A page of attempts.",
      content: { "application/json": { schema: pageSchema(deliverySchema) } },
    },
  },
});

/** Adds the operations on a webhook's deliveries. */
export function mountWebhookDeliveries(api: Api): void {
  api.openapi(rotateSecret, async (context) => {
    const world = context.get("world");
    const caller = context.get("caller");
    const { webhook } = requireWebhook(world, caller, context.req.valid("param").id);
    const overlap = context.req.valid("json").overlap_hours * HOUR;
    const rotated = await sendCommand(world, caller, webhook, { type: "rotate", overlap });
    return context.json(webhookWithSecret(world, rotated), 201);
  });
  api.openapi(disableWebhook, async (context) => {
    const world = context.get("world");
    const caller = context.get("caller");
    const { webhook } = requireWebhook(world, caller, context.req.valid("param").id);
    const disabled = await sendCommand(world, caller, webhook, {
      type: "disable",
      reason: "owner",
    });
    return context.json(webhookView(world, disabled), 200, { etag: webhookTag(disabled) });
  });
  api.openapi(enableWebhook, async (context) => {
    const world = context.get("world");
    const caller = context.get("caller");
    const { webhook } = requireWebhook(world, caller, context.req.valid("param").id);
    const enabled = await sendCommand(world, caller, webhook, { type: "enable" });
    return context.json(webhookView(world, enabled), 200, { etag: webhookTag(enabled) });
  });
  api.openapi(testWebhook, async (context) => {
    const world = context.get("world");
    const webhook = requireWebhook(world, context.get("caller"), context.req.valid("param").id);
    return context.json(outcomeView(await world.webhooks.test(webhook)), 200);
  });
  mountHistory(api);
}

function mountHistory(api: Api): void {
  api.openapi(replayWebhook, (context) => {
    const world = context.get("world");
    const { id } = context.req.valid("param");
    const { webhook } = requireWebhook(world, context.get("caller"), id);
    const { from, until = "latest" } = context.req.valid("json");
    const [after, last] = [from, until].map((place) => entryAt(place, world.feed));
    if (world.webhooks.replay(webhook, after!, last!)) {
      return context.body(null, 202);
    }
    throw new Problem("conflict", {
      detail: {
        en: "Nothing is delivered to this webhook now. Enable it first",
        it: "A questo webhook ora non si consegna nulla. Prima riattivalo",
      },
    });
  });
  api.openapi(listDeliveries, (context) => {
    const { limit, after } = context.req.valid("query");
    const world = context.get("world");
    const { id } = context.req.valid("param");
    const { webhook } = requireWebhook(world, context.get("caller"), id);
    const [before] = after === undefined
      ? [Number.MAX_SAFE_INTEGER]
      : decodeCursor(after, ["number"]);
    const deliveries = world.webhooks.deliveriesOf(webhook, before, limit);
    const end = deliveries.at(-1);
    const next = end && deliveries.length === limit ? encodeCursor(end.number) : null;
    const data = deliveries.map(deliveryView);
    return context.json({ data, next }, 200, linkHeaders(context.req.url, next));
  });
}
