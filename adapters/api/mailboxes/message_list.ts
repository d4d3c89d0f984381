/**
 * Lists of a mailbox's messages.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { Turn } from "../../clock.ts";
import { hasFlag } from "../../mailboxes/flags.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { HeldMessage } from "../../storage/mailbox_pages.ts";
import type { Api } from "../api.ts";
import { operation } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { Problem } from "../problem.ts";
import { instantSchema, pageQuery } from "../schemas.ts";
import type { World } from "../world.ts";
import { requireFolder } from "./folder_names.ts";
import { openMailbox } from "./holder.ts";
import { kindOf } from "./kinds.ts";
import { messageViews } from "./message_view.ts";
import {
  folderNameSchema,
  mailboxMessageSchema,
  mailboxParams,
  messageKindSchema,
} from "./schemas.ts";

const listQuery = pageQuery.extend({
  folder: folderNameSchema.optional().openapi({
    description: "Only messages of this folder; absent: of all.",
  }),
  unread: z.enum(["true", "false"]).optional().openapi({
    description: "Only those that have not been seen, or only those that have.",
  }),
  kind: messageKindSchema.optional(),
  q: z.string().min(1).max(200).optional().openapi({
    description: "Only those with this text: in a header, a text or the name of an attachment; " +
      "of envelopes, also in the message in them. Case does not matter.",
  }),
  from: instantSchema.optional().openapi({ description: "Only those received then or later." }),
  until: instantSchema.optional().openapi({ description: "Only those received before." }),
});

const listMailboxMessages = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/messages",
  operationId: "listMailboxMessages",
  tags: ["Mailboxes"],
  summary: "Messages in a mailbox, the newest first",
  description: "In the order of their UIDs. Where filters match rarely a page may hold few " +
    "messages or none: the list has ended where `next` is null. To take every new message once, " +
    "use a consumer.",
  request: { params: mailboxParams, query: listQuery },
  responses: {
    200: {
      description: "A page of messages.",
      content: { "application/json": { schema: pageSchema(mailboxMessageSchema) } },
    },
  },
});

/** Messages that one request looks at: others have their turn. */
const MOST_LOOKED_AT = 20_000;

/** Rows that are read at once. */
const LARGEST_SLICE = 1000;

/** What is looked for. */
interface Wanted {
  readonly folder: number | null;
  readonly fits: (message: HeldMessage) => boolean;
  readonly text: string | undefined;
  readonly limit: number;
}

/** Adds the list of messages. */
export function mountMailboxMessageList(api: Api): void {
  api.openapi(listMailboxMessages, async (context) => {
    const { address } = context.req.valid("param");
    const query = context.req.valid("query");
    const world = context.get("world");
    const mailbox = await openMailbox(world, context.get("caller"), address);
    const folder = query.folder === undefined
      ? null
      : requireFolder(mailbox, query.folder, { parameter: "folder" }).folder;
    const [below] = query.after === undefined
      ? [Number.MAX_SAFE_INTEGER]
      : decodeCursor(query.after, ["number"]);
    const wanted = { folder, fits: filterOf(query), text: query.q, limit: query.limit };
    const { found, next: last } = await search(world, mailbox, wanted, below);
    const next = last === null ? null : encodeCursor(last);
    const data = await messageViews(world, mailbox, found);
    return context.json({ data, next }, 200, linkHeaders(context.req.url, next));
  });
}

/** `next`: the UID below which the search goes on; null where it has come to the end. */
async function search(
  world: World,
  mailbox: HolderMailbox,
  { folder, fits, text, limit }: Wanted,
  from: number,
): Promise<{ readonly found: readonly HeldMessage[]; readonly next: number | null }> {
  const found: HeldMessage[] = [];
  const turn = new Turn();
  let below = from;
  // Without filters a page and one more row tell all that there is to know.
  let slice = limit + 1;
  for (let looked = 0; looked < MOST_LOOKED_AT;) {
    const rows = world.storage.mailboxPages.newest(mailbox.key, folder, below, slice);
    const fitting = await withText(world, mailbox, rows.filter(fits), text);
    for (const message of fitting) {
      if (found.length === limit) return { found, next: found.at(-1)!.uid };
      found.push(message);
    }
    if (rows.length < slice) return { found, next: null };
    below = rows.at(-1)!.uid;
    looked += rows.length;
    slice = Math.min(2 * slice, LARGEST_SLICE);
    if (turn.over) await turn.pass();
  }
  return { found, next: below };
}

async function withText(
  { index, provider: { log } }: World,
  mailbox: HolderMailbox,
  messages: readonly HeldMessage[],
  text: string | undefined,
): Promise<readonly HeldMessage[]> {
  if (text === undefined || messages.length === 0) return messages;
  const emails = await index.search(mailbox.key, messages, { kind: "text", text })
    .catch((error: unknown) => {
      log("api.search.failed", { error: String(error) });
      throw cannotSearch();
    });
  return messages.filter(({ email }) => emails.has(email));
}

function cannotSearch(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "Texts cannot be searched now. Try again later, or leave q out",
      it: "Ora non si può cercare nei testi. Riprova più tardi, o ometti q",
    },
    retryAfter: 60,
  });
}

function filterOf(
  { unread, kind, from, until }: z.output<typeof listQuery>,
): (message: HeldMessage) => boolean {
  const after = from === undefined ? -Infinity : Date.parse(from);
  const before = until === undefined ? Infinity : Date.parse(until);
  return (message) =>
    message.received >= after && message.received < before &&
    (kind === undefined || kindOf(message.kind) === kind) &&
    (unread === undefined || hasFlag(message.flags, "\\Seen") === (unread === "false"));
}
