/**
 * The folders of a mailbox.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { FolderRefusal } from "../../../actors/mailbox_folders.ts";
import { hasFlag } from "../../mailboxes/flags.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Folder } from "../../storage/mailboxes.ts";
import type { Api } from "../api.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { Problem } from "../problem.ts";
import { instantSchema, pageQuery, textOfInstant } from "../schemas.ts";
import { requireFolderName } from "./folder_names.ts";
import { openMailbox } from "./holder.ts";
import { folderNameSchema, folderSchema, mailboxParams } from "./schemas.ts";

const listFolders = operation({ scope: "mailboxes:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/folders",
  operationId: "listFolders",
  tags: ["Mailboxes"],
  summary: "The folders of a mailbox",
  description: "In the order in which they were made; the first six are there from the start.",
  request: { params: mailboxParams, query: pageQuery },
  responses: {
    200: {
      description: "A page of folders.",
      content: { "application/json": { schema: pageSchema(folderSchema) } },
    },
  },
});

const makeFolder = operation({ scope: "mailboxes:write", changes: "call" }, {
  method: "post",
  path: "/v1/mailboxes/{address}/folders",
  operationId: "makeFolder",
  tags: ["Mailboxes"],
  summary: "Make a folder",
  description: "The folders within which it lies are made too.",
  request: {
    params: mailboxParams,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({ name: folderNameSchema }).openapi("NewFolder"),
        },
      },
    },
  },
  responses: {
    201: { description: "The folder.", content: { "application/json": { schema: folderSchema } } },
    ...problems(409, 422),
  },
});

const removeFolder = operation({ scope: "mailboxes:write", changes: "call" }, {
  method: "delete",
  path: "/v1/mailboxes/{address}/folders/{folder}",
  operationId: "removeFolder",
  tags: ["Mailboxes"],
  summary: "Remove a folder with its messages",
  description: "Folders within it stay. The provider can bring the messages back for some days.",
  request: {
    params: mailboxParams.extend({
      folder: z.coerce.number().int().min(1).openapi({ description: "The `id` of the folder." }),
    }),
  },
  responses: {
    200: {
      description: "It is gone.",
      content: {
        "application/json": {
          schema: z.object({
            restorable_until: instantSchema.openapi({
              description: "Until when the provider can bring its messages back.",
            }),
          }).openapi("RemovedFolder"),
        },
      },
    },
    ...problems(409),
  },
});

/** Adds the operations on folders. */
export function mountFolders(api: Api): void {
  api.openapi(listFolders, async (context) => {
    const { address } = context.req.valid("param");
    const { limit, after } = context.req.valid("query");
    const mailbox = await openMailbox(context.get("world"), context.get("caller"), address);
    const [last] = after === undefined ? [0] : decodeCursor(after, ["number"]);
    const rest = mailbox.folders().filter(({ folder }) => folder > last);
    const page = rest.slice(0, limit);
    const next = rest.length > limit ? encodeCursor(page.at(-1)!.folder) : null;
    const data = [];
    for (const folder of page) data.push(await folderView(mailbox, folder));
    return context.json({ data, next }, 200, linkHeaders(context.req.url, next));
  });
  api.openapi(makeFolder, async (context) => {
    const { address } = context.req.valid("param");
    const { name } = context.req.valid("json");
    const mailbox = await openMailbox(context.get("world"), context.get("caller"), address);
    requireFolderName(name, "/name");
    const { refusal } = await mailbox.send({ type: "make-folder", name });
    if (refusal) throw refusedFolder(refusal.refused as FolderRefusal);
    return context.json(await folderView(mailbox, mailbox.folderNamed(name)!), 201);
  });
  api.openapi(removeFolder, async (context) => {
    const { address, folder: number } = context.req.valid("param");
    const mailbox = await openMailbox(context.get("world"), context.get("caller"), address);
    const folder = mailbox.folders().find(({ folder }) => folder === number);
    if (!folder) throw noFolder();
    const keepUntil = mailbox.keepUntil();
    const { refusal } = await mailbox.send({ type: "remove-folder", name: folder.name, keepUntil });
    if (refusal) throw refusedFolder(refusal.refused as FolderRefusal);
    return context.json({ restorable_until: textOfInstant(keepUntil) }, 200);
  });
}

async function folderView(
  mailbox: HolderMailbox,
  { folder, name }: Folder,
): Promise<z.output<typeof folderSchema>> {
  const { messages, tallies } = await mailbox.view(folder);
  let unseen = 0;
  let size = 0;
  for (const [flags, { count, octets }] of tallies) {
    if (!hasFlag(flags, "\\Seen")) unseen += count;
    size += octets;
  }
  return { id: folder, name, messages: messages.length, unseen, size };
}

function refusedFolder(refused: FolderRefusal): Problem {
  switch (refused) {
    case "exists":
      return new Problem("conflict", {
        detail: {
          en: "There is a folder of this name already. Use that, or choose another name",
          it: "C'è già una cartella con questo nome. Usa quella, o scegli un altro nome",
        },
      });
    case "standing":
      return new Problem("conflict", {
        detail: {
          en: "Every mailbox has this folder: it stays. Remove its messages instead",
          it: "Ogni casella ha questa cartella: resta. Elimina invece i suoi messaggi",
        },
      });
    case "too-many":
      return new Problem("conflict", {
        detail: {
          en: "The mailbox has as many folders as it may have. Remove some first",
          it: "La casella ha già tutte le cartelle ammesse. Eliminane prima qualcuna",
        },
      });
    case "no-folder":
    case "bad-name":
      return noFolder();
  }
}

function noFolder(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "There is no such folder. GET the list of folders for the ids of those that there are",
      it: "La cartella non c'è. L'elenco delle cartelle mostra gli id di quelle che ci sono",
    },
  });
}
