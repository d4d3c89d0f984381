/**
 * What comes in and what goes out: types that an operation takes and gives, and bodies no larger
 * than they may be.
 *
 * @module
 */
import type { RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { isModest } from "../documents/json_extent.ts";
import { concat } from "../documents/mime/octets.ts";
import { preferredType } from "./accept.ts";
import type { ApiEnv } from "./api.ts";
import { HeldOctets, type Holding } from "./held_octets.ts";
import { Problem } from "./problem.ts";

/**
 * Octets of a body that is read as a whole: JSON and forms. Other bodies stream, and their
 * operations limit them.
 */
const LARGEST_WHOLE = 12 * 1024 * 1024;

/** Such bodies of all worlds; what is made of one takes up several times as much. */
const held = new HeldOctets({ all: 8 * LARGEST_WHOLE, each: 4 * LARGEST_WHOLE });

/** Values of such a body: mail waits while they are held against a schema. */
const MOST_VALUES = 100_000;

/** Types of bodies that are read as a whole. */
const WHOLE = /^application\/(?:(?:[a-z.-]+\+)?json|x-www-form-urlencoded)$/;

/** Requires that the caller takes one of the types that an operation gives (RFC 9110 §15.5.7). */
export function acceptable(responses: RouteConfig["responses"]): MiddlewareHandler<ApiEnv> {
  const types = Object.entries(responses).flatMap(([status, response]) =>
    status.startsWith("2") ? Object.keys(("content" in response && response.content) || {}) : []
  );
  return async (context, next) => {
    if (types.length > 0 && preferredType(context.req.header("accept"), types) === null) {
      throw new Problem("not-acceptable", {
        detail: {
          en: `There is ${types.join(", ")}. Name it in Accept, or leave Accept out`,
          it: `C'è ${types.join(", ")}. Indicalo in Accept, o ometti Accept`,
        },
      });
    }
    await next();
  };
}

/** Requires a body of a type that an operation takes, not too much, and well-formed JSON. */
export function received(
  { content, required = false }: { readonly content: object; readonly required?: boolean },
): MiddlewareHandler<ApiEnv> {
  const types = Object.keys(content);
  return async (context, next) => {
    const { raw } = context.req;
    const type = (context.req.header("content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
    if (raw.body !== null && !types.includes(type)) throw unsupported(types);
    if (raw.body === null && required) throw missing(types);
    if (raw.body === null || !WHOLE.test(type)) return await next();
    using holding = held.of(context.get("caller").client);
    const bytes = await wholeBody(raw, holding);
    if (type.endsWith("json")) {
      const value = parsedJson(bytes);
      // What validates it need not read and parse it once more.
      context.req.json = () => Promise.resolve(value);
    } else context.req.raw = new Request(raw, { body: bytes });
    await next();
  };
}

/** All bytes of a body; each piece is counted before it is kept. */
async function wholeBody(
  request: Request,
  holding: Holding,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_WHOLE) throw tooLarge();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let octets = 0;
  for await (const chunk of request.body!) {
    octets += chunk.length;
    if (octets > LARGEST_WHOLE) throw tooLarge();
    holding.add(chunk.length);
    chunks.push(chunk);
  }
  return concat(chunks);
}

/** RFC 8259 §8.1: JSON is UTF-8. */
function parsedJson(bytes: Uint8Array): ReturnType<typeof JSON.parse> {
  if (!isModest(bytes, MOST_VALUES)) throw tooManyValues();
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const [where = ""] = /position \d+ \(line \d+ column \d+\)/.exec(String(error)) ?? [];
    throw new Problem("invalid-request", {
      detail: {
        en: `The body is no JSON in UTF-8${where && `: see ${where}`}`,
        it: `Il corpo non è JSON in UTF-8${where && `: vedi ${where}`}`,
      },
    });
  }
}

function unsupported(types: readonly string[]): Problem {
  return new Problem("unsupported-media-type", {
    detail: {
      en: `Say in Content-Type what the body is: here it may be ${types.join(", ")}`,
      it: `Indica in Content-Type che cos'è il corpo: qui può essere ${types.join(", ")}`,
    },
    // RFC 9110 §15.5.16
    headers: { accept: types.join(", ") },
  });
}

function missing(types: readonly string[]): Problem {
  return new Problem("invalid-content", {
    detail: {
      en: `There is no body: send one of the type ${types.join(", ")}`,
      it: `Manca il corpo: mandane uno del tipo ${types.join(", ")}`,
    },
  });
}

function tooManyValues(): Problem {
  return new Problem("too-large", {
    detail: {
      en: "The body has too many values, or is too deep. Send it in several requests, as in " +
        "/v1/openapi.json",
      it: "Il corpo ha troppi valori, o è troppo annidato. Invialo in più richieste, come in " +
        "/v1/openapi.json",
    },
  });
}

function tooLarge(): Problem {
  const most = LARGEST_WHOLE / 1024 / 1024;
  return new Problem("too-large", {
    detail: {
      en: `A body of this type has ${most} MiB at the most. Upload large files: POST /v1/uploads`,
      it: `Un corpo di questo tipo ha al massimo ${most} MiB. Carica i file grandi: ` +
        "POST /v1/uploads",
    },
  });
}
