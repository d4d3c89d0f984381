/**
 * The whole API: its operations, and what all of them share.
 *
 * @module
 */
import { Overloaded } from "../../actors/runtime.ts";
import { mountCredentials } from "./access/credentials.ts";
import { mountMe } from "./access/me.ts";
import { mountOAuth } from "./access/oauth.ts";
import { type Api, newApi } from "./api.ts";
import { mountFeed } from "./feed/operations.ts";
import { languageOf } from "./language.ts";
import { mountMailboxes } from "./mailboxes/mailboxes.ts";
import { Problem, problemResponse } from "./problem.ts";
import { mountMessages } from "./messages/operations.ts";
import { mountScheduling } from "./scheduling/operations.ts";
import { mountSending } from "./sending/operations.ts";
import { mountUploads } from "./uploads/operations.ts";
import { mountAnnouncedEvents } from "./webhooks/announced.ts";
import { mountWebhookDeliveries } from "./webhooks/delivery_operations.ts";
import { mountWebhooks } from "./webhooks/operations.ts";
import type { Gateway } from "./world.ts";

/** Adds operations to the application. */
export type Mount = (api: Api) => void;

/** Every operation, in the order of the reference. */
export const OPERATIONS: readonly Mount[] = [
  mountMe,
  mountCredentials,
  mountOAuth,
  mountSending,
  mountMessages,
  mountScheduling,
  mountUploads,
  mountFeed,
  mountWebhooks,
  mountWebhookDeliveries,
  mountAnnouncedEvents,
  mountMailboxes,
];

/** The application with some operations. */
export function apiApplication(gateway: Gateway, operations: readonly Mount[] = OPERATIONS): Api {
  const api = newApi();
  api.use(async (context, next) => {
    context.set("gateway", gateway);
    context.set("requestId", uuid(gateway.random));
    context.set("language", languageOf(context.req.header("accept-language")));
    await next();
    context.res.headers.set("x-request-id", context.get("requestId"));
  });
  api.onError((error, context) => {
    const problem = problemOf(error);
    if (problem.type === "internal") {
      const { method, path } = context.req;
      const request = context.get("requestId");
      gateway.log("api.failed", { request, method, path, error: String(error) });
    }
    return problemResponse(problem, context.get("language"), context.get("requestId"));
  });
  api.notFound((context) =>
    problemResponse(
      new Problem("not-found", {
        detail: {
          en: "There is nothing at this path: see /v1/openapi.json",
          it: "A questo percorso non c'è nulla: vedi /v1/openapi.json",
        },
      }),
      context.get("language"),
      context.get("requestId"),
    )
  );
  for (const mount of operations) mount(api);
  return api;
}

/** What has not been foreseen is a failure of the system. */
function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  return error instanceof Overloaded ? busy() : internal();
}

/** Too many changes of one thing wait; this one was not made. */
function busy(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "Too many changes are waiting; this one was not made. Try again in a minute",
      it: "Troppe modifiche in attesa; questa non è stata eseguita. Riprova tra un minuto",
    },
    retryAfter: 60,
  });
}

function internal(): Problem {
  return new Problem("internal", {
    detail: {
      en: "It is logged under the id of this request. Try again; where that does not help, tell " +
        "the provider the id",
      it: "È registrato con l'identificativo di questa richiesta. Riprova; se non basta, " +
        "comunicalo al gestore",
    },
  });
}

/** A UUID of version 4 (RFC 9562 §5.4). */
function uuid(random: (length: number) => Uint8Array): string {
  const bytes = Uint8Array.from(random(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
