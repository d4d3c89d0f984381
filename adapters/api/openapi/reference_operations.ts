/**
 * The OpenAPI document and its page.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import { entityTag } from "../entity_tag.ts";
import type { Language } from "../language.ts";
import { publicOperation } from "../operation.ts";
import { DOCUMENT_PATH, openApiDocument } from "./document.ts";
import { PAGE_POLICY } from "./page.ts";
import { referencePage } from "./reference.ts";

const getDocument = publicOperation({
  method: "get",
  path: DOCUMENT_PATH,
  operationId: "getOpenApiDocument",
  tags: ["Reference"],
  summary: "This document",
  description: "The OpenAPI 3.1 document of this provider.",
  responses: {
    200: {
      description: "The document.",
      content: {
        "application/json": {
          schema: z.record(z.string(), z.unknown()).openapi({ description: "OpenAPI 3.1." }),
        },
      },
    },
  },
});

const getReference = publicOperation({
  method: "get",
  path: "/v1/reference",
  operationId: "getReference",
  tags: ["Reference"],
  summary: "The reference as a page",
  description: "Made of the same document, for people; headings in English or Italian.",
  responses: {
    200: {
      description: "The page.",
      content: { "text/html": { schema: z.string() } },
    },
  },
});

/** Adds the operations. What they give is made at the first request: then all others are there. */
export function mountReference(api: Api): void {
  let document: string | null = null;
  const pages = new Map<Language, string>();
  api.openapi(getDocument, (context) => {
    document ??= JSON.stringify(openApiDocument(api));
    const headers = { "content-type": "application/json", etag: entityTag(document) };
    return context.body(document, 200, headers) as never;
  });
  api.openapi(getReference, (context) => {
    const language = context.get("language");
    const page = pages.get(language) ?? referencePage(openApiDocument(api), language);
    pages.set(language, page);
    const headers = { "content-security-policy": PAGE_POLICY, "content-language": language };
    return context.html(page, 200, { ...headers, etag: entityTag(page) });
  });
}
