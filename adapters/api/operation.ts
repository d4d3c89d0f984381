/**
 * How an operation of the API is declared: what it needs, what it changes, what it may answer.
 *
 * @module
 */
import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { calls, callsKey } from "../../actors/calls.ts";
import type { Scope } from "../../events/client.ts";
import type { ApiEnv } from "./api.ts";
import { acceptable, received } from "./content.ts";
import { tooMany } from "./frame.ts";
import { Problem } from "./problem.ts";
import { problemSchema } from "./schemas.ts";

/** What an operation needs and does beyond its schema. */
export interface Nature {
  /** Null: whoever shows valid credentials may. */
  readonly scope: Scope | null;
  /**
   * `nothing`: it reads. `call`: it changes something, and the call itself is recorded first.
   * `own-event`: it changes something by an event that names the caller itself.
   */
  readonly changes: "nothing" | "call" | "own-event";
}

/** Answers that an operation for everybody may give. */
const PUBLIC = [400, 404, 406, 429, 500, 503] as const;

/** Answers that every other operation may give. */
const ALWAYS = [400, 401, 403, 404, 406, 429, 500, 503] as const;

/** Answers that operations with a body may give. */
const WITH_BODY = [413, 415, 422] as const;

/** Answers that are problems. */
export type ProblemResponses<Status extends number> = Record<
  Status,
  {
    description: string;
    content: { "application/problem+json": { schema: typeof problemSchema } };
  }
>;

/** Characters of a path that are recorded. */
const LONGEST_TARGET = 2000;

/** Declares an operation. Whoever may not use it does not come as far as its validation. */
export function operation<
  const Path extends string,
  const Config extends Omit<RouteConfig, "path"> & { path: Path; operationId: string },
>(
  { scope, changes }: Nature,
  config: Config,
): ReturnType<
  typeof createRoute<Path, Config & { responses: ProblemResponses<typeof ALWAYS[number]> }>
> {
  const body = config.request?.body;
  return createRoute({
    ...config,
    middleware: [
      guard(scope),
      acceptable(config.responses),
      ...(body ? [received(body)] : []),
      ...(changes === "call" ? [recorded(config.operationId)] : []),
    ],
    security: [{ apiKey: [] }, { oauth2: scope ? [scope] : [] }, { mutualTLS: [] }],
    ...(scope ? { "x-scope": scope } : {}),
    responses: {
      ...problems(...ALWAYS, ...(body ? WITH_BODY : [])),
      ...config.responses,
    },
  } as never) as never;
}

/** Declares an operation that everybody may use, and that changes nothing. */
export function publicOperation<
  const Path extends string,
  const Config extends Omit<RouteConfig, "path"> & { path: Path; operationId: string },
>(
  config: Config,
): ReturnType<
  typeof createRoute<Path, Config & { responses: ProblemResponses<typeof PUBLIC[number]> }>
> {
  return createRoute({
    ...config,
    middleware: [acceptable(config.responses)],
    security: [],
    responses: { ...problems(...PUBLIC), ...config.responses },
  } as never) as never;
}

/** Declares that an operation may answer with problems of some statuses. */
export function problems<const Status extends number>(
  ...statuses: readonly Status[]
): ProblemResponses<Status> {
  return Object.fromEntries(statuses.map((status) => [status, {
    description: `A problem, with the status ${status}.`,
    content: { "application/problem+json": { schema: problemSchema } },
  }])) as ProblemResponses<Status>;
}

/** Who asks, and whether it may. */
function guard(scope: Scope | null): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const gateway = context.get("gateway");
    const caller = await gateway.authenticate(context.req.raw, context.env);
    const standing = context.get("counts").caller(caller.mode, caller.credential);
    context.set("standing", standing);
    if (standing.exceeded) throw tooMany(standing);
    if (scope !== null && !caller.scopes.has(scope)) {
      throw new Problem("forbidden", {
        detail: {
          en: `These credentials lack the scope ${scope}. Use others, or have it added to them`,
          it: `A queste credenziali manca l'ambito ${scope}. Usane altre, o fallo aggiungere`,
        },
      });
    }
    const world = gateway.world(caller.mode);
    if (world === null) {
      throw new Problem("unavailable", {
        detail: {
          en: "The sandbox is switched off here: test_ keys are good for nothing",
          it: "La sandbox è disattivata: le chiavi test_ non servono",
        },
      });
    }
    context.set("caller", caller);
    context.set("world", world);
    await next();
  };
}

/** Durable before anything is changed: a crash leaves a record too many, never one too few. */
function recorded(operationId: string): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const { client, credential } = context.get("caller");
    const { provider: { runtime, clock } } = context.get("world");
    await runtime.send(calls, callsKey(credential, clock.now()), {
      type: "record",
      call: {
        client,
        credential,
        operation: operationId,
        // A path of this length leads nowhere; the call is recorded all the same.
        target: context.req.path.slice(0, LONGEST_TARGET).toWellFormed(),
        request: context.get("requestId"),
      },
    });
    await next();
  };
}
