/**
 * What callers are told of whatever was thrown.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { Overloaded } from "../../actors/runtime.ts";
import { GateFull } from "../gate.ts";
import type { ApiEnv } from "./api.ts";
import { Problem } from "./problem.ts";

/** The problem of whatever was thrown; what has not been foreseen is a failure, and is logged. */
export function problemOf(error: unknown, context: Context<ApiEnv>): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException && error.status < 500) return malformed();
  if (error instanceof Overloaded) return busy();
  if (error instanceof GateFull) return crowded();
  const { method, path } = context.req;
  const { gateway, requestId: request } = context.var;
  gateway.log("api.failed", { request, method, path, error: String(error) });
  return internal();
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

/** Too much costly work waits for its turn: files to verify, bundles, passwords. */
function crowded(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "Too much work of this kind is under way: try again in some seconds",
      it: "Troppe operazioni di questo tipo sono in corso: riprova tra qualche secondo",
    },
    retryAfter: 10,
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
