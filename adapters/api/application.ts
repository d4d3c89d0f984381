/**
 * The whole API: its operations, and what all of them share.
 *
 * @module
 */
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
import { problemOf } from "./thrown.ts";
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
    const problem = problemOf(error, context);
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
