/**
 * The application that operations are added to.
 *
 * @module
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Caller } from "./caller.ts";
import type { Counts } from "./frame.ts";
import { invalidRequest } from "./invalid_request.ts";
import type { Language } from "./language.ts";
import type { Standing } from "./rate_limit.ts";
import type { Connection, Gateway, World } from "./world.ts";

/** What a request carries from one hand to the next. */
export interface ApiEnv {
  Bindings: Connection;
  Variables: {
    gateway: Gateway;
    counts: Counts;
    /** How the caller stands after this request; absent while nobody knows who it is. */
    standing: Standing | undefined;
    /** A UUID. */
    requestId: string;
    language: Language;
    /** Set behind `operation`. */
    caller: Caller;
    /** Set behind `operation`. */
    world: World;
  };
}

/** The application. */
export type Api = OpenAPIHono<ApiEnv>;

/** An application without operations. What does not follow its schema is answered by a problem. */
export function newApi(): Api {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // What did not follow the schema is there, though the type does not say so.
      const { data } = result as { readonly data?: unknown };
      throw invalidRequest(result.target, result.error, data);
    },
  });
}
