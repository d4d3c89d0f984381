/**
 * Which operations a path has.
 *
 * @module
 */
import type { RouteConfig } from "@hono/zod-openapi";
import type { Api } from "./api.ts";

/** The operations of a path, those that name it most exactly first. */
export function operationsAt(api: Api, path: string): RouteConfig[] {
  const segments = path.split("/");
  const found = api.openAPIRegistry.definitions.flatMap((one) =>
    one.type === "route" && fits(one.route.path, segments) ? [one.route] : []
  );
  return found.sort((one, other) => names(one.path) - names(other.path));
}

/** The methods that a path may be asked by; none where there is nothing. */
export function methodsAt(api: Api, path: string): string[] {
  const methods = operationsAt(api, path).map(({ method }) => method.toUpperCase());
  return [...new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods)].sort();
}

function fits(template: string, segments: readonly string[]): boolean {
  const parts = template.split("/");
  return parts.length === segments.length &&
    parts.every((part, index) =>
      part.startsWith("{") ? segments[index] !== "" : part === segments[index]
    );
}

function names(template: string): number {
  return template.split("{").length;
}
