/**
 * The operations on receipts and notices.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { ropeLength } from "../../../events/rope.ts";
import type { MessageFact } from "../../evidence/selection.ts";
import type { Api } from "../api.ts";
import { byteAnswer, mailContent } from "../byte_answer.ts";
import type { Caller } from "../caller.ts";
import { entityTag } from "../entity_tag.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { Problem } from "../problem.ts";
import { pageQuery } from "../schemas.ts";
import type { World } from "../world.ts";
import { loadMessage } from "./load.ts";
import { contentsOf, type ReceiptContent, receiptFacts } from "./receipt_documents.ts";
import { type Receipt, receiptParams, receiptSchema } from "./receipt_schemas.ts";
import { daticertOf, readReceipt, receiptId } from "./receipts.ts";
import { messageParams } from "./schemas.ts";
import { senderFacts } from "./sender_facts.ts";

/** Octets of documents that are read through for one page, but for a single larger one. */
const MOST_READ = 64 * 1024 * 1024;

const NATURE = { scope: "messages:read", changes: "nothing" } as const;
const tagged = z.object({
  ETag: z.string().openapi({ description: "A receipt never changes, nor does its tag." }),
});

const listReceiptsRoute = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/receipts",
  operationId: "listReceipts",
  tags: ["Receipts"],
  summary: "List the receipts of a message",
  description: "Every receipt and notice about the message, the oldest first, whether or not its " +
    "holder has kept it in the mailbox. A page may hold fewer than `limit` where documents are " +
    "large.",
  request: {
    params: messageParams,
    query: pageQuery.extend({
      message_id: z.string().min(1).max(998).optional().openapi({
        description: "Only the receipt with this Message-ID, as events name it.",
      }),
    }),
  },
  responses: {
    200: {
      description: "A page of receipts.",
      content: { "application/json": { schema: pageSchema(receiptSchema) } },
    },
  },
});

const getReceipt = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/receipts/{receipt}",
  operationId: "getReceipt",
  tags: ["Receipts"],
  summary: "Show a receipt",
  description: "What it says, and whether its signature holds.",
  request: { params: receiptParams },
  responses: {
    200: {
      description: "The receipt.",
      headers: tagged,
      content: { "application/json": { schema: receiptSchema } },
    },
    ...problems(410),
  },
});

const getReceiptRaw = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/receipts/{receipt}/raw",
  operationId: "getReceiptRaw",
  tags: ["Receipts"],
  summary: "The receipt as a mail message",
  description: "Its exact bytes, as its provider has signed them.",
  request: { params: receiptParams },
  responses: {
    200: { description: "The receipt.", headers: tagged, content: mailContent },
    ...problems(410),
  },
});

const getReceiptDaticert = operation(NATURE, {
  method: "get",
  path: "/v1/messages/{id}/receipts/{receipt}/daticert",
  operationId: "getReceiptDaticert",
  tags: ["Receipts"],
  summary: "daticert.xml of a receipt",
  description:
    "The certification data (RFC 6109 §4.4), decoded, as they stand in the receipt. An " +
    "ordinary notice has none.",
  request: { params: receiptParams },
  responses: {
    200: {
      description: "daticert.xml.",
      headers: tagged,
      content: { "application/xml": { schema: z.string() } },
    },
    ...problems(410),
  },
});

/** Adds the operations on receipts. */
export function mountReceipts(api: Api): void {
  api.openapi(listReceiptsRoute, async (context) => {
    const { world, caller } = context.var;
    const message = await loadMessage(world, caller, context.req.valid("param").id);
    const facts = await senderFacts(world, message);
    const page = await receiptPage(world, message.id, facts, context.req.valid("query"));
    return context.json(page, 200, linkHeaders(context.req.url, page.next));
  });
  api.openapi(getReceipt, async (context) => {
    const { world, caller } = context.var;
    const { id, receipt } = context.req.valid("param");
    const { fact, content } = await findReceipt(world, caller, id, receipt);
    const shown = await readReceipt(world, id, fact, content);
    return context.json(shown, 200, { etag: entityTag(shown.sha256, "json") });
  });
  api.openapi(getReceiptRaw, async (context) => {
    const { world, caller } = context.var;
    const { id, receipt } = context.req.valid("param");
    const { content: { rope, pending } } = await findReceipt(world, caller, id, receipt);
    const answer = await byteAnswer({
      bytes: world.storage.blobs.read(rope, pending),
      type: "message/rfc822",
      filename: `${id}-${receipt}.eml`,
      size: ropeLength(rope),
    });
    answer.headers.set("etag", entityTag(JSON.stringify(rope)));
    return answer as never;
  });
  api.openapi(getReceiptDaticert, async (context) => {
    const { world, caller } = context.var;
    const { id, receipt } = context.req.valid("param");
    const { content } = await findReceipt(world, caller, id, receipt);
    const daticert = await daticertOf(world, content);
    if (daticert === null) throw unknownReceipt();
    return context.body(Uint8Array.from(daticert), 200, {
      "content-type": "application/xml",
      "etag": entityTag(JSON.stringify(content.rope), "daticert"),
    });
  });
}

async function receiptPage(
  world: World,
  message: string,
  facts: readonly MessageFact[],
  { limit, after, message_id: wanted }: {
    readonly limit: number;
    readonly after?: string | undefined;
    readonly message_id?: string | undefined;
  },
): Promise<{ data: Receipt[]; next: string | null }> {
  const [behind] = after === undefined ? [0] : decodeCursor(after, ["number"]);
  const rest = receiptFacts(facts).filter(({ entry: { position }, event }) =>
    position > behind &&
    (wanted === undefined || ("messageId" in event && event.messageId === wanted))
  );
  const page = rest.slice(0, limit);
  const contents = await contentsOf(world, facts, page);
  const data: Receipt[] = [];
  let read = 0;
  for (const [index, fact] of page.entries()) {
    const { entry: { position } } = fact;
    const content = contents.get(position);
    if (content === undefined) continue;
    read += ropeLength(content.rope);
    if (data.length > 0 && read > MOST_READ) {
      return { data, next: encodeCursor(page[index - 1]!.entry.position) };
    }
    data.push(await readReceipt(world, message, fact, content));
  }
  const last = page.at(-1);
  return { data, next: last && rest.length > limit ? encodeCursor(last.entry.position) : null };
}

async function findReceipt(
  world: World,
  caller: Caller,
  id: string,
  receipt: string,
): Promise<{ readonly fact: MessageFact; readonly content: ReceiptContent }> {
  const facts = await senderFacts(world, await loadMessage(world, caller, id));
  const fact = receiptFacts(facts).find((one) => receiptId(one) === receipt);
  if (!fact) throw unknownReceipt();
  const content = (await contentsOf(world, facts, [fact])).get(fact.entry.position);
  if (!content) throw goneReceipt();
  return { fact, content };
}

function unknownReceipt(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "The message has no such receipt: GET its receipts for those that there are",
      it: "Il messaggio non ha questa ricevuta: l'elenco delle ricevute mostra quelle esistenti",
    },
  });
}

function goneReceipt(): Problem {
  return new Problem("gone", {
    detail: {
      en: "The receipt was issued before its signature was remembered, and the mailbox has not " +
        "kept it. The evidence bundle has what is known of it",
      it: "La ricevuta è anteriore alla conservazione delle firme e la casella non l'ha " +
        "conservata. Le evidenze del messaggio contengono ciò che se ne sa",
    },
  });
}
