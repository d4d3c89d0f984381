/**
 * Operations on consumers.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { SECOND } from "../../../../events/instant.ts";
import type { HolderMailbox } from "../../../mailboxes/holder_mailbox.ts";
import type { Api, ApiEnv } from "../../api.ts";
import { operation, problems } from "../../operation.ts";
import { Problem } from "../../problem.ts";
import { textOfInstant } from "../../schemas.ts";
import type { World } from "../../world.ts";
import { requireFolder } from "../folder_names.ts";
import { openMailbox } from "../holder.ts";
import { CORRESPONDENCE } from "../kinds.ts";
import { messageViews } from "../message_view.ts";
import { mailboxParams } from "../schemas.ts";
import { ahead, awaitArrivals, countAhead, cursorOf, placeOf } from "./arrivals.ts";
import {
  consumerMessagesSchema,
  consumerMoveSchema,
  consumerParams,
  consumerSchema,
  consumersSchema,
  consumerWishSchema,
  MOST_COUNTED,
} from "./schemas.ts";
import {
  type Consumer,
  consumer,
  consumersOf,
  MOST_CONSUMERS,
  moveConsumer,
  type Owner,
  putConsumer,
  removeConsumer,
} from "./store.ts";

const PATH = "/v1/mailboxes/{address}/consumers/{name}" as const;

const oneConsumer = {
  description: "The consumer.",
  content: { "application/json": { schema: consumerSchema } },
};

const listConsumers = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/consumers",
  operationId: "listConsumers",
  tags: ["Consumers"],
  summary: "The client's consumers of a mailbox",
  description: "By name, each with how many messages it has not taken yet.",
  request: { params: mailboxParams },
  responses: {
    200: {
      description: "The consumers.",
      content: { "application/json": { schema: consumersSchema } },
    },
  },
});

const putConsumerOperation = operation({ scope: "mailboxes:read", changes: "call" }, {
  method: "put",
  path: PATH,
  operationId: "putConsumer",
  tags: ["Consumers"],
  summary: "Make a consumer, or change what it takes",
  description: "A consumer takes the messages of a mailbox in the order of their arrival, and " +
    "remembers how far it is. It belongs to the client. Consumers take nothing away from one " +
    "another, and change no flags.",
  request: {
    params: consumerParams,
    body: { required: true, content: { "application/json": { schema: consumerWishSchema } } },
  },
  responses: { 200: oneConsumer, 201: oneConsumer, ...problems(409, 422) },
});

const getConsumer = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: PATH,
  operationId: "getConsumer",
  tags: ["Consumers"],
  summary: "How far a consumer is",
  description: "Its cursor, and how many messages it has not taken yet.",
  request: { params: consumerParams },
  responses: { 200: oneConsumer },
});

const deleteConsumer = operation({ scope: "mailboxes:read", changes: "call" }, {
  method: "delete",
  path: PATH,
  operationId: "deleteConsumer",
  tags: ["Consumers"],
  summary: "Remove a consumer",
  description: "Nothing happens to the messages.",
  request: { params: consumerParams },
  responses: { 204: { description: "It is gone." } },
});

const listConsumerMessages = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: `${PATH}/messages`,
  operationId: "listConsumerMessages",
  tags: ["Consumers"],
  summary: "The next messages of a consumer",
  description:
    "Those behind its cursor, in the order of arrival. The same again until the cursor " +
    "is moved. What was deleted before it was fetched is left out.",
  request: {
    params: consumerParams,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      wait: z.coerce.number().int().min(0).max(30).default(0).openapi({
        description: "Seconds for which the answer may wait where there is nothing yet.",
      }),
    }),
  },
  responses: {
    200: {
      description: "The messages.",
      content: { "application/json": { schema: consumerMessagesSchema } },
    },
  },
});

// A cursor is no fact, and moves with every message: such calls are not recorded one by one.
const moveConsumerOperation = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "post",
  path: `${PATH}/cursor`,
  operationId: "moveConsumer",
  tags: ["Consumers"],
  summary: "Move a consumer",
  description: "Behind the last message that was processed; or back, to take messages again.",
  request: {
    params: consumerParams,
    body: { required: true, content: { "application/json": { schema: consumerMoveSchema } } },
  },
  responses: { 200: oneConsumer, ...problems(409, 422) },
});

/** Adds the operations. */
export function mountConsumers(api: Api): void {
  mountKeeping(api);
  mountTaking(api);
}

function mountKeeping(api: Api): void {
  api.openapi(listConsumers, async (context) => {
    const { address } = context.req.valid("param");
    const { world, mailbox, owner } = await opened(context, address);
    const data = [];
    for (const consumer of consumersOf(world.operational, owner)) {
      data.push(await consumerView(world, mailbox, consumer));
    }
    return context.json({ data }, 200);
  });
  api.openapi(putConsumerOperation, async (context) => {
    const { address, name } = context.req.valid("param");
    const wish = context.req.valid("json");
    const { world, mailbox, owner } = await opened(context, address);
    const before = consumer(world.operational, owner, name);
    if (before === null && consumersOf(world.operational, owner).length >= MOST_CONSUMERS) {
      throw tooMany();
    }
    putConsumer(world.operational, owner, {
      name,
      folder: wish.folder === undefined
        ? null
        : requireFolder(mailbox, wish.folder, { pointer: "/folder" }).folder,
      kinds: wish.kinds ?? CORRESPONDENCE,
      era: mailbox.era,
      place: wish.from === "now" ? world.storage.mailboxPages.lastPlace(mailbox.key) : 0,
      created: world.provider.clock.now(),
    });
    const after = requireConsumer(world, owner, name);
    return context.json(await consumerView(world, mailbox, after), before === null ? 201 : 200);
  });
  api.openapi(getConsumer, async (context) => {
    const { address, name } = context.req.valid("param");
    const { world, mailbox, owner } = await opened(context, address);
    const found = requireConsumer(world, owner, name);
    return context.json(await consumerView(world, mailbox, found), 200);
  });
  api.openapi(deleteConsumer, async (context) => {
    const { address, name } = context.req.valid("param");
    const { world, owner } = await opened(context, address);
    if (!removeConsumer(world.operational, owner, name)) throw noConsumer();
    return context.body(null, 204);
  });
}

function mountTaking(api: Api): void {
  api.openapi(listConsumerMessages, async (context) => {
    const { address, name } = context.req.valid("param");
    const { limit, wait } = context.req.valid("query");
    const { world, mailbox, owner } = await opened(context, address);
    const arrivals = ahead(requireConsumer(world, owner, name), mailbox.era);
    const { clock, authenticate } = context.get("gateway");
    const { signal } = context.req.raw;
    const patience = { clock, until: clock.now() + wait * SECOND, signal };
    const found = await awaitArrivals(world, mailbox, arrivals, limit + 1, patience);
    // Who has waited may have lost meanwhile what it had.
    if (wait > 0) {
      await openMailbox(world, await authenticate(context.req.raw, context.env), address);
    }
    const page = found.slice(0, limit);
    const views = await messageViews(world, mailbox, page.map(({ message }) => message));
    const data = page.map(({ place }, at) => ({
      cursor: cursorOf({ era: mailbox.era, place }),
      message: views[at]!,
    }));
    return context.json({ data, more: found.length > limit }, 200);
  });
  api.openapi(moveConsumerOperation, async (context) => {
    const { address, name } = context.req.valid("param");
    const { after } = context.req.valid("json");
    const { world, mailbox, owner } = await opened(context, address);
    requireConsumer(world, owner, name);
    const { era } = mailbox;
    const place = after === null ? { era, place: 0 } : placeOf(after, era);
    moveConsumer(world.operational, owner, name, place, world.provider.clock.now());
    return context.json(
      await consumerView(world, mailbox, requireConsumer(world, owner, name)),
      200,
    );
  });
}

/** The mailbox that a call is about, and whose consumers of it are meant. */
async function opened({ var: { world, caller } }: Context<ApiEnv>, address: string) {
  const mailbox = await openMailbox(world, caller, address);
  const owner: Owner = { client: caller.client, mailbox: mailbox.key };
  return { world, mailbox, owner };
}

async function consumerView(
  world: World,
  mailbox: HolderMailbox,
  found: Consumer,
): Promise<z.output<typeof consumerSchema>> {
  const { name, folder, kinds, created, moved } = found;
  const arrivals = ahead(found, mailbox.era);
  const chosen = mailbox.folders().find((one) => one.folder === folder);
  return {
    name,
    folder: chosen?.name ?? null,
    folder_gone: folder !== null && !chosen,
    kinds: [...kinds],
    cursor: cursorOf({ era: mailbox.era, place: arrivals.after }),
    lag: await countAhead(world, mailbox, arrivals, MOST_COUNTED),
    created_at: textOfInstant(created),
    moved_at: moved === null ? null : textOfInstant(moved),
  };
}

function requireConsumer({ operational }: World, owner: Owner, name: string): Consumer {
  const found = consumer(operational, owner, name);
  if (found) return found;
  throw noConsumer();
}

function noConsumer(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "This client has no such consumer of the mailbox. PUT it to make one",
      it: "Questo client non ha un consumatore con questo nome. Crealo con PUT",
    },
  });
}

function tooMany(): Problem {
  return new Problem("conflict", {
    detail: {
      en: `A client has ${MOST_CONSUMERS} consumers of a mailbox at the most. DELETE those that ` +
        "nobody uses",
      it: `Un client ha al più ${MOST_CONSUMERS} consumatori di una casella. Elimina quelli che ` +
        "nessuno usa",
    },
  });
}
