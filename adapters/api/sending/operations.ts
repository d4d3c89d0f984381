/**
 * The operations that send messages.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import { messageSchema } from "../messages/schemas.ts";
import { metadataSchema } from "../schemas.ts";
import { operation, problems } from "../operation.ts";
import { problemOf } from "../thrown.ts";
import { Problem, problemDocument } from "../problem.ts";
import { sendBatch } from "./batch.ts";
import { dryRunDraft, dryRunRaw } from "./dry_run.ts";
import { IDEMPOTENCY_HEADER, requireKey } from "./first_request.ts";
import {
  batchResultSchema,
  batchSchema,
  dryRunSchema,
  idempotencyKeySchema,
  type MessageDraft,
  messageDraftSchema,
  sendQuerySchema,
} from "./schemas.ts";
import { type RawMessage, sendDraft, sendRaw } from "./send.ts";

// Its own events name the caller: outgoing.requested, scheduled.planned.
const NATURE = { scope: "messages:send", changes: "own-event" } as const;

const sendMessage = operation(NATURE, {
  method: "post",
  path: "/v1/messages",
  operationId: "sendMessage",
  tags: ["Messages"],
  summary: "Send a message",
  description: "Takes a draft as JSON, or a message that the caller has made itself as " +
    "`message/rfc822`, whose recipients are those of its To and Cc. `202` says that the message " +
    "is durable: what becomes of it, recipient by recipient, is told by `GET`, by events and by " +
    "webhooks.\n\n" +
    "The same request under the same `Idempotency-Key` is answered by the same message, however " +
    "often it comes, and marked by `Idempotency-Replayed: true`. With `dry_run=true` every check " +
    "is made and nothing sent; no key is needed then.",
  request: {
    headers: z.object({ [IDEMPOTENCY_HEADER]: idempotencyKeySchema.optional() }),
    query: sendQuerySchema,
    body: {
      content: {
        "application/json": { schema: messageDraftSchema },
        "message/rfc822": {
          schema: z.string().openapi({
            format: "binary",
            description: "A message by RFC 5322, whose lines end in CRLF.",
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: "With `dry_run=true`: what would become of it.",
      content: { "application/json": { schema: dryRunSchema } },
    },
    202: {
      description: "The message, as it is now.",
      headers: z.object({
        "Location": z.string().openapi({ example: "/v1/messages/K0123456789ABCDEFGHJKMNPQR" }),
        "Idempotency-Replayed": z.literal("true").optional().openapi({
          description: "The same request had come before: nothing new was sent.",
        }),
      }),
      content: { "application/json": { schema: messageSchema } },
    },
    ...problems(413, 415, 422),
  },
});

const sendMessageBatch = operation(NATURE, {
  method: "post",
  path: "/v1/messages/batch",
  operationId: "sendMessageBatch",
  tags: ["Messages"],
  summary: "Send many messages",
  description: "Each is sent as if it had come alone: some may be refused while others are sent. " +
    "Repeat the whole batch under its key where an answer is lost: what was sent is not sent again.",
  request: {
    headers: z.object({ [IDEMPOTENCY_HEADER]: idempotencyKeySchema }),
    body: { required: true, content: { "application/json": { schema: batchSchema } } },
  },
  responses: {
    200: {
      description: "What became of each of them.",
      content: { "application/json": { schema: batchResultSchema } },
    },
    ...problems(413, 415, 422),
  },
});

/** Adds the operations. */
export function mountSending(api: Api): void {
  api.openapi(sendMessage, async (context) => {
    const { world, caller, language } = context.var;
    const { [IDEMPOTENCY_HEADER]: key } = context.req.valid("header");
    const query = context.req.valid("query");
    const type = context.req.header("content-type") ?? "";
    const raw = /^message\/rfc822\s*(?:;|$)/i.test(type)
      ? rawMessage(query, context.req.raw.body)
      : null;
    if (raw === null) requireDraft(type, query);
    // By its type it is either form of the body; a draft is the only one that is validated.
    const draft = context.req.valid("json") as MessageDraft;
    if (query.dry_run === "true") {
      const report = raw === null
        ? await dryRunDraft(world, caller, draft, language)
        : await dryRunRaw(world, caller, raw, language);
      return context.json(report, 200);
    }
    const sender = { caller, key: requireKey(key) };
    const { message, replayed } = raw === null
      ? await sendDraft(world, sender, draft)
      : await sendRaw(world, sender, raw);
    return context.json(message, 202, {
      "Location": `/v1/messages/${message.id}`,
      ...(replayed ? { "Idempotency-Replayed": "true" } : {}),
    });
  });
  api.openapi(sendMessageBatch, async (context) => {
    const { world, caller, language, requestId } = context.var;
    const { [IDEMPOTENCY_HEADER]: key } = context.req.valid("header");
    const { messages } = context.req.valid("json");
    const results = await sendBatch(world, { caller, key }, messages, (thrown) => {
      return problemDocument(problemOf(thrown, context), language, requestId);
    });
    return context.json({ results }, 200);
  });
}

type SendQuery = z.output<typeof sendQuerySchema>;

/** What is said of message/rfc822 alone. */
const RAW_PARAMETERS = ["mailbox", "reference", "metadata", "send_at"] as const;

function rawMessage(
  { mailbox, reference, metadata, send_at }: SendQuery,
  body: ReadableStream<Uint8Array> | null,
): RawMessage {
  if (mailbox === undefined) {
    const detail = {
      en: "Name the mailbox that sends the message in the query: ?mailbox=…",
      it: "Indica nella query la casella che invia il messaggio: ?mailbox=…",
    };
    throw new Problem("invalid-request", { detail, faults: [{ parameter: "mailbox", detail }] });
  }
  const octets = body ?? new Blob().stream();
  return {
    mailbox,
    octets,
    ...(reference === undefined ? {} : { reference }),
    ...(metadata === undefined ? {} : { metadata: metadataIn(metadata) }),
    ...(send_at === undefined ? {} : { sendAt: send_at }),
  };
}

/** @throws {Problem} invalid-request for what is no JSON object of texts. */
function metadataIn(text: string): Record<string, string> {
  const { data } = metadataSchema.safeParse(parsed(text));
  if (data) return data;
  const detail = {
    en: 'Write up to 20 texts as a JSON object: metadata={"pratica":"2026/11"}',
    it: 'Scrivi fino a 20 testi come oggetto JSON: metadata={"pratica":"2026/11"}',
  };
  throw new Problem("invalid-request", { detail, faults: [{ parameter: "metadata", detail }] });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a draft says itself must not be said again beside it, where it would count for nothing. */
function requireDraft(contentType: string, query: SendQuery): void {
  if (contentType === "") {
    throw new Problem("unsupported-media-type", {
      detail: {
        en: "Send a draft as application/json, or a message as message/rfc822, and say which",
        it: "Invia una bozza come application/json o un messaggio come message/rfc822, indicandolo",
      },
    });
  }
  const parameter = RAW_PARAMETERS.find((name) => query[name] !== undefined);
  if (parameter === undefined) return;
  const detail = {
    en: `${parameter} belongs to message/rfc822: in a draft, say it in the body`,
    it: `${parameter} è per message/rfc822: in una bozza, indicalo nel corpo`,
  };
  throw new Problem("invalid-request", { detail, faults: [{ parameter, detail }] });
}
