/**
 * OAuth 2.0 for partners: the token endpoint and the metadata by which clients find it.
 *
 * Its errors are what OAuth says (RFC 6749 §5.2), which libraries for it expect: the one exception
 * from problem documents.
 *
 * @module
 */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { scopeSchema } from "../../../events/client.ts";
import { SECOND } from "../../../events/instant.ts";
import type { Api } from "../api.ts";
import { problems } from "../operation.ts";
import { ASSERTION_ALGORITHMS } from "./public_key.ts";
import { JWT_BEARER, OAUTH_ERRORS, OAuthError, TOKEN_PATH } from "./token_endpoint.ts";

/** Octets of a request for a token. */
const LARGEST_REQUEST = 32 * 1024;

/** RFC 6749 §5.1. */
const NOT_STORED = { "cache-control": "no-store", pragma: "no-cache" } as const;
/** RFC 6749 §5.2, RFC 6585 §4. */
const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  slow_down: 429,
} as const;

const tokenRequest = z.object({
  grant_type: z.string().min(1).max(100).openapi({ example: "client_credentials" }),
  client_assertion_type: z.string().max(100).optional().openapi({ example: JWT_BEARER }),
  client_assertion: z.string().max(8192).optional().openapi({
    description: "A JWT signed with an assertion key of the client: iss and sub are its id, aud " +
      "the issuer or this endpoint, exp at most 10 minutes ahead, iat, and a jti of its own. " +
      "kid names the credential where there are several.",
  }),
  client_id: z.string().max(100).optional(),
  scope: z.string().max(1000).optional().openapi({
    description: "Scopes, separated by blanks; all of the credential where it is absent.",
    example: "messages:send messages:read",
  }),
}).openapi("TokenRequest");

const token = z.object({
  access_token: z.string().openapi({ description: "Opaque; good for 10 minutes." }),
  token_type: z.literal("Bearer"),
  expires_in: z.int().openapi({ description: "Seconds.", example: 600 }),
  scope: z.string().openapi({ example: "messages:send messages:read" }),
}).openapi("Token");

const oauthError = z.object({
  error: z.enum(OAUTH_ERRORS),
  error_description: z.string().openapi({ description: "What is the matter, for developers." }),
}).openapi("OAuthError");

const metadata = z.object({
  issuer: z.string(),
  token_endpoint: z.string(),
  grant_types_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
  scopes_supported: z.array(scopeSchema),
  service_documentation: z.string(),
}).openapi("AuthorizationServerMetadata");

const failure = { "application/json": { schema: oauthError } };

const createToken = createRoute({
  method: "post",
  path: TOKEN_PATH,
  operationId: "createToken",
  tags: ["Access"],
  summary: "Get an access token",
  description: "OAuth 2.0 client credentials (RFC 6749 §4.4) with private_key_jwt (RFC 7523). " +
    "Errors are OAuth's, not problem documents.",
  security: [],
  middleware: [
    bodyLimit({
      maxSize: LARGEST_REQUEST,
      onError: (context) => invalid(context, `the request has over ${LARGEST_REQUEST} bytes`),
    }),
    onlyForms,
  ] as const,
  request: {
    body: {
      required: true,
      content: { "application/x-www-form-urlencoded": { schema: tokenRequest } },
    },
  },
  responses: {
    200: { description: "A token.", content: { "application/json": { schema: token } } },
    400: { description: "The request is wrong.", content: failure },
    401: { description: "The assertion is wrong, or its client may not.", content: failure },
    429: {
      description: "Too many requests, of the client or of those in its network without a token.",
      content: { ...failure, ...problems(429)[429].content },
    },
    ...problems(500, 503),
  },
});

const getMetadata = createRoute({
  method: "get",
  path: "/.well-known/oauth-authorization-server",
  operationId: "getAuthorizationServerMetadata",
  tags: ["Access"],
  summary: "Where and how tokens are to be had",
  description: "Authorization server metadata (RFC 8414).",
  security: [],
  responses: {
    200: { description: "The metadata.", content: { "application/json": { schema: metadata } } },
    ...problems(429, 500, 503),
  },
});

/** Adds the token endpoint and its metadata. */
export function mountOAuth(api: Api): void {
  api.openapi(createToken, async (context) => {
    const { oauth } = context.get("gateway");
    try {
      const { credential, answer } = await oauth.issue(context.req.valid("form"), context.env);
      const standing = context.get("counts").caller(credential.mode, credential.credential);
      context.set("standing", standing);
      if (standing.exceeded) {
        const retryAfter = Math.ceil(standing.wait / SECOND);
        throw new OAuthError("slow_down", "too many requests: see RateLimit-Reset", retryAfter);
      }
      return context.json(answer, 200, NOT_STORED);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      const { code, message, retryAfter } = error;
      const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
      return context.json(
        { error: code, error_description: message },
        STATUS[code],
        { ...NOT_STORED, ...headers },
      );
    }
  }, (result, context) => {
    if (result.success) return;
    const name = result.error.issues[0]?.path.join(".") || "the form";
    return invalid(context, `${name} is missing, sent twice, or too long`);
  });
  api.openapi(getMetadata, (context) => {
    const { oauth: { issuer } } = context.get("gateway");
    return context.json(
      {
        issuer,
        token_endpoint: issuer + TOKEN_PATH,
        grant_types_supported: ["client_credentials"],
        // RFC 8414 §2 requires the field; nothing of it is supported.
        response_types_supported: [],
        token_endpoint_auth_methods_supported: ["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
        scopes_supported: scopeSchema.options,
        service_documentation: `${issuer}/v1/reference`,
      },
      200,
      { "cache-control": "public, max-age=3600" },
    );
  });
}

/** RFC 6749 §4.4.2: requests are forms. */
async function onlyForms(context: Context, next: Next): Promise<Response | undefined> {
  if (
    !/^application\/x-www-form-urlencoded *(;|$)/i.test(context.req.header("content-type") ?? "")
  ) {
    return invalid(context, "the Content-Type must be application/x-www-form-urlencoded");
  }
  await next();
  return undefined;
}

function invalid(context: Context, error_description: string) {
  return context.json({ error: "invalid_request" as const, error_description }, 400, NOT_STORED);
}
