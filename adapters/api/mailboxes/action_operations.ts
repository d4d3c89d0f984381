/**
 * Changing many messages at once.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Api } from "../api.ts";
import { operation, problems } from "../operation.ts";
import type { World } from "../world.ts";
import { requireFolder } from "./folder_names.ts";
import { openMailbox } from "./holder.ts";
import { flagChange, mark, move } from "./message_changes.ts";
import { folderNameSchema, keywordSchema, mailboxParams } from "./schemas.ts";

/** The most messages of one call. */
const MOST = 1000;

const uids = z.array(z.int().min(1).max(2 ** 32 - 1)).min(1).max(MOST);

const actionSchema = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("mark"),
    uids,
    seen: z.boolean().optional(),
    flagged: z.boolean().optional(),
    add_keywords: z.array(keywordSchema).max(100).optional(),
    remove_keywords: z.array(keywordSchema).max(100).optional(),
  }).openapi("MarkMessages"),
  z.strictObject({ action: z.literal("move"), uids, folder: folderNameSchema })
    .openapi("MoveMessages"),
  z.strictObject({ action: z.literal("delete"), uids }).openapi("DeleteMessages"),
]).openapi("MailboxAction");

const outcomesSchema = z.object({
  results: z.array(z.object({
    uid: z.int(),
    outcome: z.enum(["done", "missing"]).openapi({
      description: "`missing`: there is no message with this UID any more.",
    }),
    uid_now: z.int().nullable().openapi({
      description: "The UID under which it lies now; null where it lies nowhere.",
    }),
  })),
}).openapi("MailboxActionResults");

const actOnMailboxMessages = operation({ scope: "mailboxes:write", changes: "call" }, {
  method: "post",
  path: "/v1/mailboxes/{address}/messages/actions",
  operationId: "actOnMailboxMessages",
  tags: ["Mailboxes"],
  summary: "Mark, move or delete many messages",
  description: "Whoever else has changed them meanwhile is not asked. Where the call fails some " +
    "may be changed already; it can be sent again.",
  request: {
    params: mailboxParams,
    body: { required: true, content: { "application/json": { schema: actionSchema } } },
  },
  responses: {
    200: {
      description: "What became of each, in the order of the request.",
      content: { "application/json": { schema: outcomesSchema } },
    },
    ...problems(409, 422),
  },
});

/** Adds the operation. */
export function mountMailboxActions(api: Api): void {
  api.openapi(actOnMailboxMessages, async (context) => {
    const { address } = context.req.valid("param");
    const action = context.req.valid("json");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const wanted = [...new Set(action.uids)];
    const places = await perform(world, mailbox, { ...action, uids: wanted });
    const results = wanted.map((uid) => ({
      uid,
      outcome: places.has(uid) ? "done" as const : "missing" as const,
      uid_now: places.get(uid) ?? null,
    }));
    return context.json({ results }, 200);
  });
}

/** The messages that there were, and the UIDs under which they lie now; null for nowhere. */
async function perform(
  { storage }: World,
  mailbox: HolderMailbox,
  action: z.output<typeof actionSchema>,
): Promise<ReadonlyMap<number, number | null>> {
  const to = action.action === "move"
    ? requireFolder(mailbox, action.folder, { pointer: "/folder" }).folder
    : null;
  const found = action.uids.toSorted((one, other) => one - other)
    .flatMap((uid) => storage.mailboxPages.message(mailbox.key, uid) ?? []);
  if (action.action === "delete") {
    await mailbox.remove(found.map(({ uid }) => uid));
    return new Map(found.map(({ uid }) => [uid, null]));
  }
  const places = new Map<number, number>();
  for (const [folder, messages] of Map.groupBy(found, ({ folder }) => folder)) {
    const chosen = { folder, uids: messages.map(({ uid }) => uid) };
    if (action.action === "mark") await mark(mailbox, chosen, flagChange(action), null);
    const now = to === null
      ? chosen.uids.map((uid) => [uid, uid] as const)
      : await move(mailbox, chosen, to);
    for (const [uid, place] of now) places.set(uid, place);
  }
  return places;
}
