/**
 * The operations on uploads.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { pageQuery, textOfInstant } from "../schemas.ts";
import { newUploadSchema, uploadIdSchema, uploadOffsetSchema, uploadSchema } from "./schemas.ts";
import {
  beginUpload,
  expiryOf,
  findUpload,
  listUploads,
  removeUpload,
  writeUpload,
} from "./store.ts";
import type { Upload } from "./table.ts";

// No event records these calls: an upload has no effect before a message attaches it.
const NATURE = { scope: "messages:send", changes: "nothing" } as const;
const PATH = "/v1/uploads/{id}";
const params = z.object({ id: uploadIdSchema });
const progress = z.object({
  "Upload-Offset": z.string().openapi({ description: "Octets that are there.", example: "0" }),
  "Upload-Length": z.string().openapi({ description: "Octets in all.", example: "5242880" }),
});
const shown = (description: string) => ({
  description,
  headers: progress,
  content: { "application/json": { schema: uploadSchema } },
});

const createUpload = operation(NATURE, {
  method: "post",
  path: "/v1/uploads",
  operationId: "createUpload",
  tags: ["Uploads"],
  summary: "Begin an upload",
  description: "Says what file will come; PATCH brings its octets, in as many parts as it takes. " +
    "Once it is complete, messages attach it by its id. The same file, declared once more, is the " +
    "same upload: it goes on where it was.",
  request: {
    body: { required: true, content: { "application/json": { schema: newUploadSchema } } },
  },
  responses: {
    201: {
      ...shown("The upload, and how much of it is there already."),
      headers: progress.extend({
        Location: z.string().openapi({ description: "Where the octets go.", example: PATH }),
      }),
    },
    ...problems(409, 413, 422),
  },
});

const listUploadsRoute = operation(NATURE, {
  method: "get",
  path: "/v1/uploads",
  operationId: "listUploads",
  tags: ["Uploads"],
  summary: "List uploads",
  description: "The uploads of this client, complete or not, in the order of their ids.",
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page of uploads.",
      content: { "application/json": { schema: pageSchema(uploadSchema) } },
    },
  },
});

const getUpload = operation(NATURE, {
  method: "get",
  path: PATH,
  operationId: "getUpload",
  tags: ["Uploads"],
  summary: "Show an upload",
  description: "Also by HEAD: `Upload-Offset` says where to go on after a connection has broken.",
  request: { params },
  responses: { 200: shown("The upload as it is now.") },
});

const octets = z.string().openapi({
  format: "binary",
  description: "The next octets of the file.",
});

const appendUpload = operation(NATURE, {
  method: "patch",
  path: PATH,
  operationId: "appendUpload",
  tags: ["Uploads"],
  summary: "Upload the next part",
  description: "`Upload-Offset` must be the offset that the upload has. What is answered is on " +
    "the disk; what has come when a connection breaks stays. With the last octet the SHA-256 of " +
    "the whole is checked: where it is wrong, the upload is void. An upload that has all of its " +
    "octets and is still open (the provider was cut off before the check) is completed by an " +
    "empty part.",
  request: {
    params,
    headers: z.object({ "upload-offset": uploadOffsetSchema }),
    body: {
      content: {
        "application/octet-stream": { schema: octets },
        "application/partial-upload": { schema: octets },
      },
    },
  },
  responses: { 200: shown("The upload with this part."), ...problems(409, 413, 422) },
});

const deleteUpload = operation(NATURE, {
  method: "delete",
  path: PATH,
  operationId: "deleteUpload",
  tags: ["Uploads"],
  summary: "Remove an upload",
  description: "Messages that have attached it keep what they have.",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(409) },
});

/** Adds the operations on uploads. */
export function mountUploads(api: Api): void {
  api.openapi(createUpload, (context) => {
    const { content_type: contentType, ...declared } = context.req.valid("json");
    const upload = beginUpload(context.get("world"), context.get("caller"), {
      ...declared,
      contentType,
    });
    const headers = { ...progressOf(upload), location: `/v1/uploads/${upload.id}` };
    return context.json(jsonOf(upload), 201, headers);
  });
  api.openapi(listUploadsRoute, (context) => {
    const { limit, after } = context.req.valid("query");
    const [behind] = after === undefined ? [""] : decodeCursor(after, ["string"]);
    const uploads = listUploads(context.get("world"), context.get("caller"), {
      after: behind,
      limit: limit + 1,
    });
    const page = uploads.slice(0, limit);
    const next = uploads.length > limit ? encodeCursor(page.at(-1)!.id) : null;
    const answer = { data: page.map(jsonOf), next };
    return context.json(answer, 200, linkHeaders(context.req.url, next));
  });
  api.openapi(getUpload, (context) => {
    const { id } = context.req.valid("param");
    const upload = findUpload(context.get("world"), context.get("caller"), id);
    return context.json(jsonOf(upload), 200, progressOf(upload));
  });
  api.openapi(appendUpload, async (context) => {
    const { id } = context.req.valid("param");
    const length = context.req.header("content-length");
    const upload = await writeUpload(context.get("world"), context.get("caller"), id, {
      offset: context.req.valid("header")["upload-offset"],
      length: length === undefined ? null : Number(length),
      body: context.req.raw.body ?? emptyBody(),
    });
    return context.json(jsonOf(upload), 200, progressOf(upload));
  });
  api.openapi(deleteUpload, async (context) => {
    const { id } = context.req.valid("param");
    await removeUpload(context.get("world"), context.get("caller"), id);
    return context.body(null, 204);
  });
}

function jsonOf(upload: Upload): z.output<typeof uploadSchema> {
  const { id, filename, contentType, size, sha256, offset, complete } = upload;
  return {
    id,
    filename,
    content_type: contentType,
    size,
    sha256,
    offset,
    state: complete ? "complete" : "open",
    expires_at: textOfInstant(expiryOf(upload)),
  };
}

function progressOf({ offset, size }: Upload): Record<string, string> {
  return { "upload-offset": String(offset), "upload-length": String(size) };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
