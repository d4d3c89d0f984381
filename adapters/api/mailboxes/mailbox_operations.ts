/**
 * Mailboxes: which there are, how full they are, and their settings.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { addressKey } from "../../../events/address.ts";
import { changeAccount } from "../../accounts/changes.ts";
import type { Account } from "../../storage/storage.ts";
import type { Api } from "../api.ts";
import { holdersOf } from "../caller.ts";
import { requireMatch } from "../entity_tag.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { schemaText } from "../schema_texts.ts";
import { pageQuery } from "../schemas.ts";
import type { World } from "../world.ts";
import { requireFolderName } from "./folder_names.ts";
import { holderOf } from "./holder.ts";
import { mailboxView, settingsTag, usageView } from "./mailbox_view.ts";
import {
  folderNameSchema,
  mailboxParams,
  mailboxSchema,
  mailboxUsageSchema,
  ordinaryMailSchema,
} from "./schemas.ts";

const listMailboxes = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes",
  operationId: "listMailboxes",
  tags: ["Mailboxes"],
  summary: "The mailboxes to which these credentials are bound",
  description: "By address. Credentials that are bound to a domain show all of its mailboxes.",
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page of mailboxes.",
      content: { "application/json": { schema: pageSchema(mailboxSchema) } },
    },
  },
});

const getMailbox = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}",
  operationId: "getMailbox",
  tags: ["Mailboxes"],
  summary: "A mailbox: its usage and its settings",
  description: "The ETag is that of the settings: what arrives does not change it.",
  request: { params: mailboxParams },
  responses: {
    200: {
      description: "The mailbox.",
      content: { "application/json": { schema: mailboxSchema } },
    },
  },
});

const getMailboxUsage = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/usage",
  operationId: "getMailboxUsage",
  tags: ["Mailboxes"],
  summary: "How full a mailbox is",
  description: "A full mailbox refuses what comes: its senders get a notice of non-delivery.",
  request: { params: mailboxParams },
  responses: {
    200: {
      description: "The usage.",
      content: { "application/json": { schema: mailboxUsageSchema } },
    },
  },
});

const settingsSchema = z.strictObject({
  ordinary_mail: z.strictObject({
    policy: ordinaryMailSchema.shape.policy,
    folder: folderNameSchema.max(200).optional().openapi({
      description: "With the policy `folder`, and with no other. It is made when mail comes.",
    }),
  }).refine(
    ({ policy, folder }) => (policy === "folder") === (folder !== undefined),
    {
      path: ["folder"],
      error: schemaText({
        en: "A folder belongs to the policy `folder`, and to no other",
        it: "Una cartella va con il criterio `folder`, e con nessun altro",
      }),
    },
  ).optional(),
  receipts_folder: folderNameSchema.max(200).optional().openapi({
    description: "Where receipts arrive from now on. It is made when the first one comes.",
  }),
}).openapi("MailboxSettings");

const changeMailbox = operation({ scope: "settings:write", changes: "call" }, {
  method: "patch",
  path: "/v1/mailboxes/{address}",
  operationId: "changeMailbox",
  tags: ["Mailboxes"],
  summary: "Change the settings of a mailbox",
  description: "What is absent stays as it is. Whoever takes ordinary mail gets spam as well: " +
    "nobody has certified it. The size of the mailbox is for the provider to set.",
  request: {
    params: mailboxParams,
    headers: z.object({ "if-match": z.string().max(200).optional() }),
    body: { required: true, content: { "application/json": { schema: settingsSchema } } },
  },
  responses: {
    200: {
      description: "The mailbox with its new settings.",
      content: { "application/json": { schema: mailboxSchema } },
    },
    ...problems(412, 422, 428),
  },
});

/** Adds the operations on mailboxes as such. */
export function mountMailboxSettings(api: Api): void {
  api.openapi(listMailboxes, async (context) => {
    const { limit, after } = context.req.valid("query");
    const world = context.get("world");
    const caller = context.get("caller");
    const [key] = after === undefined ? [""] : decodeCursor(after, ["string"]);
    const found = world.storage.mailboxPages.holders(holdersOf(caller), key, limit + 1);
    const page = found.slice(0, limit);
    const next = found.length > limit ? encodeCursor(addressKey(page.at(-1)!)) : null;
    const data = [];
    for (const address of page) {
      data.push(await mailboxView(await holderOf(world, caller, address)));
    }
    return context.json({ data, next }, 200, linkHeaders(context.req.url, next));
  });
  api.openapi(getMailbox, async (context) => {
    const { address } = context.req.valid("param");
    const holder = await holderOf(context.get("world"), context.get("caller"), address);
    return context.json(await mailboxView(holder), 200, { etag: settingsTag(holder) });
  });
  api.openapi(getMailboxUsage, async (context) => {
    const { address } = context.req.valid("param");
    const holder = await holderOf(context.get("world"), context.get("caller"), address);
    return context.json(await usageView(holder), 200);
  });
  api.openapi(changeMailbox, async (context) => {
    const { address } = context.req.valid("param");
    const world = context.get("world");
    const caller = context.get("caller");
    const before = await holderOf(world, caller, address);
    requireMatch(context.req.valid("header")["if-match"], settingsTag(before));
    await changeSettings(world, before.account, context.req.valid("json"));
    const holder = await holderOf(world, caller, address);
    return context.json(await mailboxView(holder), 200, { etag: settingsTag(holder) });
  });
}

/** All of it or nothing: names are judged first. What is as it should be already is no event. */
async function changeSettings(
  { provider: { runtime } }: World,
  { address, ordinary, folder, receipts }: Account,
  { ordinary_mail: wanted, receipts_folder: receiptsFolder }: z.output<typeof settingsSchema>,
): Promise<void> {
  requireFolderName(wanted?.folder, "/ordinary_mail/folder");
  requireFolderName(receiptsFolder, "/receipts_folder");
  if (wanted && (wanted.policy !== ordinary || (wanted.folder ?? null) !== folder)) {
    const named = wanted.folder === undefined ? {} : { folder: wanted.folder };
    const change = { type: "set-ordinary-mail", policy: wanted.policy, ...named } as const;
    await changeAccount(runtime, address, change);
  }
  if (receiptsFolder !== undefined && receiptsFolder !== receipts) {
    const change = { type: "set-receipts-folder", folder: receiptsFolder } as const;
    await changeAccount(runtime, address, change);
  }
}
