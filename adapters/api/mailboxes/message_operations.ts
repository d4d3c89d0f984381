/**
 * A message of a mailbox: opened, and its exact bytes.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { ropeLength } from "../../../events/rope.ts";
import { decodedBytes } from "../../documents/imap/part_text.ts";
import { isMessage } from "../../documents/imap/structure.ts";
import { fileName } from "../../documents/mime/headers.ts";
import type { Api } from "../api.ts";
import { byteAnswer, byteContent, mailContent } from "../byte_answer.ts";
import { operation, problems } from "../operation.ts";
import { Problem } from "../problem.ts";
import { attachmentsOf } from "./attachments.ts";
import { certifiedFacts } from "./certified_facts.ts";
import type { OpenedMessage } from "./enclosed.ts";
import { openHeld, requireContent, requireMessage } from "./held_message.ts";
import { openMailbox } from "./holder.ts";
import { kindOf } from "./kinds.ts";
import { shownHeader, shownTexts } from "./message_content.ts";
import { messageView } from "./message_view.ts";
import { shownParts } from "./parts.ts";
import { messageParams, openedMessageSchema } from "./schemas.ts";

const getMailboxMessage = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/messages/{uid}",
  operationId: "getMailboxMessage",
  tags: ["Mailboxes"],
  summary: "A message, opened",
  description: "Of an envelope the certified facts, and the message in it with its texts and " +
    "attachments. Reading marks nothing as seen.",
  request: { params: messageParams },
  responses: {
    200: {
      description: "The message. Its ETag changes with its flags.",
      content: { "application/json": { schema: openedMessageSchema } },
    },
    ...problems(410),
  },
});

const getMailboxMessageRaw = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/messages/{uid}/raw",
  operationId: "getMailboxMessageRaw",
  tags: ["Mailboxes"],
  summary: "The exact bytes of a message",
  description:
    "With envelope and signature, as the mailbox holds it: this is what proves something.",
  request: { params: messageParams },
  responses: {
    200: { description: "The message (.eml).", content: mailContent },
    ...problems(410),
  },
});

const getMailboxMessageOriginal = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/messages/{uid}/original",
  operationId: "getMailboxMessageOriginal",
  tags: ["Mailboxes"],
  summary: "The exact bytes of the message in an envelope",
  description: "postacert.eml, of transport envelopes and anomaly envelopes.",
  request: { params: messageParams },
  responses: {
    200: { description: "The original message (.eml).", content: mailContent },
    ...problems(410),
  },
});

const getMailboxAttachment = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/messages/{uid}/attachments/{index}",
  operationId: "getMailboxAttachment",
  tags: ["Mailboxes"],
  summary: "The bytes of an attachment",
  description: "Decoded. The type that the sender claims stands in the message's `content_type`; " +
    "here it is always application/octet-stream, so that no browser opens what a stranger sent.",
  request: {
    params: messageParams.extend({
      index: z.coerce.number().int().min(1).max(1000).openapi({ description: "1, 2, 3 …" }),
    }),
  },
  responses: {
    200: { description: "The attachment.", content: byteContent },
    ...problems(410),
  },
});

/** Adds the operations that show a message. */
export function mountMailboxMessage(api: Api): void {
  api.openapi(getMailboxMessage, async (context) => {
    const { address, uid } = context.req.valid("param");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const message = requireMessage(world, mailbox, uid);
    const rope = requireContent(mailbox, uid);
    const view = await messageView(world, mailbox, message);
    await using opened = await openHeld(world, rope);
    const { daticert, inner } = opened;
    const path = `/v1/mailboxes/${encodeURIComponent(mailbox.key)}/messages/${uid}/attachments`;
    const urlOf = (index: number) => `${path}/${index}`;
    const attachments = await attachmentsOf(rope, inner);
    const shown = {
      ...view,
      certified: daticert && certifiedFacts(daticert, kindOf(message.kind)),
      content: {
        ...shownHeader(inner.root),
        ...await shownTexts(inner, urlOf),
        attachments: attachments.map(({ contentType, contentId, ...attachment }) => ({
          ...attachment,
          content_type: contentType,
          content_id: contentId,
          url: urlOf(attachment.index),
        })),
      },
    };
    return context.json(shown, 200, { etag: view.etag });
  });
  mountBytes(api);
}

function mountBytes(api: Api): void {
  api.openapi(getMailboxMessageRaw, async (context) => {
    const { address, uid } = context.req.valid("param");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const rope = requireContent(mailbox, uid);
    return await byteAnswer({
      bytes: world.storage.blobs.read(rope),
      type: "message/rfc822",
      filename: `${uid}.eml`,
      size: ropeLength(rope),
    });
  });
  api.openapi(getMailboxMessageOriginal, async (context) => {
    const { address, uid } = context.req.valid("param");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const opened = await openHeld(world, requireContent(mailbox, uid));
    if (opened.original === null) throw noOriginal();
    return await byteAnswer({
      bytes: disposing(opened, decodedBytes(opened.outer, opened.original)),
      type: "message/rfc822",
      filename: "postacert.eml",
      size: null,
    });
  });
  api.openapi(getMailboxAttachment, async (context) => {
    const { address, uid, index } = context.req.valid("param");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const opened = await openHeld(world, requireContent(mailbox, uid));
    const part = shownParts(opened.inner.root).attachments[index - 1];
    if (!part) throw noAttachment();
    return await byteAnswer({
      bytes: disposing(opened, decodedBytes(opened.inner, part)),
      type: "application/octet-stream",
      filename: fileName(part) ?? (isMessage(part) ? `${index}.eml` : `${index}.bin`),
      size: null,
    });
  });
}

/** Lets the message go once its bytes have been read, or nobody reads on. */
async function* disposing(
  opened: OpenedMessage,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  await using _ = opened;
  yield* bytes;
}

function noOriginal(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "This message is no envelope: /raw has its bytes",
      it: "Questo messaggio non è una busta: i suoi byte sono in /raw",
    },
  });
}

function noAttachment(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "There is no such attachment. GET the message: it lists those that there are",
      it: "L'allegato non c'è. Il messaggio elenca quelli che ci sono",
    },
  });
}
