/**
 * Whether an answer is what its operation declares: its status, its content type, its body.
 *
 * @module
 */
import type { RouteConfig } from "@hono/zod-openapi";
import type { z } from "zod";
import type { Api } from "../../../adapters/api/api.ts";
import { operationsAt } from "../../../adapters/api/paths.ts";
import { problemSchema } from "../../../adapters/api/schemas.ts";

/** An answer whose body is known. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Answers of the frame, which no operation needs to declare (RFC 9110 §15.4.5). */
const NOT_MODIFIED = 304;

/**
 * Requires that the head of an answer is what its operation declares.
 *
 * @throws {Error} that says in what it differs.
 */
export function requireDeclared(api: Api, method: string, path: string, answer: Response): void {
  const { status } = answer;
  const type = answer.headers.get("content-type")?.split(";", 1)[0] ?? null;
  const route = routeOf(api, method, path);
  const fault = (what: string) => new Error(`${method} ${path} answers ${status} ${type}: ${what}`);
  if (status >= 400 && type !== "application/problem+json" && !route?.responses[status]) {
    throw fault("it is no problem document");
  }
  if (!route) {
    if (status >= 400) return;
    throw fault("no operation has this path and method");
  }
  if (status === NOT_MODIFIED && isReading(method)) return;
  const declared = route.responses[status] as Declared | undefined;
  if (!declared) throw fault("the operation does not declare the status");
  const types = Object.keys(declared.content ?? {});
  if (type === null && types.length > 0 && method !== "HEAD") throw fault(`not ${types}`);
  if (type !== null && !types.includes(type)) throw fault(`it declares ${types.join() || "none"}`);
}

/**
 * Requires that the body of an answer follows its schema, without undeclared fields.
 *
 * @throws {Error} that says in what it differs.
 */
export function requireConforming(api: Api, method: string, path: string, answer: Answer): void {
  const type = answer.headers.get("content-type")?.split(";", 1)[0] ?? "";
  if (method === "HEAD" || !/^application\/(?:\w+\+)?json$/.test(type)) return;
  const value: unknown = JSON.parse(new TextDecoder().decode(answer.bytes));
  const schema = type === "application/problem+json"
    ? problemSchema
    : schemaOf(routeOf(api, method, path), answer.status, type);
  if (!schema) throw new Error(`${method} ${path}: ${answer.status} declares no schema`);
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw new Error(`${method} ${path}: ${answer.status} ${error.message}`);
  const extra = undeclared(value, data, "");
  if (extra) throw new Error(`${method} ${path}: ${answer.status} has an undeclared ${extra}`);
}

/** The operation of a method and a path. */
export function routeOf(api: Api, method: string, path: string): RouteConfig | undefined {
  const { pathname } = new URL(path, "https://localhost");
  const wanted = method === "HEAD" ? ["head", "get"] : [method.toLowerCase()];
  return operationsAt(api, pathname).find((one) => wanted.includes(one.method));
}

interface Declared {
  readonly content?: Readonly<Record<string, { readonly schema?: z.ZodType }>>;
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function schemaOf(route: RouteConfig | undefined, status: number, type: string) {
  const declared = route?.responses[status] as Declared | undefined;
  return declared?.content?.[type]?.schema;
}

/** The place of a field that a schema has let fall: it does not declare it. */
function undeclared(value: unknown, parsed: unknown, place: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  const kept = parsed as Readonly<Record<string, unknown>>;
  for (const [name, inner] of Object.entries(value)) {
    const here = `${place}/${name}`;
    if (!Object.hasOwn(kept, name)) return here;
    const found = undeclared(inner, kept[name], here);
    if (found) return found;
  }
  return null;
}
