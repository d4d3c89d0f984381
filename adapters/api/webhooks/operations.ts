/**
 * Webhooks: where a partner is told of events.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { webhook as actor, type WebhookCommand } from "../../../actors/webhook.ts";
import type { WebhookSettings } from "../../../events/webhook.ts";
import type { Webhook } from "../../storage/webhooks.ts";
import type { Api } from "../api.ts";
import type { Caller } from "../caller.ts";
import { requireMatch } from "../entity_tag.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { Problem } from "../problem.ts";
import { pageQuery } from "../schemas.ts";
import type { World } from "../world.ts";
import { sendCommand } from "./commands.ts";
import { MOST_WEBHOOKS, ownWebhooks, requireSettings, requireWebhook, webhookTag } from "./own.ts";
import {
  newWebhookSchema,
  shownWebhook,
  webhookChangeSchema,
  webhookParams,
  webhookSchema,
  webhookWithSecretSchema,
} from "./schemas.ts";
import { webhookView, webhookWithSecret } from "./view.ts";

const READS = { scope: "webhooks:read", changes: "nothing" } as const;
const WRITES = { scope: "webhooks:write", changes: "own-event" } as const;
const PATH = "/v1/webhooks";

const createWebhook = operation(WRITES, {
  method: "post",
  path: PATH,
  operationId: "createWebhook",
  tags: ["Webhooks"],
  summary: "Be told of events",
  description: "Events that happen from now on are sent to the URL by POST, signed as Standard " +
    "Webhooks 1.0.0 says. The secret is shown this once. A client has 50 webhooks at the most.",
  request: {
    body: { required: true, content: { "application/json": { schema: newWebhookSchema } } },
  },
  responses: {
    201: {
      description: "The webhook and its secret.",
      headers: shownWebhook.headers.extend({
        Location: z.string().openapi({ example: `${PATH}/{id}` }),
      }),
      content: { "application/json": { schema: webhookWithSecretSchema } },
    },
    ...problems(409, 422),
  },
});

const listWebhooks = operation(READS, {
  method: "get",
  path: PATH,
  operationId: "listWebhooks",
  tags: ["Webhooks"],
  summary: "List webhooks",
  description: "Those of this client that are told of nothing but the mailboxes to which the " +
    "credentials are bound; the oldest first.",
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page of webhooks.",
      content: { "application/json": { schema: pageSchema(webhookSchema) } },
    },
  },
});

const getWebhook = operation(READS, {
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "getWebhook",
  tags: ["Webhooks"],
  summary: "Show a webhook",
  description: "Its secrets are not shown again: make another where one was lost.",
  request: { params: webhookParams },
  responses: { 200: shownWebhook },
});

const changeWebhook = operation(WRITES, {
  method: "patch",
  path: `${PATH}/{id}`,
  operationId: "changeWebhook",
  tags: ["Webhooks"],
  summary: "Change a webhook",
  description: "What is left out stays as it is.",
  request: {
    params: webhookParams,
    headers: z.object({
      "if-match": z.string().optional().openapi({ description: "The ETag that was seen." }),
    }),
    body: { required: true, content: { "application/json": { schema: webhookChangeSchema } } },
  },
  responses: { 200: shownWebhook, ...problems(412, 422, 428) },
});

const deleteWebhook = operation(WRITES, {
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "deleteWebhook",
  tags: ["Webhooks"],
  summary: "Delete a webhook",
  description: "Nothing is delivered to it any more, and what waited is not sent.",
  request: { params: webhookParams },
  responses: { 204: { description: "It is no more." } },
});

/** Adds the operations on webhooks themselves. */
export function mountWebhooks(api: Api): void {
  mountCreation(api);
  api.openapi(listWebhooks, (context) => {
    const { limit, after } = context.req.valid("query");
    const world = context.get("world");
    const all = ownWebhooks(world, context.get("caller"));
    const [created, last] = after === undefined
      ? [-1, ""]
      : decodeCursor(after, ["number", "string"]);
    const behind = all.filter((one) =>
      one.created > created || one.created === created && one.webhook > last
    );
    const page = behind.slice(0, limit);
    const end = page.at(-1);
    const next = end && behind.length > limit ? encodeCursor(end.created, end.webhook) : null;
    const data = page.map((one) => webhookView(world, one));
    return context.json({ data, next }, 200, linkHeaders(context.req.url, next));
  });
  api.openapi(getWebhook, (context) => {
    const world = context.get("world");
    const webhook = requireWebhook(world, context.get("caller"), context.req.valid("param").id);
    return context.json(webhookView(world, webhook), 200, { etag: webhookTag(webhook) });
  });
  api.openapi(changeWebhook, async (context) => {
    const world = context.get("world");
    const caller = context.get("caller");
    const webhook = requireWebhook(world, caller, context.req.valid("param").id);
    requireMatch(context.req.valid("header")["if-match"], webhookTag(webhook));
    const settings = changedSettings(webhook, context.req.valid("json"));
    const changed = await sendCommand(world, caller, webhook.webhook, {
      type: "change",
      settings: requireSettings(world, caller, settings),
      seen: webhook.version,
    });
    return context.json(webhookView(world, changed), 200, { etag: webhookTag(changed) });
  });
  api.openapi(deleteWebhook, async (context) => {
    const world = context.get("world");
    const caller = context.get("caller");
    const { webhook } = requireWebhook(world, caller, context.req.valid("param").id);
    const command: WebhookCommand = { type: "delete", by: caller.credential };
    await world.provider.runtime.send(actor, webhook, command);
    return context.body(null, 204);
  });
}

function mountCreation(api: Api): void {
  api.openapi(createWebhook, async (context) => {
    const world = context.get("world");
    const caller = context.get("caller");
    const { url, description = "", types, mailboxes = [...caller.mailboxes] } = context.req
      .valid("json");
    const wanted = { url, description, mailboxes, ...(types ? { types } : {}) };
    const settings = requireSettings(world, caller, wanted);
    requireRoom(world, caller);
    const id = newWebhookId(context.get("gateway").random);
    const webhook = await sendCommand(world, caller, id, {
      type: "create",
      client: caller.client,
      settings,
      from: await world.storage.events.head(),
    });
    return context.json(webhookWithSecret(world, webhook), 201, {
      etag: webhookTag(webhook),
      location: `${PATH}/${id}`,
    });
  });
}

function changedSettings(
  { url, description, types, mailboxes }: Webhook,
  change: z.output<typeof webhookChangeSchema>,
): WebhookSettings {
  const chosen = change.types === undefined ? types : change.types;
  return {
    url: change.url ?? url,
    description: change.description ?? description,
    mailboxes: change.mailboxes ?? [...mailboxes],
    ...(chosen ? { types: [...chosen] } : {}),
  };
}

function requireRoom({ storage }: World, { client }: Caller): void {
  if (storage.webhooks.webhooksOf(client).length < MOST_WEBHOOKS) return;
  throw new Problem("conflict", {
    detail: {
      en: `This client has ${MOST_WEBHOOKS} webhooks, the most there can be. Delete one first`,
      it: `Questo client ha ${MOST_WEBHOOKS} webhook, il massimo. Prima eliminane uno`,
    },
  });
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** 80 random bits. */
function newWebhookId(random: (length: number) => Uint8Array): string {
  return `wh${[...random(16)].map((octet) => ALPHABET[octet % ALPHABET.length]).join("")}`;
}
