/**
 * Who one is: what every program asks first.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { clientIdSchema, worldModeSchema } from "../../../events/client.ts";
import { SECOND } from "../../../events/instant.ts";
import type { Api } from "../api.ts";
import { operation } from "../operation.ts";
import { lastUseOf } from "./credential_uses.ts";
import { keepingWorld, ownEntry } from "./own.ts";
import { credentialSchema, scopesSchema, shownCredential } from "./schemas.ts";

const meSchema = z.object({
  client: z.object({
    // Cloned: schemas of events may have been made before `openapi` was there.
    id: clientIdSchema.clone().openapi({ example: "gestionale" }),
    name: z.string().openapi({ example: "Gestionale S.r.l." }),
  }),
  mode: worldModeSchema.clone().openapi({
    description: "`live`: what you do has effects. `test`: it happens in the sandbox.",
  }),
  scopes: scopesSchema.openapi({
    description: "What you may do now: an access token may do less than its credential.",
  }),
  credential: credentialSchema,
  rate: z.object({
    requests: z.int().openapi({ example: 600 }),
    window_seconds: z.int().openapi({ example: 60 }),
  }).openapi({ description: "How many requests you may make in how many seconds." }),
}).openapi("Me");

const getMe = operation({ scope: null, changes: "nothing" }, {
  method: "get",
  path: "/v1/me",
  operationId: "getMe",
  tags: ["Access"],
  summary: "Show who you are, and what you may do",
  description: "Needs no scope. How many requests you have left stands in `RateLimit-Remaining`, " +
    "as in every answer.",
  responses: {
    200: {
      description: "You, as your credentials say.",
      content: { "application/json": { schema: meSchema } },
    },
  },
});

/** Adds the operation. */
export function mountMe(api: Api): void {
  api.openapi(getMe, (context) => {
    const gateway = context.get("gateway");
    const caller = context.get("caller");
    const world = keepingWorld(gateway);
    const { client, credential } = ownEntry(world, caller);
    const lastUse = lastUseOf(world.operational, credential.credential);
    const { requests, window } = context.get("standing")!.rate;
    return context.json({
      client: { id: client.client, name: client.name },
      mode: caller.mode,
      scopes: [...caller.scopes],
      credential: shownCredential(credential, lastUse, gateway.clock.now()),
      rate: { requests, window_seconds: Math.ceil(window / SECOND) },
    }, 200);
  });
}
