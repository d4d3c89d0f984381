/**
 * The feed: what happens to messages and in mailboxes, in one order.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { outgoing } from "../../../actors/outgoing.ts";
import { addressKey } from "../../../events/address.ts";
import { MINUTE, SECOND } from "../../../events/instant.ts";
import type { StreamId } from "../../../events/store.ts";
import { eventText } from "../../feed/event.ts";
import { namedEvent } from "../../feed/event_ids.ts";
import type { Feed } from "../../feed/feed.ts";
import type { FeedEntry, FeedFilter } from "../../storage/feed.ts";
import type { Api } from "../api.ts";
import { type Caller, mayUse, requireMailbox } from "../caller.ts";
import { pecIdOf } from "../messages/load.ts";
import { operation, problems } from "../operation.ts";
import { linkHeaders } from "../paging.ts";
import { Problem } from "../problem.ts";
import { addressSchema, pageQuery } from "../schemas.ts";
import { scheduledStream } from "../scheduling/stream.ts";
import type { World } from "../world.ts";
import { entryAt } from "./cursor.ts";
import { eventIdSchema, eventSchema, eventTypeSchema, placeSchema } from "./event_schemas.ts";
import { eventStream } from "./stream.ts";

/** Streams that are open at the same time, of both worlds together: others need connections, too. */
const MOST_STREAMS = 4000;
/** The same of one client. */
const MOST_OF_CLIENT = 1500;

const filterQuery = z.object({
  types: z.string().max(1000).optional()
    .transform((text) => text?.split(","))
    .pipe(z.array(eventTypeSchema).optional())
    .openapi({
      type: "string",
      description: "Only these types, separated by commas.",
      example: "message.delivered,message.failed",
    }),
  mailbox: addressSchema.optional().openapi({ description: "Only what concerns this mailbox." }),
  message: z.string().regex(/^[0-9A-Za-z]{1,64}$/).optional()
    .openapi({ description: "Only what concerns this message." }),
});

const listEvents = operation({ scope: "events:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  tags: ["Events"],
  summary: "The events of the feed, oldest first",
  description: "The feed keeps events for 30 months. Ask again with `next` for what has come " +
    "since: it is never null, and each consumer keeps its own. A page may be short or empty " +
    "though `has_more` is true, where the filter leaves little of what was looked at.",
  request: {
    query: pageQuery.omit({ after: true }).extend({ after: placeSchema.optional() })
      .extend(filterQuery.shape),
  },
  responses: {
    200: {
      description: "A page of events.",
      content: {
        "application/json": {
          schema: z.object({
            data: z.array(eventSchema),
            next: eventIdSchema.openapi({ description: "Hand it in as `after`, now or later." }),
            has_more: z.boolean().openapi({ description: "Whether asking at once is worth it." }),
          }).openapi("EventPage"),
        },
      },
    },
    ...problems(409),
  },
});

const streamEvents = operation({ scope: "events:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/events/stream",
  operationId: "streamEvents",
  tags: ["Events"],
  summary: "The events of the feed as they come",
  description: "Server-sent events: `id` is the cursor, `event` the type, `data` the event as " +
    "JSON. Begins behind Last-Event-ID, or else behind `after`, or else with what is still to " +
    "come. A comment comes every 15 seconds where nothing else does. The stream ends when the " +
    "credentials do: connect again.",
  request: {
    query: z.object({ after: placeSchema.optional() }).extend(filterQuery.shape),
    headers: z.object({
      "last-event-id": eventIdSchema.optional()
        .openapi({ description: "The last `id` that was received." }),
    }),
  },
  responses: {
    200: {
      description: "The stream.",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problems(409),
  },
});

const getEvent = operation({ scope: "events:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/events/{id}",
  operationId: "getEvent",
  tags: ["Events"],
  summary: "One event",
  description: "As it stands in the feed: one of the mailboxes that you are bound to.",
  request: { params: z.object({ id: eventIdSchema }) },
  responses: {
    200: {
      description: "The event.",
      content: { "application/json": { schema: eventSchema } },
    },
  },
});

/** Adds the operations of the feed. */
export function mountFeed(api: Api): void {
  api.openapi(listEvents, async (context) => {
    const { limit, after, ...filter } = context.req.valid("query");
    const world = context.get("world");
    const { feed } = world;
    const start = after === undefined ? 0 : entryAt(after, feed);
    const chosen = filterOf(world, context.get("caller"), filter);
    const { entries, next, more } = await feed.page(start, limit, chosen);
    const cursor = feed.ids.idOf(next);
    const data = entries.map((entry) => eventOf(entry, feed));
    const page = { data, next: cursor, has_more: more };
    return context.json(page, 200, linkHeaders(context.req.url, more ? cursor : null));
  });
  mountStream(api);
  api.openapi(getEvent, (context) => {
    const { id } = context.req.valid("param");
    const { feed } = context.get("world");
    const entry = feed.entry(feed.ids.entryOf(namedEvent(id)!) ?? 0);
    if (entry && mayUse(context.get("caller"), entry.mailbox)) {
      return context.json(eventOf(entry, feed), 200);
    }
    throw new Problem("not-found", {
      detail: {
        en: `There is no event ${id} in the mailboxes of these credentials`,
        it: `Non c'è un evento ${id} nelle caselle di queste credenziali`,
      },
    });
  });
}

function mountStream(api: Api): void {
  const open = new Map<string, number>();
  let all = 0;
  /** Takes a place, or gives it back. */
  const count = (client: string, change: 1 | -1) => {
    const own = (open.get(client) ?? 0) + change;
    if (all + change > MOST_STREAMS || own > MOST_OF_CLIENT) throw tooManyStreams();
    all += change;
    if (own > 0) open.set(client, own);
    else open.delete(client);
  };
  api.openapi(streamEvents, (context) => {
    const { after, ...filter } = context.req.valid("query");
    const world = context.get("world");
    const { feed } = world;
    const place = context.req.valid("header")["last-event-id"] ?? after ?? "latest";
    const { clock, authenticate } = context.get("gateway");
    const caller = context.get("caller");
    const chosen = filterOf(world, caller, filter);
    count(caller.client, 1);
    const body = eventStream({
      feed,
      clock,
      filter: chosen,
      after: entryAt(place, feed),
      holds: async () => same(caller, await authenticate(context.req.raw, context.env)),
      ended: () => count(caller.client, -1),
    });
    const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
    return new Response(body, { headers }) as never;
  });
}

function eventOf(entry: FeedEntry, { ids }: Feed) {
  return JSON.parse(eventText(entry, ids.idOf(entry.id)));
}

/** What the caller may see of what it asks for. */
function filterOf(
  world: Pick<World, "provider">,
  caller: Caller,
  { types, mailbox, message }: z.output<typeof filterQuery>,
): FeedFilter {
  if (mailbox !== undefined) requireMailbox(caller, mailbox);
  return {
    mailboxes: mailbox === undefined ? caller.mailboxes : [addressKey(mailbox)],
    ...(types ? { types } : {}),
    ...(message === undefined ? {} : { streams: streamsOf(pecIdOf(world, message)) }),
  };
}

/** Of a message as its sender knows it: planned, and submitted. */
function streamsOf(pecId: string): StreamId[] {
  return [scheduledStream(pecId), `${outgoing.kind}-${pecId}`];
}

/** Whether credentials still allow what they have allowed. */
function same(before: Caller, now: Caller): boolean {
  return now.scopes.has("events:read") && now.mode === before.mode &&
    now.mailboxes.join(" ") === before.mailboxes.join(" ");
}

function tooManyStreams(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "Too many streams are open. Close those that you do not need, or poll /v1/events",
      it: "Troppi flussi aperti. Chiudi quelli che non servono, o interroga /v1/events",
    },
    retryAfter: MINUTE / SECOND,
  });
}
