/**
 * The OpenAPI document: made of the schemas that validate.
 *
 * @module
 */
import { scopeSchema } from "../../../events/client.ts";
import type { Api } from "../api.ts";
import { TAGS } from "./tags.ts";

/** A document of OpenAPI 3.1. */
export type OpenApiDocument = ReturnType<Api["getOpenAPI31Document"]>;

/** Where it is served. */
export const DOCUMENT_PATH = "/v1/openapi.json";

/** Of the API: what is added counts, and nothing that is there changes under /v1. */
const VERSION = "1.0.0";

const DESCRIPTION =
  `Certified mail (PEC) for programs: send, follow every recipient by typed events,
keep the evidence.

- **JSON** in UTF-8, names in \`snake_case\`, times of RFC 3339 in UTC.
- **Lists** come by pages: hand \`next\` in as \`after\`, or follow \`Link\`.
- **Problems** are documents of RFC 9457 with stable types: \`GET /v1/problems\`. They name the field
  and the remedy, in English or Italian by \`Accept-Language\`.
- **Limits**: \`RateLimit-*\` on every answer, \`Retry-After\` where you should wait.
- **Requests** have an id, in \`X-Request-Id\` of the answer and in \`instance\` of a problem.
- **Keys** that begin with \`test_\` lead to the sandbox, where nothing leaves the machine.
`;

/** The document of an application's operations. */
export function openApiDocument(api: Api): OpenApiDocument {
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Ceralacca API",
      version: VERSION,
      description: DESCRIPTION,
      contact: { name: "The provider that serves this document" },
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: "/", description: "The provider that serves this document." }],
    tags: TAGS.map(({ name, about }) => ({ name, description: about.en })),
  });
  const tidied = tidy(document);
  const components = {
    ...tidied.components,
    responses: { Problem: PROBLEM as never },
    securitySchemes: SECURITY_SCHEMES as never,
  };
  return { ...tidied, components };
}

/** What every operation may answer stands in the document once. */
const PROBLEM = {
  description: "A problem (RFC 9457): see `GET /v1/problems`.",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/**
 * Problems by reference; and patterns of expressions with flags come with their flags, of which JSON
 * Schema knows none.
 */
function tidy<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(tidy) as Value;
  if (typeof value !== "object" || value === null) return value;
  if ("description" in value && "content" in value && isProblem(value.content)) {
    return { $ref: "#/components/responses/Problem" } as Value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "pattern" && typeof inner === "string"
        ? inner.replace(/\/[dgimsuvy]+$/, "")
        : tidy(inner),
    ]),
  ) as Value;
}

function isProblem(content: unknown): boolean {
  return Object.keys(content as object).join() === "application/problem+json";
}

const SECURITY_SCHEMES = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description: "An API key: `live_…` or `test_…`.",
  },
  oauth2: {
    type: "oauth2",
    description: "Client credentials (RFC 6749 §4.4) with private_key_jwt (RFC 7523).",
    flows: {
      clientCredentials: {
        tokenUrl: "/v1/oauth/token",
        scopes: Object.fromEntries(scopeSchema.options.map((scope) => [scope, meaningOf(scope)])),
      },
    },
  },
  mutualTLS: {
    type: "mutualTLS",
    description: "A certificate that was registered for the client.",
  },
};

/** What a scope is good for. */
function meaningOf(scope: string): string {
  const [resource = "", verb = ""] = scope.split(":");
  const done: Readonly<Record<string, string>> = {
    read: "Read",
    write: "Read and change",
    send: "Send",
    create: "Create",
  };
  return `${done[verb] ?? verb} ${resource}.`;
}
