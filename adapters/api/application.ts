/**
 * The whole API: its operations, and what all of them share.
 *
 * @module
 */
import { HTTPException } from "hono/http-exception";
import { Overloaded } from "../../actors/runtime.ts";
import { mountCredentials } from "./access/credentials.ts";
import { mountMe } from "./access/me.ts";
import { mountOAuth } from "./access/oauth.ts";
import { type Api, newApi } from "./api.ts";
import { mountDirectory } from "./directory/operations.ts";
import { mountFeed } from "./feed/operations.ts";
import { type ApiRates, apiRates, Counts, framed } from "./frame.ts";
import { methodsAt } from "./paths.ts";
import { mountMailboxes } from "./mailboxes/mailboxes.ts";
import { Problem, problemResponse } from "./problem.ts";
import { mountEvidence } from "./messages/evidence_operations.ts";
import { mountMessages } from "./messages/operations.ts";
import { mountReceipts } from "./messages/receipt_operations.ts";
import { mountVerifications } from "./verifications/operations.ts";
import { mountProblemTypes } from "./openapi/problem_operations.ts";
import { mountReference } from "./openapi/reference_operations.ts";
import { mountSandbox } from "./sandbox/operations.ts";
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
  mountReceipts,
  mountEvidence,
  mountVerifications,
  mountScheduling,
  mountUploads,
  mountFeed,
  mountWebhooks,
  mountWebhookDeliveries,
  mountAnnouncedEvents,
  mountMailboxes,
  mountDirectory,
  mountSandbox,
  mountReference,
  mountProblemTypes,
];

/** The application with some operations. */
export function apiApplication(
  gateway: Gateway,
  operations: readonly Mount[] = OPERATIONS,
  rates: ApiRates = apiRates,
): Api {
  const api = newApi();
  api.use(framed(gateway, new Counts(rates, gateway.clock)));
  api.onError((error, context) => {
    const problem = problemOf(error);
    if (problem.type === "internal") {
      const { method, path } = context.req;
      const request = context.get("requestId");
      gateway.log("api.failed", { request, method, path, error: String(error) });
    }
    return problemResponse(problem, context.get("language"), context.get("requestId"));
  });
  api.notFound((context) => {
    const methods = methodsAt(api, context.req.path);
    const problem = methods.length > 0 ? notAllowed(methods) : nothingHere();
    return problemResponse(problem, context.get("language"), context.get("requestId"));
  });
  for (const mount of operations) mount(api);
  return api;
}

function nothingHere(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "There is nothing at this path: see /v1/openapi.json",
      it: "A questo percorso non c'è nulla: vedi /v1/openapi.json",
    },
  });
}

/** RFC 9110 §15.5.6. */
function notAllowed(methods: readonly string[]): Problem {
  const allow = methods.join(", ");
  return new Problem("method-not-allowed", {
    detail: { en: `Here there is ${allow}`, it: `Qui c'è ${allow}` },
    headers: { allow },
  });
}

/** What has not been foreseen is a failure of the system. */
function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException && error.status < 500) return malformed();
  return error instanceof Overloaded ? busy() : internal();
}

/** What the framework refuses by itself. */
function malformed(): Problem {
  return new Problem("invalid-request", {
    detail: {
      en: "The request cannot be read: see /v1/openapi.json",
      it: "La richiesta non è leggibile: vedi /v1/openapi.json",
    },
  });
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
