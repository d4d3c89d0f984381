/**
 * Operations that change a message: marking, moving, deleting.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { HeldMessage } from "../../storage/mailbox_pages.ts";
import type { Api } from "../api.ts";
import { requireMatch } from "../entity_tag.ts";
import { operation, problems } from "../operation.ts";
import { instantSchema, textOfInstant } from "../schemas.ts";
import type { World } from "../world.ts";
import { requireFolder } from "./folder_names.ts";
import { noMessage, requireMessage } from "./held_message.ts";
import { openMailbox } from "./holder.ts";
import { flagChange, mark, move } from "./message_changes.ts";
import { keywordsIn, messageTag, type MessageView, messageView } from "./message_view.ts";
import { folderNameSchema, keywordSchema, mailboxMessageSchema, messageParams } from "./schemas.ts";

const changeSchema = z.strictObject({
  seen: z.boolean().optional(),
  flagged: z.boolean().optional(),
  keywords: z.array(keywordSchema).max(100).optional().openapi({
    description: "All keywords that it shall bear.",
  }),
  folder: folderNameSchema.optional().openapi({
    description: "Where it shall lie; it gets another UID there.",
  }),
}).openapi("MailboxMessageChange");

const changeMailboxMessage = operation({ scope: "mailboxes:write", changes: "call" }, {
  method: "patch",
  path: "/v1/mailboxes/{address}/messages/{uid}",
  operationId: "changeMailboxMessage",
  tags: ["Mailboxes"],
  summary: "Mark or move a message",
  description: "What is absent stays as it is. A message that is moved has the UID of the answer.",
  request: {
    params: messageParams,
    headers: z.object({ "if-match": z.string().max(200).optional() }),
    body: { required: true, content: { "application/json": { schema: changeSchema } } },
  },
  responses: {
    200: {
      description: "The message as it is now.",
      content: { "application/json": { schema: mailboxMessageSchema } },
    },
    ...problems(409, 412, 422, 428),
  },
});

const deleteMailboxMessage = operation({ scope: "mailboxes:write", changes: "call" }, {
  method: "delete",
  path: "/v1/mailboxes/{address}/messages/{uid}",
  operationId: "deleteMailboxMessage",
  tags: ["Mailboxes"],
  summary: "Delete a message",
  description: "For good, as seen from here. The provider can bring it back until the instant of " +
    "the answer; it counts for the quota no more. What proves a message is kept elsewhere.",
  request: {
    params: messageParams,
    headers: z.object({ "if-match": z.string().max(200).optional() }),
  },
  responses: {
    200: {
      description: "It is deleted.",
      content: {
        "application/json": {
          schema: z.object({
            uid: z.int(),
            restorable_until: instantSchema.openapi({
              description: "Until when the provider can bring it back.",
            }),
          }).openapi("DeletedMailboxMessage"),
        },
      },
    },
    ...problems(412),
  },
});

/** Adds the operations that change one message. */
export function mountMailboxMessageChanges(api: Api): void {
  api.openapi(changeMailboxMessage, async (context) => {
    const { address, uid } = context.req.valid("param");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const message = requireMessage(world, mailbox, uid);
    requireMatch(context.req.valid("header")["if-match"], messageTag(message, mailbox.era));
    const view = await change(world, mailbox, message, context.req.valid("json"));
    return context.json(view, 200, { etag: view.etag });
  });
  api.openapi(deleteMailboxMessage, async (context) => {
    const { address, uid } = context.req.valid("param");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const message = requireMessage(world, mailbox, uid);
    const ifMatch = context.req.valid("header")["if-match"];
    if (ifMatch !== undefined) requireMatch(ifMatch, messageTag(message, mailbox.era));
    const until = mailbox.keepUntil();
    await mailbox.remove([uid]);
    return context.json({ uid, restorable_until: textOfInstant(until) }, 200);
  });
}

async function change(
  world: World,
  mailbox: HolderMailbox,
  message: HeldMessage,
  wanted: z.output<typeof changeSchema>,
): Promise<MessageView> {
  const { uid, folder, flags, modseq } = message;
  const tag = messageTag(message, mailbox.era);
  const to = wanted.folder === undefined
    ? folder
    : requireFolder(mailbox, wanted.folder, { pointer: "/folder" }).folder;
  const { keywords } = wanted;
  const chosen = { folder, uids: [uid] };
  const marks = flagChange({
    ...wanted,
    add_keywords: keywords,
    remove_keywords: keywords && superfluous(flags, keywords),
  });
  const marked = await mark(mailbox, chosen, marks, modseq);
  // Somebody else may have been faster since the tag was compared.
  if (!marked) requireMatch(tag, messageTag(requireMessage(world, mailbox, uid), mailbox.era));
  const there = (await move(mailbox, chosen, to)).get(uid);
  if (there === undefined) throw noMessage();
  return await messageView(world, mailbox, requireMessage(world, mailbox, there));
}

/** Case is no difference between keywords (RFC 9051 §2.3.2). */
function superfluous(flags: string, keywords: readonly string[]): string[] {
  const kept = new Set(keywords.map((keyword) => keyword.toLowerCase()));
  return keywordsIn(flags)
    .filter((keyword) => !kept.has(keyword.toLowerCase()));
}
