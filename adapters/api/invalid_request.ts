/**
 * The problem of a request that does not follow its schema.
 *
 * @module
 */
import { z } from "zod";
import type { Text } from "./language.ts";
import { type Fault, Problem } from "./problem.ts";

/** Zod's own texts. Which of them is asked for shows when the problem is told. */
const ENGLISH = z.locales.en().localeError;
const ITALIAN = z.locales.it().localeError;

/**
 * The problem that names every fault by its place.
 *
 * @param target where the values stand: `json`, `form`, `param`, `query`, `header`.
 * @param data what did not follow the schema.
 */
export function invalidRequest(
  target: string,
  { issues }: z.core.$ZodError,
  data: unknown,
): Problem {
  const faults = issues.flatMap((issue) => faultsOf(target, issue, data));
  const detail = {
    en: "The request does not follow its schema: see errors, and /v1/openapi.json",
    it: "La richiesta non rispetta il suo schema: vedi errors e /v1/openapi.json",
  };
  return new Problem(target === "json" ? "invalid-content" : "invalid-request", { detail, faults });
}

function faultsOf(target: string, issue: z.core.$ZodIssue, data: unknown): Fault[] {
  // Names that are too many are named one by one.
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...placeOf(target, [...issue.path, key]),
      detail: { en: "There is no such field", it: "Il campo non esiste" },
    }));
  }
  return [{ ...placeOf(target, issue.path), detail: textOf(issue, data) }];
}

/** A text that a schema has of its own stands as it is. */
function textOf(issue: z.core.$ZodIssue, data: unknown): Text {
  const raw = { ...issue, input: valueAt(data, issue.path) } as never;
  const usual = message(ENGLISH(raw));
  const italian = message(ITALIAN(raw));
  if (usual !== issue.message || italian === undefined) {
    return { en: issue.message, it: issue.message };
  }
  return { en: usual, it: italian };
}

function message(text: ReturnType<typeof ENGLISH>): string | undefined {
  return typeof text === "string" ? text : text?.message;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = value[name as never];
  }
  return value;
}

function placeOf(target: string, path: readonly PropertyKey[]): Omit<Fault, "detail"> {
  const names = path.map(String);
  if (target === "header") return { header: names.join(".") };
  if (target !== "json" && target !== "form") return { parameter: names.join(".") };
  const pointer = names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return { pointer: pointer.join("") };
}
