/**
 * The operations on credentials.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import type { Caller } from "../caller.ts";
import { operation, problems } from "../operation.ts";
import { decodeCursor, encodeCursor, linkHeaders, pageSchema } from "../paging.ts";
import { pageQuery } from "../schemas.ts";
import type { Gateway } from "../world.ts";
import { type Made, makeCredential, revokeCredential, rotateKey } from "./changes.ts";
import { lastUseOf } from "./credential_uses.ts";
import { keepingWorld, requireOwn } from "./own.ts";
import {
  credentialIdParameter,
  credentialSchema,
  credentialWishSchema,
  newCredentialSchema,
  rotationSchema,
  shownCredential,
} from "./schemas.ts";
import type { Credential } from "../../storage/clients.ts";

const READS = { scope: "keys:read", changes: "nothing" } as const;
const WRITES = { scope: "keys:write", changes: "own-event" } as const;
const PATH = "/v1/credentials";
const params = z.object({ id: credentialIdParameter });
const made = (description: string) => ({
  description,
  headers: z.object({
    Location: z.string().openapi({ description: "The credential.", example: `${PATH}/{id}` }),
  }),
  content: { "application/json": { schema: newCredentialSchema } },
});

const listCredentials = operation(READS, {
  method: "get",
  path: PATH,
  operationId: "listCredentials",
  tags: ["Access"],
  summary: "List credentials",
  description: "The credentials of this client in this world, the oldest first; also those that " +
    "work no more.",
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page of credentials.",
      content: { "application/json": { schema: pageSchema(credentialSchema) } },
    },
  },
});

const getCredential = operation(READS, {
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "getCredential",
  tags: ["Access"],
  summary: "Show a credential",
  description: "Its secret is kept nowhere and cannot be shown.",
  request: { params },
  responses: {
    200: {
      description: "The credential.",
      content: { "application/json": { schema: credentialSchema } },
    },
  },
});

const createCredential = operation(WRITES, {
  method: "post",
  path: PATH,
  operationId: "createCredential",
  tags: ["Access"],
  summary: "Make a credential",
  description: "An API key, a public key for assertions (OAuth 2.0 private_key_jwt), or the TLS " +
    "client certificate that the connection shows. It has no more rights than you, and works in " +
    "the same world.",
  request: {
    body: { required: true, content: { "application/json": { schema: credentialWishSchema } } },
  },
  responses: { 201: made("The credential, with its secret."), ...problems(409, 422) },
});

const rotateCredential = operation(WRITES, {
  method: "post",
  path: `${PATH}/{id}/rotate`,
  operationId: "rotateCredential",
  tags: ["Access"],
  summary: "Rotate an API key",
  description: "Makes a key with the same rights and the same expiry; the old one works on for " +
    "the overlap. A key is rotated once.",
  request: {
    params,
    body: { required: true, content: { "application/json": { schema: rotationSchema } } },
  },
  responses: { 201: made("The new key, with its secret."), ...problems(409, 422) },
});

const revokeCredentialRoute = operation(WRITES, {
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "revokeCredential",
  tags: ["Access"],
  summary: "Revoke a credential",
  description: "It ceases to work at once, and its access tokens with it. It stays in the list.",
  request: { params },
  responses: { 204: { description: "It works no more." } },
});

/** Adds the operations on credentials. */
export function mountCredentials(api: Api): void {
  api.openapi(listCredentials, (context) => {
    const { limit, after } = context.req.valid("query");
    const gateway = context.get("gateway");
    const caller = context.get("caller");
    const { page, next } = pageOf(gateway, caller, limit, after);
    const data = page.map((one) => shown(gateway, one));
    return context.json({ data, next }, 200, linkHeaders(context.req.url, next));
  });
  api.openapi(getCredential, (context) => {
    const { id } = context.req.valid("param");
    const gateway = context.get("gateway");
    const credential = requireOwn(keepingWorld(gateway), context.get("caller"), id);
    return context.json(shown(gateway, credential), 200);
  });
  api.openapi(createCredential, async (context) => {
    const gateway = context.get("gateway");
    const wish = context.req.valid("json");
    const made = await makeCredential(gateway, context.get("caller"), wish, context.env);
    return context.json(withSecret(gateway, made), 201, headersOf(made));
  });
  api.openapi(rotateCredential, async (context) => {
    const gateway = context.get("gateway");
    const { id } = context.req.valid("param");
    const { overlap_hours: hours } = context.req.valid("json");
    const made = await rotateKey(gateway, context.get("caller"), id, hours);
    return context.json(withSecret(gateway, made), 201, headersOf(made));
  });
  api.openapi(revokeCredentialRoute, async (context) => {
    const { id } = context.req.valid("param");
    await revokeCredential(context.get("gateway"), context.get("caller"), id);
    return context.body(null, 204);
  });
}

function pageOf(
  gateway: Gateway,
  { client, mode }: Caller,
  limit: number,
  after: string | undefined,
): { readonly page: readonly Credential[]; readonly next: string | null } {
  const [added, credential] = after === undefined ? [] : decodeCursor(after, ["number", "string"]);
  const place = added === undefined || credential === undefined ? null : { added, credential };
  const { clients } = keepingWorld(gateway).storage;
  const found = clients.credentialsOf(client, mode, place, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = found.length > limit && last !== undefined;
  return { page, next: more ? encodeCursor(last.added, last.credential) : null };
}

function shown(gateway: Gateway, credential: Credential): z.output<typeof credentialSchema> {
  const lastUse = lastUseOf(keepingWorld(gateway).operational, credential.credential);
  return shownCredential(credential, lastUse, gateway.clock.now());
}

function withSecret(
  gateway: Gateway,
  { credential, secret }: Made,
): z.output<typeof newCredentialSchema> {
  return { ...shown(gateway, credential), secret };
}

function headersOf({ credential: { credential } }: Made): Record<string, string> {
  return { location: `${PATH}/${credential}` };
}
