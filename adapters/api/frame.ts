/**
 * What all requests have in common: an id, a language, a count, and the header fields of answers.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { type Clock, MINUTE, SECOND } from "../../events/instant.ts";
import { networkOf } from "../net/network.ts";
import type { ApiEnv } from "./api.ts";
import { languageOf } from "./language.ts";
import { Problem, problemResponse } from "./problem.ts";
import { type Rate, rateHeaders, RateLimit, type Standing } from "./rate_limit.ts";
import type { Gateway } from "./world.ts";

/** How often may be asked. */
export interface ApiRates {
  readonly perCredential: Rate;
  /** Of those who show no valid credentials. */
  readonly perNetwork: Rate;
}

/** Where nothing else is configured. */
export const apiRates: ApiRates = {
  perCredential: { requests: 600, window: MINUTE },
  perNetwork: { requests: 120, window: MINUTE },
};

/** Nothing is kept on the way, and nothing is taken for what it is not. */
const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
};

/** Counts requests. */
export class Counts {
  readonly #credentials: RateLimit;
  readonly #networks: RateLimit;

  /** Nobody has asked yet. */
  constructor({ perCredential, perNetwork }: ApiRates, clock: Clock) {
    this.#credentials = new RateLimit(perCredential, clock);
    this.#networks = new RateLimit(perNetwork, clock);
  }

  /** Of a caller that is known. */
  caller(mode: string, credential: string): Standing {
    return this.#credentials.count(`${mode} ${credential}`);
  }

  /** Of anybody else. */
  stranger(address: string): Standing {
    return this.#networks.count(networkOf(address));
  }
}

/** Gives every request what it carries, and every answer its header fields. */
export function framed(gateway: Gateway, counts: Counts): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const requestId = uuid(gateway.random);
    const language = languageOf(context.req.header("accept-language"));
    context.set("gateway", gateway);
    context.set("counts", counts);
    context.set("requestId", requestId);
    context.set("language", language);
    await next();
    let standing = context.get("standing");
    if (standing === undefined) {
      standing = counts.stranger(context.env.address);
      if (standing.exceeded) {
        // Without this the fields of the answer before would stay.
        context.res = undefined;
        context.res = problemResponse(tooMany(standing), language, requestId);
      }
    }
    const known = isKnown(context.req.raw, context.res);
    // What nobody will read must let go of its file, or of its place among the followers.
    if (known || context.req.method === "HEAD") await context.res.body?.cancel();
    if (known) {
      context.res = new Response(null, { status: 304, headers: context.res.headers });
      context.res.headers.delete("content-type");
    }
    const { headers } = context.res;
    headers.set("x-request-id", requestId);
    for (const [name, value] of Object.entries(rateHeaders(standing))) headers.set(name, value);
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!headers.has(name)) headers.set(name, value);
    }
  };
}

/** The problem of a request too many. */
export function tooMany({ rate, wait }: Standing): Problem {
  const { requests, window } = rate;
  return new Problem("rate-limited", {
    detail: {
      en: `There may be ${requests} requests in ${window / SECOND} seconds: see RateLimit-Reset`,
      it: `Sono ammesse ${requests} richieste in ${window / SECOND} secondi: vedi RateLimit-Reset`,
    },
    retryAfter: wait / SECOND,
  });
}

/** Whether the caller has the answer already (RFC 9110 §13.1.2: a weak comparison). */
function isKnown({ method, headers }: Request, answer: Response): boolean {
  const tag = answer.headers.get("etag");
  const known = headers.get("if-none-match");
  if (tag === null || known === null || answer.status !== 200) return false;
  if (method !== "GET" && method !== "HEAD") return false;
  const plain = (one: string) => one.trim().replace(/^W\//, "");
  return known.split(",").some((one) => one.trim() === "*" || plain(one) === plain(tag));
}

/** A UUID of version 4 (RFC 9562 §5.4). */
function uuid(random: (length: number) => Uint8Array): string {
  const bytes = Uint8Array.from(random(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
