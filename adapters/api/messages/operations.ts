/**
 * The operations that show messages.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { ropeLength } from "../../../events/rope.ts";
import type { Api } from "../api.ts";
import { byteAnswer, mailContent } from "../byte_answer.ts";
import { entityTag } from "../entity_tag.ts";
import { operation, problems } from "../operation.ts";
import { linkHeaders, listPage, pageSchema } from "../paging.ts";
import { pageQuery } from "../schemas.ts";
import { listMessages } from "./list.ts";
import { listQuerySchema } from "./list_schemas.ts";
import { loadEvents, loadMessage } from "./load.ts";
import { originalOf } from "./original.ts";
import { messageParams, messageSchema, recipientSchema, recipientStateSchema } from "./schemas.ts";
import { timelineOf } from "./timeline.ts";
import { timelineStepSchema } from "./timeline_schemas.ts";
import { messageOf } from "./view.ts";

const NATURE = { scope: "messages:read", changes: "nothing" } as const;
const tagged = z.object({
  ETag: z.string().openapi({ description: "Changes whenever the answer does." }),
});

const listMessagesRoute = operation(NATURE, {
  method: "get",
  path: "/v1/messages",
  operationId: "listMessages",
  tags: ["Messages"],
  summary: "List and search messages",
  description: "What mailboxes have sent or scheduled, the newest first. A page may hold fewer " +
    "than `limit`, even none, while `next` leads on: a search looks at some thousands of messages " +
    "for each page. Messages that have been erased after thirty months are not there any more.",
  request: { query: listQuerySchema },
  responses: {
    200: {
      description: "A page of messages.",
      content: { "application/json": { schema: pageSchema(messageSchema) } },
    },
  },
});

const getMessage = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}",
  operationId: "getMessage",
  tags: ["Messages"],
  summary: "Show a message",
  description: "How it stands, recipient by recipient.",
  request: { params: messageParams },
  responses: {
    200: {
      description: "The message.",
      headers: tagged,
      content: { "application/json": { schema: messageSchema } },
    },
  },
});

const getMessageRaw = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/raw",
  operationId: "getMessageRaw",
  tags: ["Messages"],
  summary: "The message as it was submitted",
  description: "Its exact bytes. A message with a virus is not handed out.",
  request: { params: messageParams },
  responses: {
    200: { description: "The message.", headers: tagged, content: mailContent },
    ...problems(410),
  },
});

const listRecipients = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/recipients",
  operationId: "listRecipients",
  tags: ["Messages"],
  summary: "List the recipients of a message",
  description: "In the order in which they were named.",
  request: {
    params: messageParams,
    query: pageQuery.extend({ state: recipientStateSchema.optional() }),
  },
  responses: {
    200: {
      description: "A page of recipients.",
      content: { "application/json": { schema: pageSchema(recipientSchema) } },
    },
  },
});

const listTimeline = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/timeline",
  operationId: "listTimeline",
  tags: ["Messages"],
  summary: "The life of a message",
  description: "What happened to it, when, and to whom, the oldest first: as far as it is the " +
    "sender's business.",
  request: { params: messageParams, query: pageQuery },
  responses: {
    200: {
      description: "A page of steps.",
      content: { "application/json": { schema: pageSchema(timelineStepSchema) } },
    },
  },
});

/** Adds the operations that show messages. */
export function mountMessages(api: Api): void {
  api.openapi(listMessagesRoute, async (context) => {
    const { world, caller } = context.var;
    const page = await listMessages(world, caller, context.req.valid("query"));
    return context.json(page, 200, linkHeaders(context.req.url, page.next));
  });
  api.openapi(getMessage, async (context) => {
    const { world, caller } = context.var;
    const { id } = context.req.valid("param");
    const { events, scheduled } = await loadEvents(world, caller, id);
    const etag = entityTag(id, events.length, scheduled.length);
    return context.json(messageOf(events, scheduled), 200, { etag });
  });
  api.openapi(getMessageRaw, async (context) => {
    const { world, caller } = context.var;
    const { id } = context.req.valid("param");
    const content = originalOf(await loadEvents(world, caller, id));
    const answer = await byteAnswer({
      bytes: world.storage.blobs.read(content),
      type: "message/rfc822",
      filename: `${id}.eml`,
      size: ropeLength(content),
    });
    answer.headers.set("etag", entityTag(JSON.stringify(content)));
    return answer as never;
  });
  api.openapi(listRecipients, async (context) => {
    const { world, caller } = context.var;
    const { id } = context.req.valid("param");
    const { state, ...paging } = context.req.valid("query");
    const { recipients } = await loadMessage(world, caller, id);
    const page = listPage(recipients, paging, (one) => !state || one.state === state);
    return context.json(page, 200, linkHeaders(context.req.url, page.next));
  });
  api.openapi(listTimeline, async (context) => {
    const { world, caller, language } = context.var;
    const message = await loadMessage(world, caller, context.req.valid("param").id);
    const page = listPage(
      await timelineOf(world, message, language),
      context.req.valid("query"),
    );
    return context.json(page, 200, linkHeaders(context.req.url, page.next));
  });
}
